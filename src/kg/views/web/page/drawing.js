// The view as a drawing of its own: title, lines, actors, names and legend as SVG, which any program opens.
const HEAD = 74,
  ROW = 22;

function drawingOfView(ties) {
  const width = stage.clientWidth,
    height = stage.clientHeight,
    legend = placedLegend(width);
  const whole = HEAD + height + legend.height + 12;
  return svgElement(
    "svg",
    { xmlns: SVG, width, height: whole, viewBox: `0 0 ${width} ${whole}`, "font-family": css("--sans"), role: "img" },
    svgElement("title", {}, DATA.title),
    svgElement("rect", { width, height: whole, fill: colours.paper }),
    textAt(DATA.title, 24, 34, { "font-size": 24, "font-weight": 600, "font-family": css("--serif") }),
    textAt([state.mode === "moment" ? "" : timeInWords(), deck(ties)].filter(Boolean).join(" · "), 24, 56, { "font-size": 13, fill: colours.soft }),
    svgElement("svg", { y: HEAD, width, height }, ...pictureParts()), // one within the other cuts off what lies outside
    svgElement("g", { transform: `translate(24 ${HEAD + height + 16})` }, ...legend.parts),
  );
}

const round = (value) => Math.round(value * 10) / 10;
const textAt = (text, x, y, look) => svgElement("text", { x: round(x), y: round(y), fill: colours.ink, ...look }, printable(text));
// What XML has no place for would make the drawing unreadable.
const printable = (text) => text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");

// The picture's own coordinates are kept, so that lines and dots stay as they are drawn.
function pictureParts() {
  const scale = graph.getScale(),
    origin = graph.canvasToDOM({ x: 0, y: 0 });
  const moved = svgElement("g", { transform: `translate(${round(origin.x)} ${round(origin.y)}) scale(${scale.toFixed(5)})` });
  if (onMap()) moved.append(...((DATA.land || []).length ? [landShape()] : []));
  moved.append(...[...laid].sort((a, b) => a.style.opacity - b.style.opacity).flatMap(lineShapes));
  moved.append(...DATA.nodes.filter((node) => neighbours.has(node.id)).map(nodeShape));
  moved.append(...labels.placed.map((label) => nameShape(label, scale)));
  return [moved];
}

function landShape() {
  const d = DATA.land.map((coast) => `M${coast.map((point) => point.join(" ")).join("L")}z`).join("");
  return svgElement("path", { d, fill: colours.land, "fill-rule": "evenodd" });
}

function lineShapes(one) {
  const { a, b, via, style } = one,
    look = { opacity: round(style.opacity * 10) / 10 };
  const d = `M${round(a.x)} ${round(a.y)}Q${round(via.x)} ${round(via.y)} ${round(b.x)} ${round(b.y)}`;
  const curve = svgElement("path", {
    d,
    fill: "none",
    stroke: style.colour,
    "stroke-width": style.width,
    "stroke-dasharray": style.dash.join(" ") || undefined,
    ...look,
  });
  const head = (points) =>
    svgElement("path", { d: `M${points.map(({ x, y }) => `${round(x)} ${round(y)}`).join("L")}z`, fill: style.colour, ...look });
  return [curve, ...headsOf(one).map(head)];
}

function nodeShape(node) {
  const { x, y } = spots.get(node.id),
    { fill, border, width } = looks(node),
    r = node.size * boost,
    look = { fill, stroke: border, "stroke-width": width };
  if (node.shape === "dot") return svgElement("circle", { cx: round(x), cy: round(y), r: round(r), ...look });
  const corners = {
    square: [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ],
    diamond: [
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
    ],
    triangle: [
      [0, -1],
      [0.9, 0.7],
      [-0.9, 0.7],
    ],
  };
  const hexagon = Array.from({ length: 6 }, (_, i) => [Math.cos((i * Math.PI) / 3), Math.sin((i * Math.PI) / 3)]);
  const points = (corners[node.shape] || hexagon).map(([dx, dy]) => `${round(x + r * dx)},${round(y + r * dy)}`);
  return svgElement("polygon", { points: points.join(" "), ...look });
}

function nameShape({ text, look, x, y, faded }, scale) {
  return textAt(text, x, y + (look.pixels * 0.34) / scale, {
    "font-size": round(look.pixels / scale),
    "font-weight": look.weight,
    "font-style": look.italic ? "italic" : undefined,
    "text-anchor": "middle",
    stroke: colours.paper,
    "stroke-width": round(3.5 / scale),
    "stroke-linejoin": "round",
    "paint-order": "stroke",
    opacity: faded ? 0.28 : undefined,
  });
}

// The legend in rows as wide as the picture.
function placedLegend(width) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `12.5px ${css("--sans")}`;
  let [x, y] = [0, 0];
  const parts = [];
  for (const { label, icon } of legendItems()) {
    const wide = (icon ? icon.width + 6 : 0) + context.measureText(label).width + 20;
    if (x && x + wide > width - 48) [x, y] = [0, y + ROW];
    if (icon) parts.push(svgElement("g", { transform: `translate(${round(x)} ${y})` }, ...iconShapes(icon, (name) => colours[name])));
    parts.push(textAt(label, x + (icon ? icon.width + 6 : 0), y + 11, { "font-size": 12.5, fill: colours.soft }));
    x += wide;
  }
  return { parts, height: y + ROW };
}
