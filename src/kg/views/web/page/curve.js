// Above the control of time: a measure of the whole network as a curve, and the events as marks.
const MEASURES = [...Object.keys(DATA.measures).filter((name) => DATA.measures[name].some(Number.isFinite)), "ties"];
if (!MEASURES.includes(state.measure)) [state.measure] = MEASURES;
const SVG = "http://www.w3.org/2000/svg";

function svgElement(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function showCurve() {
  const t = words(),
    choice = find("measure");
  choice.replaceChildren(...MEASURES.map((name) => element("option", { value: name }, t.measures[name])));
  choice.value = state.measure;
  choice.setAttribute("aria-label", t.measure);
  choice.title = t.measureHelp[state.measure];
  const values = state.measure === "ties" ? tiesPerCell() : DATA.measures[state.measure];
  find("measure-shown").textContent = valueShown(values);
  const most = topOf(values);
  find("measure-top").textContent = t.scale(number(most));
  find("curve").replaceChildren(shade(), ...(state.measure === "ties" ? bars(values, most) : [line(values, most)]), ...marks());
  showEvents();
}

// The round number that the curve stays below.
function topOf(values) {
  const most = Math.max(0, ...values.filter(Number.isFinite));
  if (state.measure === "ties") return most || 1;
  return [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].find((top) => top >= most) || most;
}

const at = (cell) => (100 * (cell + 0.5)) / AXIS.length;
const high = (value, most) => 96 - (90 * value) / most;

function valueShown(values) {
  const shown = (cell) => (Number.isFinite(values[cell]) ? number(values[cell]) : "–");
  if (state.mode === "moment") return shown(state.to);
  if (state.mode === "difference") return `${shown(state.from)} → ${shown(state.to)}`;
  const known = values.slice(state.from, state.to + 1).filter(Number.isFinite);
  return state.measure === "ties" || !known.length ? "" : `${number(known[0])} → ${number(known.at(-1))}`;
}

// The time shown, as a band or as one or two lines.
function shade() {
  const [from, to] = state.mode === "moment" ? [0, 0] : [state.from, state.to];
  const edge = state.mode === "period" ? 0.5 : 0;
  const x = at(from - edge),
    width = state.mode === "moment" ? 0 : at(to + edge) - x;
  return svgElement("rect", { class: "shade", x, y: 0, width: Math.max(width, 0), height: 100 });
}

function marks() {
  if (state.mode === "period") return [];
  const cells = state.mode === "moment" ? [state.to] : [state.from, state.to];
  return cells.map((cell) => svgElement("line", { class: "now", x1: at(cell), x2: at(cell), y1: 0, y2: 100 }));
}

function bars(values, most) {
  const width = 100 / AXIS.length,
    gap = Math.min(0.15, width * 0.1);
  const inside = (i) =>
    state.mode === "period"
      ? i >= state.from && i <= state.to
      : state.mode === "moment"
        ? i === state.to
        : i === state.from || i === state.to;
  return values.map((value, i) =>
    svgElement("rect", {
      class: inside(i) ? "bar in" : "bar",
      x: i * width + gap,
      width: width - 2 * gap,
      y: 100 - (90 * value) / most,
      height: (90 * value) / most,
    }),
  );
}

function line(values, most) {
  let open = false,
    path = "";
  values.forEach((value, i) => {
    if (Number.isFinite(value)) path += `${open ? "L" : "M"}${at(i).toFixed(3)} ${high(value, most).toFixed(2)}`;
    if (Number.isFinite(value) && !Number.isFinite(values[i - 1]) && !Number.isFinite(values[i + 1])) path += "h0.01";
    open = Number.isFinite(value);
  });
  return svgElement("path", { class: "curve", d: path });
}

// One button for the events of each step.
let eventsShown = "";
function showEvents() {
  const key = `${state.language}`;
  if (key === eventsShown) return;
  eventsShown = key;
  const steps = new Map();
  for (const event of DATA.events) steps.set(event.step, [...(steps.get(event.step) || []), local(event.names)]);
  find("events").replaceChildren(
    ...[...steps].map(([cell, names]) => {
      const label = words().goTo(cellInWords(cell), names.join(" · "));
      const button = element("button", {
        type: "button",
        "aria-label": label,
        "data-label": label,
        class: at(cell) > 60 ? "left" : "",
        onclick: () => goToMoment(cell),
      });
      button.style.left = `${at(cell)}%`;
      return button;
    }),
  );
}
