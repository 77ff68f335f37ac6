// The same ties as a table, for those who do not see the picture, and as rows for other programs.
const MOST_ROWS = 300;
const COLUMNS = ["subject", "relation", "object", "sign", "status", "since"];

function showTable(ties) {
  if (!find("table").open) return;
  const sorted = [...ties].sort((a, b) => byName(ends(a)[0], ends(b)[0]) || byName(ends(a)[1], ends(b)[1]) || byDate(a, b)),
    shown = sorted.slice(0, MOST_ROWS);
  const head = element("tr", {}, ...COLUMNS.map((name) => element("th", { scope: "col" }, words().columns[name])));
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...shown.map(tableRow)));
  const rest = sorted.length - shown.length;
  find("rows").replaceChildren(table, rest > 0 ? element("p", {}, words().tableMore(rest)) : "");
}

function tableRow(tie) {
  const [from, to] = ends(tie);
  const cells = [
    actorButton(from),
    element(
      "button",
      { type: "button", onclick: () => selectPair(pairOf(tie), { focus: true }) },
      bdi(local(DATA.relations[tie.relation].label)),
    ),
    actorButton(to),
    words()[tie.sign],
    words().statuses[tie.status],
    tie.since.slice(0, 4),
  ];
  return element("tr", {}, ...cells.map((cell) => element("td", {}, cell)));
}

// One row for each quotation of the ties shown, in the words of the page's language where they are not a source's.
function rowsOf(ties) {
  return ties.flatMap((tie) => {
    const [from, to] = ends(tie);
    const about = {
      statement: tie.id,
      subject: nameOf(from),
      subject_id: from,
      relation: tie.relation,
      object: nameOf(to),
      object_id: to,
      tone: tie.sign,
      status: tie.status,
      contested: tie.contested,
      review: tie.review || "",
      from: tie.spans[0]?.[0] || "",
      to: tie.spans[tie.spans.length - 1]?.[1] || "",
      weight: Math.round(weightNow(tie) * 1000) / 1000,
      ...(CUT ? { quotations_left_out: tie.more?.count || 0 } : {}),
      ...(state.mode === "difference" ? { change: changeOf(tie) } : {}),
    };
    return tie.evidence.map((witness) => ({
      ...about,
      evidence_status: witness.status,
      time: witness.time || "",
      published: witness.published || "",
      speaker: witness.speaker || "",
      confidence: witness.confidence ?? "",
      title: witness.title || "",
      url: witness.url || "",
      quote: witness.quote,
    }));
  });
}

// RFC 4180. A cell that a spreadsheet would run as a formula becomes text by an apostrophe, see owasp.org/www-community/attacks/CSV_Injection.
function inCsv(rows) {
  const cell = (value) => {
    const text = typeof value === "string" && /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const names = Object.keys(rows[0] || { subject: "", relation: "", object: "" });
  return [names, ...rows.map((row) => names.map((name) => row[name]))].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function inJson(ties) {
  const actors = [...neighbours.keys()].sort().map((id) => {
    const { names, kind, region } = nodes.get(id),
      bloc = blocOf(id);
    return { id, names, kind, region: region || null, bloc: bloc === null ? null : blocName(bloc) };
  });
  const time = AXIS.length < 2 ? null : { mode: state.mode, ...daysShown() };
  return JSON.stringify({ title: DATA.title, time, actors, ties: rowsOf(ties) }, null, 1);
}

// The first and the last day of the period, the two days compared, or the one day.
function daysShown() {
  const from = state.mode === "period" ? AXIS[state.from].first : AXIS[state.mode === "moment" ? state.to : state.from].last;
  return { from, to: AXIS[state.to].last };
}
