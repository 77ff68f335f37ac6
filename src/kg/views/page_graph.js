// The picture: vis-network draws nodes and lines, the names are set here so that none covers another.
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const DASHES = { fact: false, rumour: [7, 5], denial: [1.5, 5] };
const shownNodes = new vis.DataSet(),
  shownEdges = new vis.DataSet();
const stage = document.getElementById("stage");
const graph = new vis.Network(document.getElementById("graph"), { nodes: shownNodes, edges: shownEdges }, DATA.options);
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
let lines = new Map(),
  neighbours = new Map(),
  colours = {},
  labels = { key: "", placed: [] },
  version = 0,
  tall = null;
let boost = 1,
  frame = null,
  foremost = new Set(); // sizes on a small screen; where the whole picture fits; whose names matter most

function readColours() {
  colours = Object.fromEntries(
    ["paper", "panel", "ink", "soft", "positive", "negative", "neutral", "group-none", ...[0, 1, 2, 3, 4, 5].map((n) => `group-${n}`)].map(
      (name) => [name, css(`--${name}`)],
    ),
  );
  colours.none = colours.neutral;
}

// Draws what passes the filters; the places stay.
function draw() {
  const ties = DATA.edges.filter((tie) => passes(tie));
  lines = bundles(ties);
  neighbours = new Map();
  for (const {
    pair: [a, b],
  } of lines.values()) {
    neighbours.set(a, (neighbours.get(a) || new Set()).add(b));
    neighbours.set(b, (neighbours.get(b) || new Set()).add(a));
  }
  foremost = new Set(
    [...neighbours.keys()]
      .sort((a, b) => nodes.get(b).degree - nodes.get(a).degree || (a < b ? -1 : 1))
      .slice(0, Math.max(3, Math.min(8, neighbours.size / 5, (stage.clientWidth * stage.clientHeight) / 6e4))),
  );
  shownNodes.update(DATA.nodes.map(nodeStyle));
  const wanted = edgeStyles();
  shownEdges.clear();
  shownEdges.add(wanted);
  version += 1;
  document.getElementById("nothing").hidden = lines.size > 0;
  return ties;
}

function lit(id) {
  const chosen = state.selected;
  if (!chosen) return true;
  if (chosen.line) return chosen.pair.includes(id);
  return id === chosen.node || Boolean(neighbours.get(chosen.node)?.has(id));
}

const litLine = (line) =>
  !state.selected || (state.selected.line ? state.selected.pair.join() === line.pair.join() : line.pair.includes(state.selected.node));

function nodeStyle(node) {
  const [x, y] = tall ? node.tall : [node.x, node.y];
  const shade = lit(node.id) ? (colour) => colour : (colour) => mixed(colour, colours.paper, 0.78);
  const fill = shade(
    node.kind === "person" ? colours.paper : node.kind === "agreement" ? colours.ink : colours[`group-${node.cluster ?? "none"}`],
  );
  const chosen = state.selected?.node === node.id;
  const border = shade(chosen || node.kind === "person" ? colours.ink : colours.paper);
  const same = { background: fill, border };
  return {
    id: node.id,
    x,
    y,
    shape: node.shape,
    size: node.size * boost,
    hidden: !neighbours.has(node.id),
    borderWidth: chosen ? 2.5 : 1.5,
    color: { ...same, highlight: { background: fill, border: colours.ink }, hover: { background: fill, border: colours.ink } },
  };
}

// One hex colour with a share of another, both opaque: lines do not shine through.
function mixed(colour, other, share) {
  const channel = (i) => Math.round(parseInt(colour.slice(i, i + 2), 16) * (1 - share) + parseInt(other.slice(i, i + 2), 16) * share);
  return `rgb(${channel(1)}, ${channel(3)}, ${channel(5)})`;
}

function edgeStyles() {
  const pairs = new Map();
  for (const line of lines.values()) pairs.set(line.pair.join("\n"), [...(pairs.get(line.pair.join("\n")) || []), line]);
  return [...pairs.values()].flatMap((group) => group.map((line, i) => edgeStyle(line, i - (group.length - 1) / 2, group.length)));
}

function edgeStyle(line, offset, count) {
  const [a, b] = line.pair;
  const standing = line.ties.some((tie) => tie.status === "asserted")
    ? "fact"
    : line.ties.every((tie) => tie.status === "denied")
      ? "denial"
      : "rumour";
  const points = (end) => line.ties.some((tie) => !tie.symmetric && ends(tie)[1] === end);
  const arrow = (end) => ({ enabled: points(end), scaleFactor: 0.38 / Math.sqrt(boost), type: "arrow" });
  const bend = count === 1 ? 0.06 : offset * Math.min(0.26, 0.8 / count);
  const colour = colours[line.sign];
  return {
    id: line.id,
    from: a,
    to: b,
    width: (0.9 + 0.75 * Math.sqrt(line.ties.length)) * Math.min(boost * 1.15, 1.7),
    dashes: DASHES[standing],
    color: {
      color: colour,
      hover: colour,
      highlight: colour,
      opacity: litLine(line)
        ? state.selected
          ? 0.9
          : (line.sign === "negative" ? 0.62 : 0.55) * Math.max(0.4, Math.min(1, 15 / Math.sqrt(lines.size)))
        : 0.07,
    },
    arrows: { to: arrow(b), from: arrow(a) },
    smooth: { enabled: bend !== 0, type: bend < 0 ? "curvedCCW" : "curvedCW", roundness: Math.abs(bend) },
  };
}

