// What there is, what the reader asked for, and what passes.
const DATA = JSON.parse(document.getElementById("data").textContent);
const STATUSES = ["asserted", "claimed", "possible", "denied"];
const SIGNS = ["positive", "neutral", "negative", "none"];

const state = { language: WORDS[DATA.language] ? DATA.language : "en", selected: null, from: 0, to: 0, ...unfiltered() };

function unfiltered() {
  return {
    signs: new Set(SIGNS),
    statuses: new Set(["asserted", "claimed", "possible"]),
    hiddenRelations: new Set(),
    people: false,
    agreements: false,
    apart: false,
  };
}

const nodes = new Map(DATA.nodes.map((node) => [node.id, node]));
const signName = (sign) => (sign === 1 ? "positive" : sign === -1 ? "negative" : sign === 0 ? "neutral" : "none");
for (const tie of DATA.edges) {
  tie.sign = signName(DATA.relations[tie.relation].sign);
  tie.times = tie.evidence.map((e) => [
    e.first || e.last || e.published,
    e.last || (e.time && e.time.endsWith("/") ? "9999" : e.first) || e.published,
  ]);
}

// The bins of the time slider: months where the reports span less than three years, else years.
const days = DATA.edges
  .flatMap((tie) => tie.times.flat())
  .filter((day) => day && day !== "9999")
  .sort();
const BINS = makeBins(days[0], days[days.length - 1]);
state.to = Math.max(BINS.length - 1, 0);

function makeBins(first, last) {
  if (!first) return [];
  const [y0, m0] = first.split("-").map(Number),
    [y1, m1] = last.split("-").map(Number);
  if (y1 - y0 >= 3) return Array.from({ length: y1 - y0 + 1 }, (_, i) => String(y0 + i).padStart(4, "0"));
  return Array.from({ length: (y1 - y0) * 12 + m1 - m0 + 1 }, (_, i) => {
    const month = m0 - 1 + i;
    return `${String(y0 + Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
  });
}

const inBins = ([first, last], from, to) =>
  Boolean(first) && first.slice(0, BINS[to].length) <= BINS[to] && last.slice(0, BINS[from].length) >= BINS[from];
const wholePeriod = () => BINS.length < 2 || (state.from === 0 && state.to === BINS.length - 1);

const ends = (tie) => (state.people ? [tie.from, tie.to] : tie.lifted);
const shownKind = (id) => {
  const { kind } = nodes.get(id);
  return kind === "person" ? state.people : kind === "agreement" ? state.agreements : true;
};

// Whether the tie passes every filter but the one named.
function passes(tie, but) {
  const [from, to] = ends(tie);
  return (
    from !== to &&
    shownKind(from) &&
    shownKind(to) &&
    (but === "signs" || state.signs.has(tie.sign)) &&
    (but === "statuses" || state.statuses.has(tie.status)) &&
    (but === "relations" || !state.hiddenRelations.has(tie.relation)) &&
    (but === "period" || wholePeriod() || tie.times.some((time) => inBins(time, state.from, state.to)))
  );
}

// The visible ties of each pair, one bundle for each sign (or relation): what one line stands for.
function bundles(ties) {
  const found = new Map();
  for (const tie of ties) {
    const pair = [...ends(tie)].sort();
    const id = JSON.stringify([...pair, state.apart ? tie.relation : tie.sign]);
    if (!found.has(id)) found.set(id, { id, pair, sign: tie.sign, ties: [] });
    found.get(id).ties.push(tie);
  }
  return found;
}

const byDate = (a, b) => (b.times[0]?.[0] || "").localeCompare(a.times[0]?.[0] || "");
const nameOf = (id) => local(nodes.get(id).names);
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
