// The names, of the same size at each zoom, the best-connected first; a name without room waits for a closer look.
const MOST_NAMES = 400, // tried at once: no screen holds more
  ROOM_OF_NAME = 14000; // pixels of the stage for each actor whose name matters more than the marks around
let labels = { key: "", placed: [] },
  frame = null; // where the whole picture fits

function placeLabels(context, scale) {
  const view = viewBox(scale),
    key = `${scale.toFixed(3)}|${version}|${state.language}|${neighbours.size > MOST_NAMES ? view.map((edge) => Math.round((edge * scale) / 50)) : ""}`;
  if (labels.key === key) return labels.placed;
  const taken = crowd(90 / scale),
    named = crowd(90 / scale),
    central = crowd(90 / scale);
  const inView = ({ x, y }) => x > view[0] && x < view[2] && y > view[1] && y < view[3];
  const shown = [...neighbours.keys()].sort(byDegree),
    middle = new Set(shown.slice(0, (stage.clientWidth * stage.clientHeight) / ROOM_OF_NAME));
  for (const id of shown) {
    const { x, y } = spots.get(id),
      reach = nodes.get(id).size * boost * 0.86;
    taken.add(boxAround(x, y, reach, reach));
    if (middle.has(id)) central.add(boxAround(x, y, reach, reach));
  }
  const rank = (id) => (state.selected && lit(id) ? 1e6 : 0) + (state.selected?.node === id ? 1e7 : 0) + nodes.get(id).degree;
  const wanted = shown.length > MOST_NAMES ? shown.filter((id) => inView(spots.get(id))) : shown;
  const placed = [];
  for (const id of wanted.sort((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1)).slice(0, MOST_NAMES)) {
    const bold = foremost.has(id) || rank(id) >= 1e6;
    const label = placedLabel(context, scale, id, { taken, named, spared: bold ? null : middle.has(id) ? central : taken });
    if (!label) continue;
    named.add(label.box);
    placed.push(label);
  }
  labels = { key, placed };
  return placed;
}

// A name covers no other; that of one chosen or foremost may cover marks, that of one in the middle none that is as central.
function placedLabel(context, scale, id, { taken, named, spared }) {
  const { kind, size } = nodes.get(id),
    { x, y } = spots.get(id),
    first = foremost.has(id);
  const pixels = (kind === "person" || kind === "agreement" ? 11.5 : first ? 14 : 12.5) * (stage.clientWidth < 640 ? 0.9 : 1);
  const look = { pixels, weight: first ? 600 : 400, italic: kind === "person" },
    text = shortened(nameOf(id));
  context.font = fontOf(look, scale);
  const width = context.measureText(text).width / 2 + 2 / scale,
    height = (pixels * 0.62) / scale,
    gap = size * boost + 3 / scale;
  const tries = [
    [0, gap + height],
    [0, -gap - height],
    [gap + width, 0],
    [-gap - width, 0],
  ];
  const boxes = tries.map(([dx, dy]) => boxAround(x + dx, y + dy, width, height)).filter(inFrame);
  const free = boxes.filter((box) => !named.meets(box));
  const box = free.find((wanted) => !taken.meets(wanted)) || leastCovering(spared ? free.filter((wanted) => !spared.meets(wanted)) : free, taken);
  return box && { id, text, look, x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2, box, faded: !lit(id) };
}

const fontOf = ({ pixels, weight, italic }, scale) => `${italic ? "italic " : ""}${weight} ${pixels / scale}px ${css("--sans")}`;
const boxAround = (x, y, dx, dy) => [x - dx, y - dy, x + dx, y + dy];
const inFrame = (box) => !frame || (box[0] >= frame[0] && box[2] <= frame[2]);
const leastCovering = (boxes, taken) => boxes.map((box) => [taken.meeting(box), box]).sort(([a], [b]) => a - b)[0]?.[1];
const shortened = (text) => ([...text].length > 30 ? `${[...text].slice(0, 28).join("").trimEnd()}…` : text);

// The part of the picture on the screen, and a little more.
function viewBox(scale) {
  const { x, y } = graph.getViewPosition();
  return boxAround(x, y, (stage.clientWidth / 2 + 60) / scale, (stage.clientHeight / 2 + 40) / scale);
}

// Boxes by the squares of a grid, so that each is compared with its neighbours only.
function crowd(side) {
  const squares = new Map();
  function* over([left, top, right, bottom]) {
    for (let i = Math.floor(left / side); i <= Math.floor(right / side); i += 1)
      for (let j = Math.floor(top / side); j <= Math.floor(bottom / side); j += 1) yield i * 100003 + j;
  }
  const covers = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  const near = (box) => new Set([...over(box)].flatMap((square) => squares.get(square) || []));
  return {
    add(box) {
      for (const square of over(box)) {
        if (!squares.has(square)) squares.set(square, []);
        squares.get(square).push(box);
      }
    },
    meets: (box) => [...near(box)].some((other) => covers(box, other)),
    meeting: (box) => [...near(box)].filter((other) => covers(box, other)).length,
  };
}

function drawLabels(context) {
  const scale = graph.getScale();
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const label of placeLabels(context, scale)) {
    context.globalAlpha = label.faded ? 0.28 : 1;
    context.font = fontOf(label.look, scale);
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
