// The lines between the actors: where they run, how they look, and which lies under the pointer.
const DASHES = { fact: [], rumour: [7, 5], denial: [1.5, 5], new: [], ended: [6, 5], turned: [11, 4, 2, 4], staying: [] };
const MANY = 1500; // lines: beyond, those that look alike are drawn in one stroke
let strokes = [],
  laid = [];

function layLines() {
  const pairs = new Map();
  for (const line of lines.values()) {
    const key = line.pair.join("\n");
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(line);
  }
  laid = [...pairs.values()].flatMap((group) => group.map((line, i) => laidLine(line, i - (group.length - 1) / 2, group.length)));
  strokes = laid.length > MANY ? joined(laid) : laid.map((line) => ({ style: line.style, path: pathOf([line]) }));
}

// A quadratic curve from one actor to the other, beside the other lines of the pair.
function laidLine(line, offset, count) {
  const [a, b] = line.pair.map((id) => spots.get(id)),
    bend = (count === 1 ? 0.06 : offset * Math.min(0.26, 0.8 / count)) * 0.95;
  const via = { x: (a.x + b.x) / 2 - (b.y - a.y) * bend, y: (a.y + b.y) / 2 + (b.x - a.x) * bend };
  const points = (end) => line.change === undefined && line.ties.some((tie) => !tie.symmetric && ends(tie)[1] === end);
  return { line, a, b, via, style: lineStyle(line), toA: points(line.pair[0]), toB: points(line.pair[1]) };
}

function lineStyle(line) {
  const standing = line.change || standingOf(line.ties);
  const strength = state.mode === "period" ? 0.9 + 0.75 * Math.sqrt(line.ties.length) : 0.6 + 2.2 * Math.sqrt(Math.min(line.weight, 3));
  const bright = litLine(line);
  return {
    colour: line.change ? colours[`change-${line.change}`] : colours[line.sign],
    width: Math.round(strength * Math.min(boost * 1.15, 1.7) * 5) / 5,
    dash: DASHES[standing],
    opacity: bright ? opacityOf(line) : 0.07,
    bright,
  };
}

function standingOf(ties) {
  if (ties.some((tie) => tie.status === "asserted")) return "fact";
  return ties.every((tie) => tie.status === "denied" || tie.status === "rejected") ? "denial" : "rumour";
}

function opacityOf(line) {
  if (state.selected) return 0.9;
  if (line.change) return line.change === "staying" ? 0.35 : 0.85;
  return (line.sign === "negative" ? 0.62 : 0.55) * Math.max(0.4, Math.min(1, 15 / Math.sqrt(lines.size)));
}

// Lines that look alike, some dozens in one path: a stroke costs more than a curve.
function joined(all) {
  const groups = new Map();
  for (const line of all) {
    const key = `${line.style.colour}|${line.style.width}|${line.style.dash}|${line.style.opacity}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(line);
  }
  const found = [];
  for (const group of groups.values())
    for (let i = 0; i < group.length; i += 48) found.push({ style: group[i].style, path: pathOf(group.slice(i, i + 48)) });
  return found.sort((one, two) => one.style.opacity - two.style.opacity);
}

function pathOf(group) {
  const curves = new Path2D(),
    heads = new Path2D();
  for (const line of group) {
    curves.moveTo(line.a.x, line.a.y);
    curves.quadraticCurveTo(line.via.x, line.via.y, line.b.x, line.b.y);
    for (const points of headsOf(line)) {
      heads.moveTo(points[0].x, points[0].y);
      for (const point of points.slice(1)) heads.lineTo(point.x, point.y);
      heads.closePath();
    }
  }
  return { curves, heads };
}

// The corners of the line's arrow heads, which touch the actors.
function headsOf(line) {
  const head = (end, id) => {
    const length = Math.hypot(end.x - line.via.x, end.y - line.via.y) || 1,
      [dx, dy] = [(end.x - line.via.x) / length, (end.y - line.via.y) / length],
      gap = nodes.get(id).size * boost + 1,
      size = 5.7 * Math.sqrt(boost) + 2.4 * line.style.width;
    const at = (back, aside) => ({
      x: end.x - dx * (gap + back * size) - dy * aside * size,
      y: end.y - dy * (gap + back * size) + dx * aside * size,
    });
    return [at(0, 0), at(1, 0.32), at(0.88, 0), at(1, -0.32)];
  };
  return [...(line.toA ? [head(line.a, line.line.pair[0])] : []), ...(line.toB ? [head(line.b, line.line.pair[1])] : [])];
}

function drawLines(context) {
  context.lineCap = "butt";
  for (const { style, path } of strokes) {
    context.globalAlpha = style.opacity;
    context.strokeStyle = context.fillStyle = style.colour;
    context.lineWidth = style.width;
    context.setLineDash(style.dash);
    context.stroke(path.curves);
    context.fill(path.heads);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

// The line nearest to a place in the picture, if one is near enough to be meant.
function lineAt(place) {
  const reach = 7 / graph.getScale();
  let nearest = reach,
    found;
  for (const line of laid) {
    if (!line.style.bright || farFrom(line, place, reach)) continue;
    const distance = distanceTo(line, place);
    if (distance < nearest) [nearest, found] = [distance, line.line];
  }
  return found;
}

function farFrom({ a, b, via }, { x, y }, reach) {
  return (
    x < Math.min(a.x, b.x, via.x) - reach ||
    x > Math.max(a.x, b.x, via.x) + reach ||
    y < Math.min(a.y, b.y, via.y) - reach ||
    y > Math.max(a.y, b.y, via.y) + reach
  );
}

function distanceTo({ a, b, via }, place) {
  let [least, before] = [Infinity, a];
  for (let i = 1; i <= 12; i += 1) {
    const t = i / 12,
      s = 1 - t;
    const next = { x: s * s * a.x + 2 * s * t * via.x + t * t * b.x, y: s * s * a.y + 2 * s * t * via.y + t * t * b.y };
    least = Math.min(least, distanceToSegment(before, next, place));
    before = next;
  }
  return least;
}

function distanceToSegment(a, b, place) {
  const [dx, dy] = [b.x - a.x, b.y - a.y],
    along = ((place.x - a.x) * dx + (place.y - a.y) * dy) / (dx * dx + dy * dy || 1),
    t = Math.max(0, Math.min(1, along));
  return Math.hypot(place.x - a.x - t * dx, place.y - a.y - t * dy);
}
