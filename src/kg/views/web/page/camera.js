// Where the actors stand, and which part of the picture is seen: network or map, upright or lying.
const MAPPED = DATA.nodes.some((node) => node.map);
const LAND = landPath();
let upright = null;

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

// The centre and scale at which all that is shown fits on the stage.
function framing() {
  const shown = [...neighbours.keys()].map((id) => spots.get(id));
  if (!shown.length) return null;
  const extreme = (axis) =>
    shown.reduce(([low, high], spot) => [Math.min(low, spot[axis]), Math.max(high, spot[axis])], [Infinity, -Infinity]);
  const [[left, right], [top, bottom]] = [extreme("x"), extreme("y")];
  const { clientWidth, clientHeight } = stage,
    margin = Math.min(64, clientWidth * 0.1),
    above = MAPPED && clientWidth < 640 ? 34 : 0; // the switch of layouts
  const scale = Math.min(
    (clientWidth - 2 * margin) / (right - left || 1),
    Math.max(clientHeight - 76 - above, 40) / (bottom - top || 1),
    1.6,
  );
  return { x: (left + right) / 2, y: (top + bottom) / 2 + (4 - above / 2) / scale, scale };
}

function fit(animated = true) {
  const found = framing();
  if (!found) return;
  const { x, y, scale } = found;
  frame = [x - stage.clientWidth / 2 / scale + 2 / scale, 0, x + stage.clientWidth / 2 / scale - 2 / scale, 0];
  if (setBoost(scale)) redraw();
  version += 1;
  graph.moveTo({ position: { x, y }, scale, animation: animated && !calm && { duration: 350, easingFunction: "easeInOutQuad" } });
}

// Dots stay large enough where the picture is far away.
function setBoost(scale) {
  const wanted = onMap() ? Math.min(Math.max(0.45 / scale, 1), 2.2) : Math.min(Math.max(0.8 / scale, 1), 1.35);
  if (Math.abs(wanted - boost) < 0.05) return false;
  boost = wanted;
  return true;
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
  const { x, y } = graph.canvasToDOM(spots.get(id)),
    scale = Math.max(graph.getScale(), Math.min(0.45 * boost, 0.6));
  if (scale === graph.getScale() && x > 40 && x < width - 40 && y > 30 && y < seen - 40) return;
  graph.moveTo({
    position: spots.get(id),
    scale,
    offset: { x: 0, y: (seen - (bottom - top)) / 2 },
    animation: !calm && { duration: 350, easingFunction: "easeInOutQuad" },
  });
}
