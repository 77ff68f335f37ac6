// One way to show anything anew, and what the reader can do.
function refresh() {
  const ties = draw();
  showWords(ties);
  showPeriod();
  showFilters();
  showDetails(ties);
}

function listen() {
  graph.on("afterDrawing", drawLabels);
  graph.on("click", ({ nodes: [node], edges: [edge], pointer }) => {
    const id = node ?? labelAt(pointer.canvas);
    if (id !== undefined) selectNode(id);
    else if (edge !== undefined && lines.has(edge)) selectPair(lines.get(edge).pair);
    else if (state.selected) select(null);
  });
  graph.on("hoverNode", ({ node, pointer }) => {
    stage.style.cursor = "pointer";
    tipOfNode(node, pointer.DOM);
  });
  graph.on("hoverEdge", ({ edge, pointer }) => {
    stage.style.cursor = "pointer";
    if (lines.has(edge)) tipOfLine(lines.get(edge), pointer.DOM);
  });
  for (const event of ["blurNode", "blurEdge", "dragStart", "zoom"])
    graph.on(event, () => {
      stage.style.cursor = "";
      hideTip();
    });
  graph.on("dragEnd", ({ nodes: [node] }) => {
    if (node !== undefined) version += 1;
  });
  find("closer").addEventListener("click", () => zoom(1.35));
  find("farther").addEventListener("click", () => zoom(1 / 1.35));
  find("whole").addEventListener("click", () => fit());
  find("nothing").lastElementChild.addEventListener("click", resetFilters);
  find("search").addEventListener("input", search);
  find("search").addEventListener("keydown", searchKey);
  find("search").addEventListener("blur", () =>
    setTimeout(() => {
      matches = [];
      showMatches();
    }, 150),
  );
  for (const id of ["from", "to"]) find(id).addEventListener("input", movePeriod);
  for (const button of document.querySelectorAll("[data-language]"))
    button.addEventListener("click", () => {
      state.language = button.dataset.language;
      refresh();
    });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.selected) select(null);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    readColours();
    refresh();
  });
  new ResizeObserver(() => {
    turn();
    graph.setSize("100%", "100%");
    fit(false);
  }).observe(stage);
}

readColours();
if (innerWidth < 720) find("filters").open = false;
turn();
listen();
refresh();
fit(false);
document.documentElement.dataset.ready = "true";
