// Search: type, choose with the arrows, Enter.
let matches = [],
  active = 0;

function search() {
  const wanted = fold(find("search").value.trim());
  const hits = (node) =>
    Object.values(node.names)
      .map(fold)
      .filter((name) => [name, initials(name), ...name.split(/[\s\-–]+/)].some((word) => word.startsWith(wanted)));
  const score = (node) => (fold(nameOf(node.id)).startsWith(wanted) ? 0 : hits(node).some((name) => name.startsWith(wanted)) ? 1 : 2);
  matches = wanted
    ? DATA.nodes
        .filter((node) => hits(node).length)
        .sort((a, b) => score(a) - score(b) || b.degree - a.degree || (a.id < b.id ? -1 : 1))
        .slice(0, 8)
    : [];
  active = 0;
  showMatches(wanted);
}

// Of "United Kingdom", "uk".
const initials = (name) => name.replace(/(\p{L})\p{L}*[\s\-–]*/gu, "$1");

function showMatches(wanted = "") {
  const input = find("search"),
    list = find("matches");
  list.hidden = !matches.length && !wanted;
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
    ...(matches.length ? [] : [element("li", { class: "none", role: "option", "aria-disabled": "true" }, words().nobody)]),
  );
  if (matches.length) input.setAttribute("aria-activedescendant", `match-${active}`);
  else input.removeAttribute("aria-activedescendant");
}

function goTo(node) {
  matches = [];
  showMatches();
  find("search").value = "";
  openActor(node.id);
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
