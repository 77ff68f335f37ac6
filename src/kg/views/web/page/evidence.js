// What the sources say about a pair, word for word.
function pairDetails(pair, ties) {
  const own = ties
    .filter((tie) => pairOf(tie).join("\n") === pair.join("\n"))
    .sort((a, b) => SIGNS.indexOf(a.sign) - SIGNS.indexOf(b.sign) || byDate(a, b));
  const name = (id) => actorButton(id);
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
      tie.review === "confirmed" ? element("span", { class: "chip confirmed" }, words().confirmed) : "",
      when.length ? `${tie.status === "asserted" && !tie.contested ? " · " : " "}${when.join(" · ")}` : "",
    ),
    ...tie.evidence.map((witness) => quotation(witness, tie)),
    tie.more ? element("p", { class: "about" }, words().moreEvidence(number(tie.more.count))) : "",
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
