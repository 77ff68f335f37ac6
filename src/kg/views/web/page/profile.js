// The profile of an actor: whom it stands with and against, where it belongs, who leads it, and each tie.
const MOST_NAMED = 14;

function profile(id, ties) {
  const own = ties.filter((tie) => ends(tie).includes(id)).sort(byDate);
  const known = DATA.edges.filter((tie) => (tie.from === id || tie.to === id) && state.statuses.has(tie.status) && countsNow(tie));
  const focused = state.focus === id;
  return [
    element("h2", {}, bdi(nameOf(id))),
    element(
      "p",
      { class: "about", dir: "auto" },
      blocOf(id) === null ? "" : element("i", { class: `swatch ${groupOf(id)}` }),
      [...traits(id), own.length ? words().ties(own.length) : words().noTies].join(" · "),
    ),
    element(
      "p",
      { class: "acts" },
      element(
        "button",
        { type: "button", id: "focus", "aria-pressed": String(focused), onclick: () => setFocus(focused ? null : id) },
        words().focus,
      ),
    ),
    ...facts(id, own, known),
    ...tieGroups(id, own),
  ];
}

// Partners, rivals, memberships, agreements and leaders, each with a few names.
function facts(id, own, known) {
  const other = (tie) => (tie.from === id ? tie.to : tie.from),
    kindOf = (tie) => nodes.get(other(tie)).kind;
  const membership = (tie) => tie.relation === "memberOf";
  const withTone = (sign) =>
    strongest(
      own.filter((tie) => tie.sign === sign && !membership(tie)),
      id,
    );
  const belongs = own.filter(membership);
  const offices = known.filter((tie) => tie.sign === "none" && nodes.get(tie.from).kind === "person").sort(byDate);
  const rows = {
    partners: withTone("positive"),
    rivals: withTone("negative"),
    memberships: belongs.filter((tie) => tie.from === id).map((tie) => [tie.to]),
    members: belongs.filter((tie) => tie.to === id).map((tie) => [tie.from]),
    agreementsOf: known.filter((tie) => kindOf(tie) === "agreement").map((tie) => [other(tie), yearsOf(tie)]),
    leaders: offices.filter((tie) => tie.to === id).map((tie) => [tie.from, yearsOf(tie)]),
    served: offices.filter((tie) => tie.from === id).map((tie) => [tie.to, yearsOf(tie)]),
  };
  const shown = Object.entries(rows).filter(([, found]) => found.length);
  return [element("dl", { class: "facts" }, ...shown.flatMap(([name, found]) => [element("dt", {}, words()[name]), namesOf(found)]))];
}

// The others of these ties, those with the most weight first.
function strongest(ties, id) {
  const weights = new Map();
  for (const tie of ties) {
    const other = ends(tie).find((end) => end !== id);
    weights.set(other, (weights.get(other) || 0) + weightNow(tie));
  }
  return [...weights].sort((a, b) => b[1] - a[1] || byName(a[0], b[0])).map(([other]) => [other]);
}

function namesOf(found) {
  const once = [...new Map(found.map(([id, years]) => [`${id} ${years || ""}`, [id, years]])).values()];
  const parts = once
    .slice(0, MOST_NAMED)
    .flatMap(([id, years], i) => [i ? ", " : "", actorButton(id), years ? element("small", {}, ` ${years}`) : ""]);
  if (once.length > MOST_NAMED) parts.push(` ${words().more(once.length - MOST_NAMED)}`);
  return element("dd", {}, ...parts);
}

function actorButton(id) {
  return element("button", { type: "button", onclick: () => openActor(id) }, bdi(nameOf(id)));
}

function openActor(id) {
  showKind(id);
  selectNode(id, { focus: true });
}

function yearsOf(tie) {
  const [first, last] = tie.spans[0] || [];
  const years = [first, last].map((day) => (day ? day.slice(0, 4) : ""));
  return years[0] === years[1] ? years[0] : years.join("–");
}

// All ties, by tone; between two dates, by what became of them.
function tieGroups(id, own) {
  const difference = state.mode === "difference";
  const keys = difference ? CHANGES : SIGNS,
    keyOf = difference ? changeOf : (tie) => tie.sign;
  return keys.flatMap((key) => {
    const found = own.filter((tie) => keyOf(tie) === key);
    if (!found.length) return [];
    const mark = difference ? lineSample(key) : element("i", { class: `mark ${key}` });
    return [
      heading(difference ? words().changes[key] : words()[key], found.length, mark),
      list(
        "ties",
        found.map((tie) => tieButton(tie, id)),
      ),
    ];
  });
}

function tieButton(tie, id) {
  const other = ends(tie).find((end) => end !== id),
    outward = ends(tie)[0] === id;
  const label = local(DATA.relations[tie.relation].label);
  const line =
    outward || tie.symmetric
      ? [element("em", {}, label, " "), bdi(nameOf(tie.symmetric ? other : tie.to))]
      : [bdi(nameOf(tie.from)), element("em", {}, " ", label, " "), bdi(nameOf(tie.to))];
  return element(
    "button",
    { type: "button", onclick: () => selectPair(pairOf(tie), { focus: true }) },
    element("span", {}, ...line),
    tie.status === "asserted" ? "" : chip(tie.status),
    state.mode === "difference" ? toneMark(tie.sign) : "",
    element("time", {}, tie.since.slice(0, 4)),
  );
}
