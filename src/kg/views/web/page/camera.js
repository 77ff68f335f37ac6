// Where the actors stand, and which part of the picture is seen: network or map, upright or lying.
const MAPPED = DATA.nodes.some((node) => node.map);
const LAND = landPath();
let upright = null,
  moved = false; // by the reader

function landPath() {
  const path = new Path2D();
  for (const coast of DATA.land || []) {
    coast.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
    path.closePath();
  }
  return path;
}

const onMap = () => MAPPED && state.layout === "map";

function drawLand(context) {
  if (!onMap()) return;
  context.fillStyle = colours.land;
  context.fill(LAND, "evenodd");
}

// Puts every actor at its place in the chosen layout.
function settle() {
  for (const node of DATA.nodes) {
    const [x, y] = onMap() && node.map ? node.map : upright ? node.tall : [node.x, node.y];
    spots.set(node.id, { x, y });
  }
}

// A phone held upright gets the upright picture.
function turn() {
  const now = stage.clientWidth < stage.clientHeight * 0.95;
  if (now === upright) return false;
  upright = now;
  settle();
  return true;
}

function setLayout(layout) {
  if (!MAPPED || layout === state.layout) return;
  state.layout = layout;
  settle();
  refresh();
  fit(false);
}

// Whoever is in the picture at some time, so that it keeps still while time goes on; in focus, whoever is in it now.
function everyone() {
  const ids = state.focus ? [...neighbours.keys()] : DATA.edges.filter((tie) => passes(tie, "period")).flatMap(ends);
  return [...new Set(ids)].map((id) => spots.get(id));
}

// The centre and scale at which they all fit on the stage, out of the cover of its buttons.
function framing() {
  const shown = everyone();
  if (!shown.length) return null;
  const found = framed(shown, 0, 0),
    above = ["layouts", "focused"].some((id) => covered(shown, found, id)),
    below = covered(shown, found, "zoom");
  return above || below ? framed(shown, above ? 40 : 0, below ? 34 : 0) : found;
}

function covered(shown, { x, y, scale }, id) {
  const [box, whole] = [find(id), stage].map((part) => part.getBoundingClientRect());
  const [left, top] = [box.left - whole.left - whole.width / 2, box.top - whole.top - whole.height / 2];
  const near = (value, low, long, room) => value > low - room && value < low + long + room;
  return box.width > 0 && shown.some((spot) => near((spot.x - x) * scale, left, box.width, 32) && near((spot.y - y) * scale, top, box.height, 18));
}

function framed(shown, above, below) {
  const extreme = (axis) =>
    shown.reduce(([low, high], spot) => [Math.min(low, spot[axis]), Math.max(high, spot[axis])], [Infinity, -Infinity]);
  const [[left, right], [top, bottom]] = [extreme("x"), extreme("y")];
  const { clientWidth, clientHeight } = stage,
    margin = Math.min(64, clientWidth * 0.1);
  const scale = Math.min(
    (clientWidth - 2 * margin) / (right - left || 1),
    Math.max(clientHeight - 76 - above - below, 40) / (bottom - top || 1),
    1.6,
  );
  return { x: (left + right) / 2, y: (top + bottom) / 2 + (4 - (above - below) / 2) / scale, scale };
}

function fit(animated = true) {
  const found = framing();
  if (!found) return;
  const { x, y, scale } = found;
  frame = [x - stage.clientWidth / 2 / scale + 2 / scale, 0, x + stage.clientWidth / 2 / scale - 2 / scale, 0];
  if (setBoost(scale)) redraw();
  version += 1;
  moved = false;
  graph.moveTo({ position: { x, y }, scale, animation: animated && !calm && { duration: 350, easingFunction: "easeInOutQuad" } });
}

// Dots stay large enough where the picture is far away.
function setBoost(scale) {
  const wanted = onMap() ? Math.min(Math.max(0.36 / scale, 1), 2.2) : Math.min(Math.max(0.8 / scale, 1), 1.35);
  if (Math.abs(wanted - boost) < 0.05) return false;
  boost = wanted;
  return true;
}

function zoom(factor) {
  moved = true;
  graph.moveTo({ scale: graph.getScale() * factor, animation: !calm && { duration: 160, easingFunction: "easeInOutQuad" } });
}

// So many steps to the right and down.
function moveBy(right, down) {
  moved = true;
  const { x, y } = graph.getViewPosition(),
    step = 60 / graph.getScale();
  graph.moveTo({ position: { x: x + right * step, y: y + down * step } });
}

// Moves a chosen actor out of the cover of the panel, and nearer where the picture is far away.
function reveal(id) {
  if (!neighbours.has(id)) return;
  const { top, bottom, width } = stage.getBoundingClientRect(),
    sheet = document.getElementById("details").getBoundingClientRect();
  const seen = sheet.top > top && sheet.left < width / 2 ? Math.max(Math.min(bottom, sheet.top) - top, 120) : bottom - top;
  const { x, y } = graph.canvasToDOM(spots.get(id)),
    scale = Math.max(graph.getScale(), Math.min(0.45 * boost, 0.6));
  if (scale === graph.getScale() && x > 40 && x < width - 40 && y > 30 && y < seen - 40) return;
  moved = true;
  graph.moveTo({
    position: spots.get(id),
    scale,
    offset: { x: 0, y: (seen - (bottom - top)) / 2 },
    animation: !calm && { duration: 350, easingFunction: "easeInOutQuad" },
  });
}
