// The picture: vis-network keeps and draws the nodes; lines, names and land are drawn below and above them.
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const shownNodes = new vis.DataSet();
const stage = document.getElementById("stage");
const graph = new vis.Network(document.getElementById("graph"), { nodes: shownNodes, edges: new vis.DataSet() }, DATA.options);
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const COLOUR_NAMES = [
  ...["paper", "panel", "ink", "soft", "rule", "positive", "negative", "neutral", "land", "group-none"],
  ...CHANGES.map((change) => `change-${change}`),
  ...Array.from({ length: COLOURS }, (_, n) => `group-${n}`),
];
const spots = new Map(), // where each node stands, also after the reader moved it
  drawn = new Map(); // how each node was last drawn
let lines = new Map(),
  neighbours = new Map(),
  colours = {},
  version = 0, // of all that names are placed by
  boost = 1, // sizes on a small screen
  foremost = new Set(); // whose names matter most

function readColours() {
  colours = Object.fromEntries(COLOUR_NAMES.map((name) => [name, css(`--${name}`)]));
  colours.none = colours.neutral;
}

// Draws what passes the filters; the places stay.
function draw() {
  const ties = shownTies();
  lines = bundles(ties);
  neighbours = new Map();
  const meet = (a, b) => (neighbours.get(a) || neighbours.set(a, new Set()).get(a)).add(b);
  for (const { pair } of lines.values()) {
    meet(pair[0], pair[1]);
    meet(pair[1], pair[0]);
  }
  foremost = new Set(
    [...neighbours.keys()]
      .sort(byDegree)
      .slice(0, Math.max(3, Math.min(8, neighbours.size / 5, (stage.clientWidth * stage.clientHeight) / 6e4))),
  );
  redraw();
  document.getElementById("nothing").hidden = lines.size > 0;
  return ties;
}

function redraw() {
  styleNodes();
  layLines();
  version += 1;
  graph.redraw();
}

const byDegree = (a, b) => nodes.get(b).degree - nodes.get(a).degree || (a < b ? -1 : 1);

function lit(id) {
  const chosen = state.selected;
  if (!chosen) return state.bloc === null || blocOf(id) === state.bloc;
  if (chosen.line) return chosen.pair.includes(id);
  return id === chosen.node || Boolean(neighbours.get(chosen.node)?.has(id));
}

function litLine(line) {
  const chosen = state.selected;
  if (!chosen) return state.bloc === null || line.pair.every((id) => blocOf(id) === state.bloc);
  return chosen.line ? chosen.pair.join() === line.pair.join() : line.pair.includes(chosen.node);
}

// Tells vis-network what looks otherwise than before, and nothing else: an update of thousands takes its time.
function styleNodes() {
  const changed = [];
  for (const node of DATA.nodes) {
    const style = nodeStyle(node),
      key = JSON.stringify(style);
    if (drawn.get(node.id) === key) continue;
    drawn.set(node.id, key);
    changed.push(style);
  }
  if (changed.length) shownNodes.update(changed);
}

function nodeStyle(node) {
  const { x, y } = spots.get(node.id),
    hidden = !neighbours.has(node.id);
  if (hidden) return { id: node.id, x, y, hidden, shape: node.shape };
  const { fill, border, width } = looks(node);
  const over = { background: fill, border: colours.ink };
  return {
    id: node.id,
    x,
    y,
    shape: node.shape,
    size: node.size * boost,
    hidden,
    borderWidth: width,
    color: { background: fill, border, highlight: over, hover: over },
  };
}

// The colours of a node, for the picture and its export.
function looks(node) {
  const bright = lit(node.id);
  const shade = bright ? (colour) => colour : (colour) => mixed(colour, colours.paper, 0.78);
  const chosen = state.selected?.node === node.id || state.focus === node.id;
  const plain = node.kind === "person" ? colours.paper : node.kind === "agreement" ? colours.ink : colours[groupOf(node.id)];
  return {
    fill: shade(plain),
    border: shade(chosen || node.kind === "person" ? colours.ink : colours.paper),
    width: chosen ? 2.5 : 1.5,
    bright,
  };
}

// One hex colour with a share of another, both opaque: lines do not shine through.
function mixed(colour, other, share) {
  const channel = (i) => Math.round(parseInt(colour.slice(i, i + 2), 16) * (1 - share) + parseInt(other.slice(i, i + 2), 16) * share);
  return `rgb(${channel(1)}, ${channel(3)}, ${channel(5)})`;
}