// The names, of the same size at each zoom, the best-connected first; a name without room waits for a closer look.
function placeLabels(context, scale) {
  const key = `${scale.toFixed(3)}|${version}|${state.language}`;
  if (labels.key === key) return labels.placed;
  const shown = shownNodes.get({ filter: (node) => !node.hidden });
  const spots = graph.getPositions(shown.map((node) => node.id));
  const taken = shown.map((node) => boxAround(spots[node.id].x, spots[node.id].y, node.size * 0.86, node.size * 0.86));
  const rank = (node) =>
    (state.selected && lit(node.id) ? 1e6 : 0) + (state.selected?.node === node.id ? 1e7 : 0) + nodes.get(node.id).degree;
  const placed = [],
    named = [],
    sans = css("--sans");
  for (const node of shown.sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1))) {
    const { kind } = nodes.get(node.id),
      { x, y } = spots[node.id],
      first = foremost.has(node.id);
    const pixels = (kind === "person" || kind === "agreement" ? 11.5 : first ? 14 : 12.5) * (stage.clientWidth < 640 ? 0.9 : 1);
    const font = `${kind === "person" ? "italic " : ""}${first ? 600 : 400} ${pixels / scale}px ${sans}`;
    context.font = font;
    const text = shortened(nameOf(node.id));
    const width = context.measureText(text).width / 2 + 2 / scale,
      height = (pixels * 0.62) / scale,
      gap = node.size + 3 / scale;
    const tries = [
      [0, gap + height],
      [0, -gap - height],
      [gap + width, 0],
      [-gap - width, 0],
    ];
    const boxes = tries.map(([dx, dy]) => boxAround(x + dx, y + dy, width, height));
    const box =
      boxes.find((wanted) => inFrame(wanted) && ![...taken, ...named].some((other) => meets(wanted, other))) ||
      ((first || rank(node) >= 1e6) &&
        leastCovering(
          boxes.filter((wanted) => inFrame(wanted) && !named.some((other) => meets(wanted, other))),
          taken,
        ));
    if (!box) continue;
    named.push(box);
    placed.push({ id: node.id, text, font, x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2, box, faded: !lit(node.id) });
  }
  labels = { key, placed };
  return placed;
}

const boxAround = (x, y, dx, dy) => [x - dx, y - dy, x + dx, y + dy];
const inFrame = (box) => !frame || (box[0] >= frame[0] && box[2] <= frame[2]);
const meets = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const leastCovering = (boxes, taken) =>
  boxes.map((box) => [taken.filter((other) => meets(box, other)).length, box]).sort(([a], [b]) => a - b)[0]?.[1];
const shortened = (text) => (text.length > 30 ? `${text.slice(0, 28).trimEnd()}…` : text);

function drawLabels(context) {
  const scale = graph.getScale();
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const label of placeLabels(context, scale)) {
    context.globalAlpha = label.faded ? 0.28 : 1;
    context.font = label.font;
    context.lineWidth = 3.5 / scale;
    context.strokeStyle = colours.paper;
    context.strokeText(label.text, label.x, label.y);
    context.fillStyle = colours.ink;
    context.fillText(label.text, label.x, label.y);
  }
  context.globalAlpha = 1;
}

function labelAt({ x, y }) {
  return labels.placed.find(({ box }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3])?.id;
}

function fit(animated = true) {
  const shown = shownNodes.get({ filter: (node) => !node.hidden }).map((node) => node.id);
  if (!shown.length) return;
  const spots = Object.values(graph.getPositions(shown)),
    xs = spots.map((p) => p.x),
    ys = spots.map((p) => p.y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const margin = Math.min(64, stage.clientWidth * 0.1),
    { clientWidth, clientHeight } = stage;
  const scale = Math.min((clientWidth - 2 * margin) / (right - left || 1), (clientHeight - 76) / (bottom - top || 1), 1.6);
  const middle = (left + right) / 2;
  frame = [middle - clientWidth / 2 / scale + 2 / scale, 0, middle + clientWidth / 2 / scale - 2 / scale, 0];
  resize(Math.min(Math.max(0.8 / scale, 1), 1.35));
  graph.moveTo({
    position: { x: middle, y: (top + bottom) / 2 + 4 / scale },
    scale,
    animation: animated && !calm && { duration: 350, easingFunction: "easeInOutQuad" },
  });
}

function resize(wanted) {
  version += 1;
  if (Math.abs(wanted - boost) < 0.05) return;
  boost = wanted;
  shownNodes.update(DATA.nodes.map(nodeStyle));
  shownEdges.update(edgeStyles());
}

function zoom(factor) {
  graph.moveTo({ scale: graph.getScale() * factor, animation: !calm && { duration: 160, easingFunction: "easeInOutQuad" } });
}

// Moves a chosen actor out of the cover of the panel, and nearer where the picture is far away.
function reveal(id) {
  if (!neighbours.has(id)) return;
  const { top, bottom, width } = stage.getBoundingClientRect(),
    sheet = document.getElementById("details").getBoundingClientRect();
  const seen = sheet.top > top && sheet.left < width / 2 ? Math.max(Math.min(bottom, sheet.top) - top, 120) : bottom - top;
  const { x, y } = graph.canvasToDOM(graph.getPosition(id)),
    scale = Math.max(graph.getScale(), Math.min(0.45 * boost, 0.6));
  if (scale === graph.getScale() && x > 40 && x < width - 40 && y > 30 && y < seen - 40) return;
  graph.focus(id, {
    scale,
    offset: { x: 0, y: (seen - (bottom - top)) / 2 },
    animation: !calm && { duration: 350, easingFunction: "easeInOutQuad" },
  });
}

// A phone held upright gets the upright picture.
function turn() {
  const upright = stage.clientWidth < stage.clientHeight * 0.95;
  if (upright === tall) return;
  tall = upright;
  shownNodes.update(DATA.nodes.map(nodeStyle));
  version += 1;
}
