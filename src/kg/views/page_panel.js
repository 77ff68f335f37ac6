// Beside the picture: who is selected, and what the sources say. Every text goes in as text.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

const bdi = (text) => element("bdi", { dir: "auto" }, text);

function select(chosen, { focus = false } = {}) {
  state.selected = chosen;
  refresh();
  graph.unselectAll();
  const panel = document.getElementById("details");
  panel.scrollTop = 0;
  panel.parentElement.scrollTop = 0;
  if (focus) panel.focus({ preventScroll: true });
  if (chosen) reveal(chosen.line ? chosen.pair[0] : chosen.node);
}

const selectNode = (id, options) => select({ node: id }, options);
const selectPair = (pair, options) => select({ line: true, pair }, options);

function showDetails(ties) {
  const panel = document.getElementById("details"),
    chosen = state.selected;
  panel.hidden = !chosen;
  document.getElementById("hint").hidden = Boolean(chosen);
  if (!chosen) return panel.replaceChildren();
  const close = element(
    "button",
    { type: "button", class: "close", "aria-label": words().close, title: words().close, onclick: () => select(null) },
    "×",
  );
  panel.replaceChildren(close, ...(chosen.line ? pairDetails(chosen.pair, ties) : nodeDetails(chosen.node, ties)));
}

function nodeDetails(id, ties) {
  const own = ties.filter((tie) => ends(tie).includes(id)).sort(byDate);
  const groups = SIGNS.map((sign) => [sign, own.filter((tie) => tie.sign === sign)]).filter(([, found]) => found.length);
  return [
    element("h2", {}, bdi(nameOf(id))),
    element("p", { class: "about" }, `${words().kinds[nodes.get(id).kind]} · ${own.length ? words().ties(own.length) : words().noTies}`),
    ...groups.flatMap(([sign, found]) => [
      element("h3", {}, element("i", { class: `mark ${sign}` }), `${words()[sign]} (${found.length})`),
      element("ul", { class: "ties" }, ...found.map((tie) => element("li", {}, tieButton(tie, id)))),
    ]),
  ];
}

function tieButton(tie, id) {
  const other = ends(tie).find((end) => end !== id),
    outward = ends(tie)[0] === id;
  const label = local(DATA.relations[tie.relation].label),
    first = tie.times[0]?.[0];
  const line =
    outward || tie.symmetric
      ? [element("em", {}, label, " "), bdi(nameOf(tie.symmetric ? other : tie.to))]
      : [bdi(nameOf(tie.from)), element("em", {}, " ", label, " "), bdi(nameOf(tie.to))];
  return element(
    "button",
    { type: "button", onclick: () => selectPair([...ends(tie)].sort(), { focus: true }) },
    element("span", {}, ...line),
    tie.status === "asserted" ? "" : chip(tie.status),
    element("time", {}, first ? first.slice(0, 4) : ""),
  );
}

function pairDetails(pair, ties) {
  const own = ties
    .filter((tie) => [...ends(tie)].sort().join("\n") === pair.join("\n"))
    .sort((a, b) => SIGNS.indexOf(a.sign) - SIGNS.indexOf(b.sign) || byDate(a, b));
  const name = (id) => element("button", { type: "button", onclick: () => selectNode(id, { focus: true }) }, bdi(nameOf(id)));
  return [
    element("h2", {}, name(pair[0]), " – ", name(pair[1])),
    element("p", { class: "about" }, own.length ? words().ties(own.length) : words().noTies),
    ...own.map(tieDetails),
  ];
}

function tieDetails(tie) {
  const when = [
    ...new Set(
      tie.evidence
        .map((e) => e.time)
        .filter(Boolean)
        .sort(),
    ),
  ].map(inWords);
  return element(
    "section",
    { class: "tie" },
    element(
      "p",
      { class: `sentence ${tie.sign}` },
      bdi(nameOf(tie.from)),
      " ",
      element("em", {}, local(DATA.relations[tie.relation].label)),
      " ",
      bdi(nameOf(tie.to)),
    ),
    element(
      "p",
      { class: "when" },
      chip(tie.status),
      tie.contested ? " " : "",
      tie.contested ? element("span", { class: "chip denied" }, words().contested) : "",
      when.length ? ` ${when.join(" · ")}` : "",
    ),
    ...tie.evidence.map((witness) => quotation(witness, tie)),
  );
}

const chip = (status) => element("span", { class: `chip ${status}`, title: words()[status] }, words().statuses[status]);

function quotation(witness, tie) {
  const facts = witness.quote ? [] : [words().known];
  if (witness.status !== tie.status) facts.push(words().statuses[witness.status]);
  if (witness.speaker)
    facts.push(words().said(local(DATA.speakers[witness.speaker] || nodes.get(witness.speaker)?.names || {}) || witness.speaker));
  if (witness.published) facts.push(words().published(inWords(witness.published)));
  if (witness.confidence !== undefined) facts.push(words().confidence(Math.round(witness.confidence * 100)));
  return element(
    "figure",
    {},
    ...(witness.quote ? [element("blockquote", { dir: "auto" }, witness.quote)] : []),
    element("figcaption", {}, source(witness), facts.length ? element("span", {}, ` · ${facts.join(" · ")}`) : ""),
  );
}

function source(witness) {
  const title = bdi(witness.title || witness.url || words().source);
  if (!/^https?:\/\//i.test(witness.url || "")) return title;
  return element("a", { href: witness.url, target: "_blank", rel: "noopener noreferrer" }, title);
}

function showTip(at, heading, rows) {
  const tip = document.getElementById("tip");
  tip.replaceChildren(element("b", { dir: "auto" }, heading), ...rows.map((row) => element("span", { dir: "auto" }, row)));
  tip.hidden = false;
  const { clientWidth, clientHeight } = stage,
    { offsetWidth, offsetHeight } = tip;
  tip.style.left = `${Math.max(4, Math.min(at.x + 14, clientWidth - offsetWidth - 4))}px`;
  tip.style.top = `${Math.max(4, at.y + 18 + offsetHeight > clientHeight ? at.y - offsetHeight - 12 : at.y + 18)}px`;
}

function hideTip() {
  document.getElementById("tip").hidden = true;
}

function tipOfLine(line, at) {
  const rows = [...line.ties]
    .sort(byDate)
    .slice(0, 5)
    .map((tie) => {
      const first = tie.times[0]?.[0];
      return [
        `${nameOf(tie.from)} ${local(DATA.relations[tie.relation].label)} ${nameOf(tie.to)}`,
        words().statuses[tie.status],
        first ? inWords(tie.evidence[0].time || tie.evidence[0].published) : "",
      ]
        .filter(Boolean)
        .join(" · ");
    });
  if (line.ties.length > 5) rows.push(words().more(line.ties.length - 5));
  showTip(at, `${nameOf(line.pair[0])} – ${nameOf(line.pair[1])}`, rows);
}

function tipOfNode(id, at) {
  const count = [...lines.values()].filter((line) => line.pair.includes(id)).reduce((sum, line) => sum + line.ties.length, 0);
  showTip(at, nameOf(id), [`${words().kinds[nodes.get(id).kind]} · ${words().ties(count)}`]);
}
