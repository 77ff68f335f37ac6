// Filters, each with the number of ties that it takes away or brings back.
let sliding = false; // a slider that is made anew slips out of the hand
function showFilters() {
  if (!find("filters").open || sliding) return;
  const reset = element("button", { type: "button", class: "reset", onclick: resetFilters }, words().reset);
  find("filter-groups").replaceChildren(
    ...[signFilter(), statusFilter(), kindFilter(), blocFilter(), regionFilter(), sourceFilter(), weightFilter(), relationFilter()].filter(
      Boolean,
    ),
    reset,
  );
}

// How many ties pass all other filters, by what they are in this one; a tie may count for several.
function counted(facet, keysOf) {
  const counts = new Map();
  for (const tie of DATA.edges) if (passes(tie, facet)) for (const key of new Set(keysOf(tie))) counts.set(key, (counts.get(key) || 0) + 1);
  return counts;
}

function signFilter() {
  const counts = counted("signs", (tie) => [tie.sign]);
  const shown = SIGNS.filter((sign) => sign !== "none" || counts.get("none"));
  return fieldset(
    "sign",
    shown.map((sign) =>
      box(`sign-${sign}`, words()[sign], state.signs.has(sign), () => toggle(state.signs, sign), counts.get(sign) || 0, `mark ${sign}`),
    ),
  );
}

function statusFilter() {
  const counts = counted("statuses", (tie) => [tie.status]);
  const boxOf = (status) =>
    box(`status-${status}`, words()[status], state.statuses.has(status), () => toggle(state.statuses, status), counts.get(status) || 0);
  const reviewed = DATA.edges.some((tie) => tie.status === "rejected");
  return fieldset("status", STATUSES.filter((status) => reviewed || status !== "rejected").map(boxOf));
}

function kindFilter() {
  const kinds = new Set(DATA.nodes.map((node) => node.kind));
  return fieldset(
    "show",
    [
      kinds.has("person") && box("people", words().people, state.people, () => (state.people = !state.people)),
      kinds.has("agreement") && box("agreements", words().agreements, state.agreements, () => (state.agreements = !state.agreements)),
      box("apart", words().apart, state.apart, () => (state.apart = !state.apart)),
    ].filter(Boolean),
  );
}

function blocFilter() {
  if (!BLOCS.size) return null;
  const counts = counted("blocs", (tie) => ends(tie).map((id) => String(blocOf(id) ?? "")));
  const keys = [...BLOCS.keys()].map(String).filter((key) => counts.get(key) || state.hiddenBlocs.has(key));
  if (counts.get("")) keys.push("");
  const boxOf = (key) =>
    box(
      `bloc-${key}`,
      key ? blocName(Number(key)) : words().noBloc,
      !state.hiddenBlocs.has(key),
      () => toggle(state.hiddenBlocs, key),
      counts.get(key) || 0,
      `swatch ${groupOfBloc(key ? Number(key) : null)}`,
    );
  return fieldset("blocs", keys.map(boxOf));
}

const regionName = (region) => local(DATA.regions[region]) || region;

function regionFilter() {
  const keys = [...new Set(DATA.nodes.map((node) => node.region || ""))].sort(
    (a, b) => (a ? 0 : 1) - (b ? 0 : 1) || regionName(a).localeCompare(regionName(b)),
  );
  if (keys.length < 2) return null;
  const counts = counted("regions", (tie) => ends(tie).map((id) => nodes.get(id).region || ""));
  return fieldset(
    "regions",
    keys.map((key, i) =>
      box(
        `region-${i}`,
        key ? regionName(key) : words().elsewhere,
        !state.hiddenRegions.has(key),
        () => toggle(state.hiddenRegions, key),
        counts.get(key) || 0,
      ),
    ),
  );
}

function sourceFilter() {
  const counts = counted("source", (tie) => tie.sources);
  if (state.source && !counts.has(state.source)) counts.set(state.source, 0);
  const names = [...counts.keys()].filter(Boolean).sort((a, b) => counts.get(b) - counts.get(a) || a.localeCompare(b));
  if (names.length < 2 && !state.source) return null;
  const choice = element("select", { id: "source", "aria-label": words().source_filter });
  const option = (value, label) => element("option", { value, selected: value === state.source && "" }, label);
  choice.append(option("", words().allSources), ...names.map((name) => option(name, `${shortened(name)} (${counts.get(name)})`)));
  choice.addEventListener("change", () => {
    state.source = choice.value;
    refresh();
  });
  return fieldset("source_filter", [choice]);
}

function weightFilter() {
  const slider = element("input", {
    type: "range",
    id: "least",
    min: 0,
    max: 1,
    step: 0.05,
    value: state.least,
    "aria-label": words().least,
  });
  const shown = element("output", {}, number(state.least));
  slider.addEventListener("input", () => {
    state.least = Number(slider.value);
    shown.textContent = number(state.least);
    sliding = true;
    refresh();
    sliding = false;
  });
  slider.addEventListener("change", refresh);
  return fieldset("least", [element("label", { title: words().leastHelp }, slider, shown)]);
}

const number = (value) => new Intl.NumberFormat(state.language, { maximumFractionDigits: 2 }).format(value);

function relationFilter() {
  const counts = counted("relations", (tie) => [tie.relation]),
    label = (name) => local(DATA.relations[name].label);
  const known = Object.keys(DATA.relations).sort(
    (a, b) => (counts.get(b) || 0) - (counts.get(a) || 0) || label(a).localeCompare(label(b), state.language),
  );
  const boxOf = (name) =>
    box(
      `relation-${name}`,
      label(name),
      !state.hiddenRelations.has(name),
      () => toggle(state.hiddenRelations, name),
      counts.get(name) || 0,
      `mark ${signName(DATA.relations[name].sign)}`,
    );
  return fieldset("relation", known.map(boxOf));
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
    mark ? element("i", { class: mark }) : "",
    element("span", { dir: "auto" }, label),
    count === undefined ? "" : element("output", {}, String(count)),
  );
}

function toggle(set, value) {
  if (!set.delete(value)) set.add(value);
}

function resetFilters() {
  Object.assign(state, unfiltered(), { focus: null, bloc: null }, state.mode === "period" ? { from: 0, to: LAST } : {});
  refresh();
}
