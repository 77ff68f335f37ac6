// When a tie counts, and what it weighs then. A place on the axis is the number of its cell.

// The cells that a tie's spans touch, and those on whose last day it counts; and the days from which its evidence speaks.
function whenItCounts(tie) {
  const touched = [],
    held = [];
  for (const [first, last] of tie.spans) {
    const from = first ? AXIS.findIndex((cell) => cell.last >= first) : 0;
    if (from < 0) continue;
    const to = last ? lastCell((cell) => cell.first <= last) : LAST,
      whole = last ? lastCell((cell) => cell.last <= last) : LAST;
    if (from <= to) touched.push([from, to]);
    if (from <= whole) held.push([from, whole]);
  }
  const lasts = tie.more ? tie.more.lasting : tie.evidence.some((witness) => witness.time?.includes("/"));
  const days = tie.more ? tie.more.begun : tie.evidence.map((witness) => witness.first || witness.published).filter(Boolean);
  const begun = tie.half_life === null || lasts ? [] : days.map(inMilliseconds);
  return { touched, held: HISTORY ? held : touched, begun: begun.sort((a, b) => a - b) };
}

function lastCell(holds) {
  for (let i = LAST; i >= 0; i--) if (AXIS[i] && holds(AXIS[i])) return i;
  return -1;
}

const wholePeriod = () => AXIS.length < 2 || (state.from === 0 && state.to === LAST);
const countsAt = (tie, cell) => tie.held.some(([from, to]) => from <= cell && cell <= to);

function countsNow(tie) {
  if (state.mode === "moment") return countsAt(tie, state.to);
  if (state.mode === "difference") return countsAt(tie, state.from) || countsAt(tie, state.to);
  if (!tie.spans.length || AXIS.length < 2) return wholePeriod();
  return tie.touched.some(([from, to]) => from <= state.to && to >= state.from);
}

// Half as much for each half-life since the evidence last spoke.
function weightOn(tie, milliseconds) {
  if (!tie.begun.length) return tie.strength;
  let latest = tie.begun[0];
  for (const day of tie.begun) if (day <= milliseconds) latest = day;
  return tie.strength * 0.5 ** (Math.max(0, milliseconds - latest) / YEAR / tie.half_life);
}

const lastDays = AXIS.map((cell) => inMilliseconds(cell.last)),
  firstDays = AXIS.map((cell) => inMilliseconds(cell.first));
const weightAt = (tie, cell) => (AXIS.length ? weightOn(tie, lastDays[cell]) : tie.strength);

// What the tie weighs as it is shown: on the day, on the better of two, or at its best in the period.
function weightNow(tie) {
  if (!AXIS.length) return tie.strength;
  if (state.mode === "moment") return weightAt(tie, state.to);
  if (state.mode === "difference")
    return Math.max(...[state.from, state.to].map((cell) => (countsAt(tie, cell) ? weightAt(tie, cell) : 0)));
  if (tie.begun.some((day) => day >= firstDays[state.from] && day <= lastDays[state.to])) return tie.strength;
  return weightOn(tie, firstDays[state.from]);
}

// How many ties count in each cell, whatever the time shown.
function tiesPerCell() {
  const change = new Array(AXIS.length + 1).fill(0);
  for (const tie of DATA.edges)
    if (passes(tie, "period"))
      for (const [from, to] of tie.held) {
        change[from] += 1;
        change[to + 1] -= 1;
      }
  let sum = 0;
  return AXIS.map((_, i) => (sum += change[i]));
}

const cellInWords = (cell) => inWords(AXIS[cell]?.label);

// The time shown, in words.
function timeInWords() {
  if (AXIS.length < 2) return "";
  if (state.mode === "moment") return HISTORY ? inWords(AXIS[state.to].last) : cellInWords(state.to);
  if (state.mode === "period" && state.from === state.to) return cellInWords(state.to);
  return `${cellInWords(state.from)} ${state.mode === "period" ? "–" : "→"} ${cellInWords(state.to)}`;
}
