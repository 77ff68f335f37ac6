// Beside the picture: who is selected. Every text goes in as text.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

const find = (id) => document.getElementById(id);
const bdi = (text) => element("bdi", { dir: "auto" }, text);

function select(chosen, { focus = false } = {}) {
  state.selected = chosen;
  refresh();
  graph.unselectAll();
  const panel = find("details");
  panel.scrollTop = 0;
  panel.parentElement.scrollTop = 0;
  if (focus) panel.focus({ preventScroll: true });
  if (chosen) reveal(chosen.line ? chosen.pair[0] : chosen.node);
}

const selectNode = (id, options) => select({ node: id }, options);
const selectPair = (pair, options) => select({ line: true, pair }, options);

// Only the actor and its neighbourhood, or all again.
function setFocus(id) {
  state.focus = id;
  if (id) showKind(id);
  refresh();
  fit();
}

// An actor of a kind that is hidden comes into the picture.
function showKind(id) {
  const { kind } = nodes.get(id);
  if (kind === "person") state.people = true;
  if (kind === "agreement") state.agreements = true;
}

function showFocus() {
  const chip = find("focused");
  chip.hidden = !state.focus;
  if (!state.focus) return chip.replaceChildren();
  const leave = { type: "button", "aria-label": words().unfocus, title: words().unfocus, onclick: () => setFocus(null) };
  chip.replaceChildren(element("span", { dir: "auto" }, words().focused(nameOf(state.focus))), element("button", leave, "×"));
}

function showDetails(ties) {
  const panel = find("details"),
    chosen = state.selected;
  panel.hidden = !chosen;
  find("hint").hidden = Boolean(chosen) || state.mode === "difference";
  if (!chosen) return panel.replaceChildren();
  const close = element(
    "button",
    { type: "button", class: "close", "aria-label": words().close, title: words().close, onclick: () => select(null) },
    "×",
  );
  panel.replaceChildren(close, ...(chosen.line ? pairDetails(chosen.pair, ties) : profile(chosen.node, ties)));
}

function showTip(at, heading, rows) {
  const tip = find("tip");
  tip.replaceChildren(element("b", { dir: "auto" }, heading), ...rows.map((row) => element("span", { dir: "auto" }, row)));
  tip.hidden = false;
  const { clientWidth, clientHeight } = stage,
    { offsetWidth, offsetHeight } = tip;
  tip.style.left = `${Math.max(4, Math.min(at.x + 14, clientWidth - offsetWidth - 4))}px`;
  tip.style.top = `${Math.max(4, at.y + 18 + offsetHeight > clientHeight ? at.y - offsetHeight - 12 : at.y + 18)}px`;
}

function hideTip() {
  find("tip").hidden = true;
}

function tipOfLine(line, at) {
  const rows = [...line.ties]
    .sort(byDate)
    .slice(0, 5)
    .map((tie) => {
      return [
        `${nameOf(tie.from)} ${local(DATA.relations[tie.relation].label)} ${nameOf(tie.to)}`,
        words().statuses[tie.status],
        tie.since ? inWords(tie.evidence[0].time || tie.evidence[0].published) : "",
      ]
        .filter(Boolean)
        .join(" · ");
    });
  if (line.ties.length > 5) rows.push(words().more(line.ties.length - 5));
  showTip(at, `${nameOf(line.pair[0])} – ${nameOf(line.pair[1])}`, rows);
}

function tipOfNode(id, at) {
  const count = [...lines.values()].filter((line) => line.pair.includes(id)).reduce((sum, line) => sum + line.ties.length, 0);
  showTip(at, nameOf(id), [[...traits(id), words().ties(count)].join(" · ")]);
}

// Kind, region and bloc of an actor, as far as known.
function traits(id) {
  const { kind, region } = nodes.get(id),
    bloc = blocOf(id);
  return [words().kinds[kind], region && regionName(region), bloc !== null && blocName(bloc)].filter(Boolean);
}
