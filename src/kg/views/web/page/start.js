// One way to show anything anew, and what the reader can do.
let shown = [];

function refresh() {
  const held = document.activeElement,
    place = placeOf(held);
  shown = draw();
  showWords(shown);
  showTime();
  showFocus();
  showFilters();
  showDetails(shown);
  showChanges();
  showTable(shown);
  if (held && (!held.isConnected || held.closest("[hidden]"))) (document.querySelector(place) || PICTURE).focus({ preventScroll: true });
  settled();
}

// Where the keyboard goes on when what it was on is made anew; from what is gone, to the picture.
const PICTURE = document.querySelector("#graph .vis-network");
function placeOf(held) {
  if (held?.id && held.id !== "details") return `#${CSS.escape(held.id)}`;
  if (held?.dataset.bloc) return `[data-bloc="${held.dataset.bloc}"]`;
  return `#${held?.closest("#details, #changes")?.id || "graph .vis-network"}:not([hidden])`;
}

function listenToPicture() {
  PICTURE.tabIndex = 0; // vis-network's 900 would come before all else
  graph.on("beforeDrawing", (context) => {
    drawLand(context);
    drawLines(context);
  });
  graph.on("afterDrawing", drawLabels);
  graph.on("click", ({ nodes: [node], pointer }) => {
    const id = node ?? labelAt(pointer.canvas),
      line = id === undefined && lineAt(pointer.canvas);
    if (id !== undefined) selectNode(id);
    else if (line) selectPair(line.pair);
    else if (state.selected) select(null);
  });
  let over = false;
  graph.on("hoverNode", ({ node, pointer }) => {
    over = true;
    stage.style.cursor = "pointer";
    tipOfNode(node, pointer.DOM);
  });
  graph.on("blurNode", () => {
    over = false;
    unhover();
  });
  find("graph").addEventListener("mousemove", (event) => {
    if (over || event.buttons) return;
    const place = { x: event.clientX - stage.getBoundingClientRect().left, y: event.clientY - stage.getBoundingClientRect().top },
      line = lineAt(graph.DOMtoCanvas(place));
    if (!line) return unhover();
    stage.style.cursor = "pointer";
    tipOfLine(line, place);
  });
  find("graph").addEventListener("mouseleave", unhover);
  find("graph").addEventListener("keydown", pressedOnPicture);
  for (const event of ["dragStart", "zoom"])
    graph.on(event, () => {
      moved = true;
      unhover();
    });
  graph.on("dragging", ({ nodes: [node] }) => {
    if (node === undefined) return;
    spots.set(node, graph.getPosition(node));
    layLines();
    version += 1;
  });
}

function unhover() {
  stage.style.cursor = "";
  hideTip();
}

function listenToControls() {
  find("closer").addEventListener("click", () => zoom(1.35));
  find("farther").addEventListener("click", () => zoom(1 / 1.35));
  find("whole").addEventListener("click", () => fit());
  find("help").addEventListener("click", openHelp);
  find("play").addEventListener("click", togglePlay);
  find("nothing").lastElementChild.addEventListener("click", resetFilters);
  find("search").addEventListener("input", search);
  find("search").addEventListener("keydown", searchKey);
  find("search").addEventListener("blur", () =>
    setTimeout(() => {
      matches = [];
      showMatches();
    }, 150),
  );
  for (const id of ["from", "to"]) find(id).addEventListener("input", moveThumb);
  for (const button of find("mode").children) button.addEventListener("click", () => setMode(button.dataset.mode));
  for (const button of find("layouts").children) button.addEventListener("click", () => setLayout(button.dataset.layout));
  for (const button of document.querySelectorAll("[data-language]"))
    button.addEventListener("click", () => setLanguage(button.dataset.language));
  for (const button of document.querySelectorAll("[data-form]"))
    button.addEventListener("click", () => {
      FILES[button.dataset.form](shown);
      find("download").open = false;
    });
  find("measure").addEventListener("change", () => {
    state.measure = find("measure").value;
    showCurve();
    settled();
  });
  find("filters").addEventListener("toggle", showFilters);
  find("table").addEventListener("toggle", () => showTable(shown));
}

function listenToWindow() {
  addEventListener("keydown", pressed);
  addEventListener("hashchange", openLink);
  addEventListener("resize", () => (find("legend").style.minHeight = ""));
  addEventListener("click", ({ target }) => {
    if (!find("download").contains(target)) find("download").open = false;
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    readColours();
    refresh();
  });
  new ResizeObserver(() => {
    const turned = turn();
    if (turned) redraw();
    graph.setSize("100%", "100%");
    if (turned || !moved) fit(false);
  }).observe(stage);
}

function openLink() {
  stop();
  readLink();
  settle();
  refresh();
  fit(false);
}

readColours();
if (innerWidth < 720) find("filters").open = false;
readLink();
turn();
shown = shownTies();
lines = bundles(shown);
for (const { pair } of lines.values()) pair.forEach((id) => neighbours.set(id, neighbours.get(id) || new Set()));
setBoost(framing()?.scale ?? 1);
listenToPicture();
listenToControls();
listenToWindow();
refresh();
fit(false);
if (state.selected) reveal(state.selected.line ? state.selected.pair[0] : state.selected.node);
document.documentElement.dataset.ready = "true";
