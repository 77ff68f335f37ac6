// The page's own words, and what colours, lines and shapes mean.
function showWords(ties) {
  const t = words();
  document.documentElement.lang = state.language;
  find("deck").textContent = deck(ties);
  find("search").placeholder = t.search;
  find("search").setAttribute("aria-label", t.searchLabel);
  for (const id of ["closer", "farther", "whole", "help"]) {
    find(id).setAttribute("aria-label", t[id]);
    find(id).title = t[id];
  }
  find("zoom").setAttribute("aria-label", t.zoom);
  find("graph").setAttribute("aria-label", t.picture);
  find("graph").setAttribute("role", "group");
  find("hint").textContent = t.hint;
  find("filters").firstElementChild.textContent = t.filters;
  find("table").firstElementChild.textContent = t.table;
  find("download").firstElementChild.textContent = t.download;
  for (const button of document.querySelectorAll("[data-form]")) button.textContent = t.downloads[button.dataset.form];
  find("nothing").firstElementChild.textContent = t.nothing;
  find("nothing").lastElementChild.textContent = t.reset;
  stage.classList.toggle("mapped", onMap());
  find("layouts").hidden = !MAPPED;
  find("layouts").setAttribute("aria-label", t.layouts.label);
  for (const button of find("layouts").children) {
    button.textContent = t.layouts[button.dataset.layout];
    button.setAttribute("aria-pressed", String(button.dataset.layout === state.layout));
  }
  document.querySelector(".languages").setAttribute("aria-label", t.language);
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === state.language));
  find("legend").setAttribute("aria-label", t.legend.label);
  const legend = find("legend");
  legend.replaceChildren(...legendItems().map(legendItem));
  legend.style.minHeight = `${legend.offsetHeight}px`; // grows at most, so that the picture keeps still while time goes on
}

function deck(ties) {
  const quotes = ties.reduce((sum, tie) => sum + tie.evidence.filter((witness) => witness.quote).length + (tie.more?.count || 0), 0);
  const parts = [words().deck(neighbours.size, ties.length, quotes)];
  if (state.mode === "moment" && AXIS.length) parts.push(words().at(inWords(AXIS[state.to].last)));
  if (DATA.ties > DATA.edges.length) parts.push(words().chosen(number(DATA.edges.length), number(DATA.ties)));
  return parts.join(" · ");
}

// What the legend explains now: the label, the icon, whether a group begins, and the bloc if it is one.
function legendItems() {
  const t = words(),
    kinds = new Set([...neighbours.keys()].map((id) => nodes.get(id).kind)),
    difference = state.mode === "difference";
  const dash = (standing) => DASHES[standing].join(" ") || undefined;
  const shapes = ["state", "organization", "bloc", "person", "agreement"].filter((kind) => kinds.has(kind));
  const blocs = shownBlocs();
  return [
    ...(difference
      ? CHANGES.map((change) => ({
          label: t.changes[change],
          icon: lineIcon(`change-${change}`, dash(change), change === "staying" ? 1.6 : 2.6),
        }))
      : SIGNS.slice(0, 3).map((sign) => ({ label: t[sign], icon: lineIcon(sign) }))),
    ...(difference
      ? []
      : [
          { label: t.legend.fact, icon: lineIcon("soft"), first: true },
          { label: t.legend.rumour, icon: lineIcon("soft", "5 3.5") },
        ]),
    ...(!difference && state.statuses.has("denied") ? [{ label: t.legend.denial, icon: lineIcon("soft", "1.5 3.5") }] : []),
    ...shapes.map((kind, i) => ({ label: t.legend[kind], icon: shapeIcon(kind), first: i === 0 })),
    ...(difference ? [] : [{ label: state.mode === "moment" ? t.legend.weight : t.legend.width, icon: widthIcon() }]),
    ...(blocs.length ? [{ label: t.legend.blocs, first: true, title: true }] : []),
    ...blocs.map(([bloc, count]) => ({ label: blocName(bloc), icon: discIcon(groupOfBloc(bloc)), bloc, count })),
  ];
}

function legendItem({ label, icon, first, bloc, count, title }) {
  const svg = icon && drawing(icon, (name) => (name === "soft" ? "currentColor" : `var(--${name})`));
  const kind = [first && "group", title && "title"].filter(Boolean).join(" ");
  if (bloc === undefined) return element("li", kind ? { class: kind } : {}, svg || "", label);
  const highlight = () => {
    state.bloc = state.bloc === bloc ? null : bloc;
    state.selected = null;
    refresh();
  };
  const about = {
    type: "button",
    "data-bloc": bloc,
    "aria-pressed": String(state.bloc === bloc),
    title: words().legend.highlight(label),
    onclick: highlight,
  };
  return element("li", { class: "bloc" }, element("button", about, svg, bdi(label), element("small", {}, String(count))));
}

// An icon is its width and its shapes: name, the attributes that a colour decides, and the others.
const lineIcon = (colour, dashes, width = 2.2) => ({
  width: 26,
  shapes: [["line", { stroke: colour }, { x1: 0, x2: 26, y1: 7, y2: 7, "stroke-width": width, "stroke-dasharray": dashes }]],
});
const widthIcon = () => ({
  width: 26,
  shapes: [1.2, 3.6].map((width, i) => [
    "line",
    { stroke: "soft" },
    { x1: 0, x2: 26, y1: 4 + 5 * i, y2: 4 + 5 * i, "stroke-width": width },
  ]),
});
const discIcon = (colour) => ({ width: 14, shapes: [["circle", { fill: colour }, { cx: 7, cy: 7, r: 5.5 }]] });
const disc = (r) => `M${7 - r} 7a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
const SHAPES = {
  state: disc(5),
  organization: "M2.5 2.5h9v9h-9z",
  bloc: "M1.5 7l2.8-4.8h5.4L12.5 7l-2.8 4.8H4.3z",
  person: disc(3.5),
  agreement: "M7 2l4 5-4 5-4-5z",
};
const shapeIcon = (kind) =>
  kind === "person"
    ? { width: 14, shapes: [["path", { stroke: "soft" }, { d: SHAPES[kind], fill: "none", "stroke-width": 1.5 }]] }
    : { width: 14, shapes: [["path", { fill: "soft" }, { d: SHAPES[kind] }]] };

// The icon with colours by their names.
function iconShapes(icon, paint) {
  return icon.shapes.map(([name, painted, other]) =>
    svgElement(name, { ...Object.fromEntries(Object.entries(painted).map(([key, colour]) => [key, paint(colour)])), ...other }),
  );
}

const drawing = (icon, paint) => svgElement("svg", { viewBox: `0 0 ${icon.width} 14`, "aria-hidden": "true" }, ...iconShapes(icon, paint));
const lineSample = (change) =>
  drawing(lineIcon(`change-${change}`, DASHES[change].join(" ") || undefined, 2.6), (name) => `var(--${name})`);
