// What changed between two dates: ties that are new, ended, changed in tone or staying, and who changed bloc.
const CHANGES = ["new", "ended", "turned", "staying"];
const MOST_CHANGES = 60;

function changedPairs(ties) {
  const found = new Map();
  for (const tie of ties) {
    const pair = pairOf(tie),
      id = JSON.stringify(pair);
    if (!found.has(id)) found.set(id, { id, pair, ties: [], before: [], after: [], weight: 0 });
    const line = found.get(id);
    line.ties.push(tie);
    line.weight += weightNow(tie);
    if (countsAt(tie, state.from)) line.before.push(tie);
    if (countsAt(tie, state.to)) line.after.push(tie);
  }
  for (const line of found.values()) {
    const before = toneOf(line.before, state.from),
      after = toneOf(line.after, state.to);
    line.was = before;
    line.sign = line.after.length ? after : before;
    line.change = !line.before.length ? "new" : !line.after.length ? "ended" : before === after ? "staying" : "turned";
  }
  return found;
}

// The tone that outweighs the other.
function toneOf(ties, cell) {
  const net = ties.reduce((sum, tie) => sum + (tie.sign === "positive" ? 1 : tie.sign === "negative" ? -1 : 0) * weightAt(tie, cell), 0);
  if (Math.abs(net) > 1e-9) return net > 0 ? "positive" : "negative";
  return ties.length && ties.every((tie) => tie.sign === "none") ? "none" : "neutral";
}

const changeOf = (tie) => (!countsAt(tie, state.from) ? "new" : !countsAt(tie, state.to) ? "ended" : "staying");

function showChanges() {
  const section = document.getElementById("changes");
  section.hidden = state.mode !== "difference" || Boolean(state.selected);
  if (section.hidden) return section.replaceChildren();
  const groups = CHANGES.slice(0, 3).map((change) => [change, [...lines.values()].filter((line) => line.change === change)]);
  const moved = [...neighbours.keys()].filter((id) => blocAt(id, state.from) !== blocAt(id, state.to)).sort(byName);
  const parts = groups.filter(([, found]) => found.length).flatMap(([change, found]) => changeGroup(change, found));
  if (moved.length) parts.push(heading(words().blocChanges, moved.length), list("ties", moved.slice(0, MOST_CHANGES).map(movedRow)));
  section.replaceChildren(
    element("h2", {}, words().changesTitle(cellInWords(state.from), cellInWords(state.to))),
    ...(parts.length ? parts : [element("p", { class: "about" }, words().noChanges)]),
  );
}

const byName = (a, b) => nameOf(a).localeCompare(nameOf(b), state.language);
const heading = (text, count, mark) => element("h3", {}, mark || "", `${text} (${count})`);
const list = (kind, items) => element("ul", { class: kind }, ...items.map((item) => element("li", {}, item)));

function changeGroup(change, found) {
  const rows = found
    .sort((a, b) => b.weight - a.weight || byName(a.pair[0], b.pair[0]))
    .slice(0, MOST_CHANGES)
    .map(changeRow);
  const rest = found.length - rows.length;
  return [
    heading(words().changes[change], found.length, lineSample(change)),
    list("ties", rows),
    ...(rest > 0 ? [element("p", { class: "about" }, words().more(rest))] : []),
  ];
}

function changeRow(line) {
  const marks = line.change === "turned" ? [toneMark(line.was), " → ", toneMark(line.sign)] : [toneMark(line.sign)];
  return element(
    "button",
    { type: "button", onclick: () => selectPair(line.pair, { focus: true }) },
    element("span", {}, bdi(nameOf(line.pair[0])), " – ", bdi(nameOf(line.pair[1]))),
    element("span", { class: "tones" }, ...marks),
  );
}

function movedRow(id) {
  const name = (cell) => {
    const bloc = blocAt(id, cell);
    return bloc === null ? words().noBloc : blocName(bloc);
  };
  return element(
    "button",
    { type: "button", onclick: () => selectNode(id, { focus: true }) },
    element("span", {}, bdi(nameOf(id)), element("em", {}, ` ${name(state.from)} → ${name(state.to)}`)),
  );
}

const toneMark = (sign) => element("i", { class: `mark ${sign}`, role: "img", "aria-label": words()[sign], title: words()[sign] });
