// The view in the address: what stands after # opens the same view again. Anything unknown in it is passed over.
const LISTS = { signs: SIGNS, statuses: STATUSES };
const cellOf = (label) => AXIS.findIndex((cell) => cell.label === label);
const REGIONS = [...new Set(DATA.nodes.map((node) => node.region || ""))];

function linkOfView() {
  const link = new URLSearchParams(),
    usual = unfiltered();
  if (state.language !== DATA.language) link.set("language", state.language);
  if (AXIS.length > 1) {
    const opened = whenOpened();
    if (state.mode !== opened.mode) link.set("mode", state.mode);
    if (state.mode !== "moment" && state.from !== opened.from) link.set("from", AXIS[state.from].label);
    if (state.to !== opened.to) link.set("to", AXIS[state.to].label);
  }
  if (state.measure !== MEASURES[0]) link.set("measure", state.measure);
  if (onMap()) link.set("layout", "map");
  if (state.focus) link.set("focus", state.focus);
  if (state.bloc !== null) link.set("bloc", state.bloc);
  if (state.selected) for (const id of state.selected.line ? state.selected.pair : [state.selected.node]) link.append("select", id);
  for (const name of Object.keys(LISTS)) if (!same(state[name], usual[name])) link.set(name, [...state[name]].join(" "));
  for (const name of ["people", "agreements", "apart"]) if (state[name]) link.set(name, "1");
  for (const relation of state.hiddenRelations) link.append("without", relation);
  for (const region of state.hiddenRegions) link.append("region", region);
  for (const bloc of state.hiddenBlocs) link.append("hidden", bloc);
  if (state.source) link.set("source", state.source);
  if (state.least) link.set("least", state.least);
  return link.toString();
}

const same = (one, two) => one.size === two.size && [...one].every((value) => two.has(value));

function readLink() {
  const link = new URLSearchParams(location.hash.slice(1, 20000));
  const known = (name, holds) => link.getAll(name).filter(holds);
  const one = (name, holds) => known(name, holds)[0];
  Object.assign(state, whenOpened(), unfiltered(), { focus: null, bloc: null, selected: null, layout: "network" });
  const language = one("language", (value) => Object.hasOwn(WORDS, value));
  if (language) state.language = language;
  readTime(one);
  state.measure = one("measure", (value) => MEASURES.includes(value)) || MEASURES[0];
  if (MAPPED && one("layout", (value) => value === "map")) state.layout = "map";
  const actor = (id) => nodes.has(id);
  state.focus = one("focus", actor) || null;
  const bloc = one("bloc", (value) => /^\d+$/.test(value) && BLOCS.has(Number(value)));
  if (bloc) state.bloc = Number(bloc);
  for (const [name, values] of Object.entries(LISTS))
    if (link.has(name)) {
      const kept = link
        .get(name)
        .split(" ")
        .filter((value) => values.includes(value));
      if (kept.length || link.get(name) === "") state[name] = new Set(kept);
    }
  for (const name of ["people", "agreements", "apart"]) state[name] = link.get(name) === "1";
  state.hiddenRelations = new Set(known("without", (name) => Object.hasOwn(DATA.relations, name)));
  state.hiddenRegions = new Set(known("region", (region) => REGIONS.includes(region)));
  state.hiddenBlocs = new Set(known("hidden", (key) => key === "" || (/^\d+$/.test(key) && BLOCS.has(Number(key)))));
  state.source = one("source", (name) => DATA.edges.some((tie) => tie.sources.includes(name))) || "";
  state.least = Math.min(Math.max(Number(link.get("least")) || 0, 0), 1);
  const chosen = known("select", actor);
  if (chosen.length) state.selected = chosen.length > 1 ? { line: true, pair: chosen.slice(0, 2).sort() } : { node: chosen[0] };
}

function readTime(one) {
  if (AXIS.length < 2) return;
  state.mode = one("mode", (value) => MODES.includes(value)) || state.mode;
  const cell = (name, usual) => {
    const label = one(name, (value) => cellOf(value) >= 0);
    return label === undefined ? usual : cellOf(label);
  };
  state.to = cell("to", state.to);
  state.from = Math.min(cell("from", state.from), state.to);
}

// After a change has come to rest: the address and the words for a screen reader. A browser bears only so many changes a minute.
let waiting = null,
  told = "";

function settled() {
  clearTimeout(waiting);
  if (playing) return;
  waiting = setTimeout(() => {
    const link = linkOfView();
    try {
      history.replaceState(null, "", link ? `#${link}` : location.pathname + location.search);
    } catch {
      // a page in a sandbox has no address to change
    }
    announce();
  }, 250);
}

function announce() {
  const values = DATA.measures[state.measure],
    value = values?.[state.to];
  const chosen = state.selected ? (state.selected.line ? state.selected.pair : [state.selected.node]).map(nameOf).join(" – ") : "";
  const measured = Number.isFinite(value) ? `${words().measures[state.measure]} ${number(value)}` : "";
  const text = [timeInWords(), find("deck").textContent, measured, chosen].filter(Boolean).join(". ");
  if (text === told) return;
  told = text;
  find("told").textContent = text;
}
