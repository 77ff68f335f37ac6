// What there is, what the reader asked for, and what passes.
const DATA = JSON.parse(document.getElementById("data").textContent);
const STATUSES = ["asserted", "claimed", "possible", "denied", "rejected"]; // the last by reviewers, whatever the evidence says
const SIGNS = ["positive", "neutral", "negative", "none"];
const MODES = ["period", "moment", "difference"];
const AXIS = makeAxis(
  DATA.steps,
  DATA.edges.flatMap((tie) => tie.spans),
);
const LAST = Math.max(AXIS.length - 1, 0);
const HISTORY = DATA.steps.days.length > 0;
const CUT = DATA.edges.some((tie) => tie.more); // whether a tie shows a part of its evidence only

const state = {
  language: WORDS[DATA.language] ? DATA.language : "en",
  selected: null,
  focus: null,
  bloc: null,
  layout: "network",
  measure: HISTORY ? "polarization" : "ties",
  ...whenOpened(),
  ...unfiltered(),
};

// The page opens at the day it is made for, or with the whole period; else a history at its last moment.
function whenOpened() {
  if (LAST < 1) return { mode: "period", from: 0, to: LAST };
  const cell = DATA.at ? AXIS.findIndex(({ last }) => last >= DATA.at) : -1;
  return { mode: DATA.at || (HISTORY && !DATA.whole) ? "moment" : "period", from: 0, to: cell < 0 ? LAST : cell };
}

function unfiltered() {
  return {
    signs: new Set(SIGNS),
    statuses: new Set(["asserted", "claimed", "possible"]),
    hiddenRelations: new Set(),
    hiddenBlocs: new Set(),
    hiddenRegions: new Set(),
    source: "",
    least: 0,
    people: false,
    agreements: false,
    apart: false,
  };
}

const nodes = new Map(DATA.nodes.map((node) => [node.id, node]));
const signName = (sign) => (sign === 1 ? "positive" : sign === -1 ? "negative" : sign === 0 ? "neutral" : "none");
for (const tie of DATA.edges) {
  tie.sign = signName(DATA.relations[tie.relation].sign);
  // Of a tie with more evidence than the page shows, it has what it computes from all of it.
  tie.sources = tie.more ? tie.more.sources : [...new Set(tie.evidence.map(sourceName))];
  tie.since = tie.more ? tie.more.since : tie.evidence.map((witness) => witness.first || witness.last || witness.published || "").sort()[0] || "";
  Object.assign(tie, whenItCounts(tie));
}

// Who publishes it: the site, else the document.
function sourceName(witness) {
  try {
    return new URL(witness.url).hostname.replace(/^www\./, "") || witness.title || "";
  } catch {
    return witness.title || "";
  }
}

const ends = (tie) => (state.people ? [tie.from, tie.to] : tie.lifted);
const pairOf = (tie) => [...ends(tie)].sort();
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
    (but === "source" || !state.source || tie.sources.includes(state.source)) &&
    (but === "period" || countsNow(tie)) &&
    (but === "regions" || !state.hiddenRegions.size || (inRegion(from) && inRegion(to))) &&
    (but === "blocs" || !state.hiddenBlocs.size || (inBloc(from) && inBloc(to))) &&
    (but === "least" || !state.least || weightNow(tie) >= state.least)
  );
}

const inRegion = (id) => !state.hiddenRegions.has(nodes.get(id).region || "");
const inBloc = (id) => !state.hiddenBlocs.has(String(blocOf(id) ?? ""));

// The ties in the picture: all that pass, or those among the actor in focus and its neighbours.
function shownTies() {
  const ties = DATA.edges.filter((tie) => passes(tie));
  if (!state.focus) return ties;
  const near = new Set([state.focus]);
  for (const tie of ties) {
    const [from, to] = ends(tie);
    if (from === state.focus) near.add(to);
    if (to === state.focus) near.add(from);
  }
  return ties.filter((tie) => ends(tie).every((end) => near.has(end)));
}

// What one line stands for: the ties of a pair with one tone (or relation); between two dates, all ties of the pair.
function bundles(ties) {
  if (state.mode === "difference") return changedPairs(ties);
  const found = new Map();
  for (const tie of ties) {
    const pair = pairOf(tie);
    const id = JSON.stringify([...pair, state.apart ? tie.relation : tie.sign]);
    if (!found.has(id)) found.set(id, { id, pair, sign: tie.sign, ties: [], weight: 0 });
    const line = found.get(id);
    line.ties.push(tie);
    line.weight += weightNow(tie);
  }
  return found;
}

const byDate = (a, b) => b.since.localeCompare(a.since);
const nameOf = (id) => local(nodes.get(id)?.names);
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
