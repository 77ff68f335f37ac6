// Everything by keyboard, and the help that says how.
let shortcuts = true;

const KEYS = {
  "/": () => find("search").focus(),
  n: () => nextActor(1),
  p: () => nextActor(-1),
  f: () => (state.focus ? setFocus(null) : state.selected?.node && setFocus(state.selected.node)),
  1: () => setMode("period"),
  2: () => setMode("moment"),
  3: () => setMode("difference"),
  ",": () => step(-1),
  ".": () => step(1),
  k: () => togglePlay(),
  m: () => setLayout(state.layout === "map" ? "network" : "map"),
  "+": () => zoom(1.35),
  "-": () => zoom(1 / 1.35),
  0: () => fit(),
  t: () => openTable(),
  l: () => setLanguage(state.language === "de" ? "en" : "de"),
  "?": () => openHelp(),
};

function pressed(event) {
  if (event.key === "Escape") return leave(event);
  const typing = event.target.closest?.("input:not([type=checkbox]):not([type=range]), select, textarea, dialog");
  if (!shortcuts || typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function pressedOnPicture(event) {
  if (!Object.hasOwn(ARROWS, event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  moveBy(...ARROWS[event.key]);
}

// The innermost first: help closes itself, then the downloads, the selection, the highlight, the focus.
function leave(event) {
  if (find("guide").open || event.defaultPrevented) return;
  if (find("download").open) find("download").open = false;
  else if (state.selected) select(null);
  else if (state.bloc !== null) {
    state.bloc = null;
    refresh();
  } else if (state.focus) setFocus(null);
}

function nextActor(by) {
  const shown = [...neighbours.keys()].sort(byDegree);
  if (!shown.length) return;
  const now = shown.indexOf(state.selected?.node);
  selectNode(shown[now < 0 ? (by > 0 ? 0 : shown.length - 1) : (now + by + shown.length) % shown.length]);
}

function openTable() {
  find("table").open = true;
  showTable(shown);
  find("table").firstElementChild.focus();
  find("table").scrollIntoView({ block: "start" });
}

function setLanguage(language) {
  state.language = language;
  refresh();
}

function openHelp() {
  const t = words(),
    guide = find("guide");
  const choice = element("input", { type: "checkbox", id: "shortcuts" });
  choice.checked = shortcuts;
  choice.addEventListener("change", () => (shortcuts = choice.checked));
  const rows = Object.entries(t.keys).map(([keys, meaning]) =>
    element("div", {}, element("dt", {}, ...keys.split("  ").map((key) => element("kbd", {}, key))), element("dd", {}, meaning)),
  );
  guide.replaceChildren(
    element("button", { type: "button", class: "close", "aria-label": t.close, title: t.close, onclick: () => guide.close() }, "×"),
    element("h2", { id: "guide-title" }, t.help),
    element("p", {}, t.about),
    element("dl", {}, ...rows),
    element("label", {}, choice, ` ${t.shortcuts}`),
  );
  guide.showModal();
}
