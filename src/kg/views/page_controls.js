// Filters, search, time and language.
const find = (id) => document.getElementById(id);

function showFilters() {
  const counted = (facet, key) => {
    const counts = new Map();
    for (const tie of DATA.edges) if (passes(tie, facet)) counts.set(key(tie), (counts.get(key(tie)) || 0) + 1);
    return counts;
  };
  const signs = counted("signs", (tie) => tie.sign),
    statuses = counted("statuses", (tie) => tie.status),
    relations = counted("relations", (tie) => tie.relation);
  const kinds = new Set(DATA.nodes.map((node) => node.kind));
  const known = Object.keys(DATA.relations).sort(
    (a, b) =>
      (relations.get(b) || 0) - (relations.get(a) || 0) ||
      local(DATA.relations[a].label).localeCompare(local(DATA.relations[b].label), state.language),
  );
  const groups = [
    fieldset(
      "sign",
      SIGNS.filter((sign) => sign !== "none" || signs.get("none")).map((sign) =>
        box(`sign-${sign}`, words()[sign], state.signs.has(sign), () => toggle(state.signs, sign), signs.get(sign) || 0, sign),
      ),
    ),
    fieldset(
      "status",
      STATUSES.map((status) =>
        box(
          `status-${status}`,
          words()[status],
          state.statuses.has(status),
          () => toggle(state.statuses, status),
          statuses.get(status) || 0,
        ),
      ),
    ),
    fieldset(
      "show",
      [
        kinds.has("person") && box("people", words().people, state.people, () => (state.people = !state.people)),
        kinds.has("agreement") && box("agreements", words().agreements, state.agreements, () => (state.agreements = !state.agreements)),
        box("apart", words().apart, state.apart, () => (state.apart = !state.apart)),
      ].filter(Boolean),
    ),
    fieldset(
      "relation",
      known.map((name) =>
        box(
          `relation-${name}`,
          local(DATA.relations[name].label),
          !state.hiddenRelations.has(name),
          () => toggle(state.hiddenRelations, name),
          relations.get(name) || 0,
          signName(DATA.relations[name].sign),
        ),
      ),
    ),
  ];
  const reset = element("button", { type: "button", class: "reset", onclick: resetFilters }, words().reset);
  const focused = document.activeElement?.id;
  find("filter-groups").replaceChildren(...groups, reset);
  if (focused) find(focused)?.focus({ preventScroll: true });
}

const fieldset = (name, boxes) => element("fieldset", {}, element("legend", {}, words()[name]), ...boxes);

function box(id, label, checked, change, count, mark) {
  const input = element("input", { type: "checkbox", id });
  input.checked = checked;
  input.addEventListener("change", () => {
    change();
    refresh();
  });
  return element(
    "label",
    { class: count === 0 ? "none" : "" },
    input,
    mark ? element("i", { class: `mark ${mark}` }) : "",
    element("span", {}, label),
    count === undefined ? "" : element("output", {}, String(count)),
  );
}

function toggle(set, value) {
  if (!set.delete(value)) set.add(value);
}

function resetFilters() {
  Object.assign(state, unfiltered(), { from: 0, to: Math.max(BINS.length - 1, 0) });
  refresh();
}

// --- search: type, choose with the arrows, Enter
let matches = [],
  active = 0;

function search() {
  const wanted = fold(find("search").value.trim());
  const hits = (node) =>
    Object.values(node.names)
      .map(fold)
      .filter((name) => name.startsWith(wanted) || name.split(/[\s\-–]+/).some((word) => word.startsWith(wanted)));
  const score = (node) => (fold(nameOf(node.id)).startsWith(wanted) ? 0 : hits(node).some((name) => name.startsWith(wanted)) ? 1 : 2);
  matches = wanted
    ? DATA.nodes
        .filter((node) => hits(node).length)
        .sort((a, b) => score(a) - score(b) || b.degree - a.degree || (a.id < b.id ? -1 : 1))
        .slice(0, 8)
    : [];
  active = 0;
  showMatches();
}

function showMatches() {
  const input = find("search"),
    list = find("matches");
  list.hidden = !matches.length;
  input.setAttribute("aria-expanded", String(matches.length > 0));
  list.replaceChildren(
    ...matches.map((node, i) =>
      element(
        "li",
        { role: "option", id: `match-${i}`, "aria-selected": String(i === active), onclick: () => goTo(node) },
        element("span", {}, bdi(nameOf(node.id))),
        element("span", {}, words().kinds[node.kind]),
      ),
    ),
  );
  if (matches.length) input.setAttribute("aria-activedescendant", `match-${active}`);
  else input.removeAttribute("aria-activedescendant");
}

function goTo(node) {
  matches = [];
  showMatches();
  find("search").value = "";
  if (node.kind === "person") state.people = true;
  if (node.kind === "agreement") state.agreements = true;
  selectNode(node.id, { focus: true });
}

function searchKey(event) {
  if (event.key === "Escape") {
    matches = [];
    showMatches();
    event.stopPropagation();
  }
  if (!matches.length) return;
  if (event.key === "Enter") {
    event.preventDefault();
    goTo(matches[active]);
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    active = (active + (event.key === "ArrowDown" ? 1 : matches.length - 1)) % matches.length;
    showMatches();
  }
}

