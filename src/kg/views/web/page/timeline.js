// The control of time: a period, a moment, or the difference between two moments; and the player.
let playing = null;

function setMode(mode) {
  if (AXIS.length < 2 || mode === state.mode) return;
  stop();
  if (mode === "difference" && state.from >= state.to) Object.assign(state, state.to > 0 ? { from: 0 } : { to: LAST });
  state.mode = mode;
  refresh();
}

function showTime() {
  find("time").hidden = AXIS.length < 2;
  if (AXIS.length < 2) return;
  const t = words();
  find("mode").setAttribute("aria-label", t.modes.label);
  for (const button of find("mode").children) {
    const { mode } = button.dataset;
    button.textContent = t.modes[mode];
    button.title = t.modeHelp[mode];
    button.setAttribute("aria-pressed", String(mode === state.mode));
  }
  showThumb("from", state.from, 0);
  showThumb("to", state.to, 1);
  find("from").hidden = state.mode === "moment";
  find("period-shown").textContent = timeInWords();
  showPlay();
  showCurve();
}

// In a period the thumbs stand at the edges of the cells, else in their middle.
function showThumb(id, cell, edge) {
  const input = find(id),
    edges = state.mode === "period",
    inset = edges ? 0 : 50 / AXIS.length;
  input.max = edges ? AXIS.length : LAST;
  input.value = edges ? cell + edge : cell;
  input.style.left = `${inset}%`;
  input.style.width = `${100 - 2 * inset}%`;
  input.setAttribute("aria-label", state.mode === "moment" ? words().moment : words()[id]);
  input.setAttribute("aria-valuetext", cellInWords(cell));
}

function moveThumb(event) {
  stop();
  const value = Number(event.target.value);
  if (event.target.id === "from") setTime(Math.min(value, state.to), state.to);
  else if (state.mode === "moment") setTime(state.from, value);
  else setTime(state.from, Math.max(state.mode === "period" ? value - 1 : value, state.from));
}

function setTime(from, to) {
  const moved = from !== state.from || to !== state.to;
  Object.assign(state, { from, to });
  if (moved) refresh();
  else showTime();
}

// One cell forward or back; two dates or a period move together.
function step(by) {
  if (AXIS.length < 2) return;
  stop();
  const low = state.mode === "moment" ? state.to : state.from;
  const bounded = Math.max(-low, Math.min(by, LAST - state.to));
  setTime(state.mode === "moment" ? state.from : state.from + bounded, state.to + bounded);
}

function goToMoment(cell) {
  stop();
  Object.assign(state, { mode: "moment", to: cell, from: Math.min(state.from, cell) });
  refresh();
}

// --- the player: the whole time in some 25 seconds; where motion is unwelcome, in ten jumps
const PACE = calm
  ? { steps: Math.ceil(AXIS.length / 10), wait: 1600 }
  : { steps: 1, wait: Math.max(250, Math.min(1200, 25000 / AXIS.length)) };

function showPlay() {
  const button = find("play"),
    label = playing ? words().pause : words().play;
  button.setAttribute("aria-label", label);
  button.title = label;
  button.dataset.playing = String(Boolean(playing));
}

function togglePlay() {
  if (AXIS.length < 2) return;
  if (playing) return stop();
  if (state.mode !== "moment") state.mode = "moment";
  if (state.to >= LAST) state.to = 0;
  playing = setTimeout(playOn, PACE.wait);
  refresh();
}

function playOn() {
  state.to = Math.min(state.to + PACE.steps, LAST);
  playing = state.to < LAST ? setTimeout(playOn, PACE.wait) : null;
  refresh();
}

function stop() {
  if (!playing) return;
  clearTimeout(playing);
  playing = null;
  showPlay();
  settled();
}