// --- time
function showPeriod() {
  find("period").hidden = BINS.length < 2;
  if (BINS.length < 2) return;
  for (const [id, value] of [
    ["from", state.from],
    ["to", state.to],
  ]) {
    find(id).max = BINS.length;
    find(id).value = value + (id === "to" ? 1 : 0); // a handle stands at the edge of its bar
    find(id).setAttribute("aria-label", words()[id]);
    find(id).setAttribute("aria-valuetext", inWords(BINS[value]));
  }
  find("period-label").textContent = words().period;
  find("period-shown").textContent =
    state.from === state.to ? inWords(BINS[state.from]) : `${inWords(BINS[state.from])} – ${inWords(BINS[state.to])}`;
  const ties = DATA.edges.filter((tie) => passes(tie, "period"));
  const counts = BINS.map((_, i) => ties.filter((tie) => tie.times.some((time) => inBins(time, i, i))).length);
  const most = Math.max(...counts, 1);
  find("bars").replaceChildren(
    ...counts.map((count, i) => {
      const bar = element("i", { class: i >= state.from && i <= state.to ? "in" : "" });
      bar.style.height = `${(100 * count) / most}%`;
      return bar;
    }),
  );
}

function movePeriod(event) {
  const value = Number(event.target.value);
  if (event.target.id === "from") state.from = Math.min(value, state.to);
  else state.to = Math.max(value - 1, state.from);
  refresh();
}

// --- the page's own words
function showWords(ties) {
  const t = words(),
    kinds = new Set(DATA.nodes.filter((node) => neighbours.has(node.id)).map((node) => node.kind));
  document.documentElement.lang = state.language;
  const quotes = ties.reduce((sum, tie) => sum + tie.evidence.filter((witness) => witness.quote).length, 0);
  find("deck").textContent = t.deck(neighbours.size, ties.length, quotes) + (DATA.at ? ` · ${t.at(inWords(DATA.at))}` : "");
  find("search").placeholder = t.search;
  find("search").setAttribute("aria-label", t.searchLabel);
  for (const id of ["closer", "farther", "whole"]) {
    find(id).setAttribute("aria-label", t[id]);
    find(id).title = t[id];
  }
  find("zoom").setAttribute("aria-label", t.zoom);
  find("graph").setAttribute("aria-label", t.picture);
  find("hint").textContent = t.hint;
  find("filters").firstElementChild.textContent = t.filters;
  find("nothing").firstElementChild.textContent = t.nothing;
  find("nothing").lastElementChild.textContent = t.reset;
  document.querySelector(".languages").setAttribute("aria-label", t.language);
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === state.language));
  find("legend").replaceChildren(...legend(t, kinds));
}

function legend(t, kinds) {
  const item = (label, svg, first) => element("li", first ? { class: "group" } : {}, svg, label);
  const line = (name, dashes) =>
    drawing(26, [
      "line",
      {
        x1: 0,
        x2: 26,
        y1: 7,
        y2: 7,
        stroke: name === "soft" ? "currentColor" : `var(--${name})`,
        "stroke-width": 2.2,
        "stroke-dasharray": dashes,
      },
    ]);
  const shape = (d, hollow) =>
    drawing(14, ["path", { d, fill: hollow ? "none" : "currentColor", stroke: "currentColor", "stroke-width": hollow ? 1.5 : 0 }]);
  const disc = (r) => `M${7 - r} 7a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  const shapes = {
    state: shape(disc(5)),
    organization: shape("M2.5 2.5h9v9h-9z"),
    bloc: shape("M1.5 7l2.8-4.8h5.4L12.5 7l-2.8 4.8H4.3z"),
    person: shape(disc(3.5), true),
    agreement: shape("M7 2l4 5-4 5-4-5z"),
  };
  return [
    ...["positive", "neutral", "negative"].map((sign) => item(t[sign], line(sign))),
    item(t.legend.fact, line("soft"), true),
    item(t.legend.rumour, line("soft", "5 3.5")),
    ...(state.statuses.has("denied") ? [item(t.legend.denial, line("soft", "1.5 3.5"))] : []),
    ...Object.keys(shapes)
      .filter((kind) => kinds.has(kind))
      .map((kind, i) => item(t.legend[kind], shapes[kind], i === 0)),
    item(
      t.legend.width,
      drawing(
        26,
        ...[1.2, 3.6].map((width, i) => [
          "line",
          { x1: 0, x2: 26, y1: 4 + 5 * i, y2: 4 + 5 * i, stroke: "currentColor", "stroke-width": width },
        ]),
      ),
    ),
    item(
      t.legend.groups,
      drawing(38, ...[0, 1, 2].map((n) => ["circle", { cx: 7 + 12 * n, cy: 7, r: 5, fill: `var(--group-${n})` }])),
      true,
    ),
  ];
}

function drawing(width, ...shapes) {
  const make = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
    return made;
  };
  const svg = make("svg", { viewBox: `0 0 ${width} 14`, "aria-hidden": "true" });
  svg.append(...shapes.map(([name, attributes]) => make(name, attributes)));
  return svg;
}
