// The query page: an editor, the questions that have a name, and the answer as a table. Every text of an answer is put in as text.
const WORDS = {
  en: { rows: (n, s) => `${n} ${n === 1 ? "row" : "rows"}, ${s} s`, triples: (s) => `Triples, ${s} s`, yes: "Yes", no: "No", running: "Running …",
    stopped: "Stopped.", failed: "The service did not answer", more: (n) => `Show ${n} more`, as: "Download" },
  de: { rows: (n, s) => `${n} ${n === 1 ? "Zeile" : "Zeilen"}, ${s} s`, triples: (s) => `Tripel, ${s} s`, yes: "Ja", no: "Nein", running: "Läuft …",
    stopped: "Angehalten.", failed: "Der Dienst hat nicht geantwortet", more: (n) => `${n} weitere zeigen`, as: "Herunterladen" },
};
const AT_ONCE = 500;
const BASE = "https://w3id.org/stategraph/";
const RESULTS = "application/sparql-results+json, text/turtle;q=0.9";
const DOWNLOADS = { table: { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: "application/sparql-results+json", XML: "application/sparql-results+xml" },
  graph: { Turtle: "text/turtle", "N-Triples": "application/n-triples", "JSON-LD": "application/ld+json", "RDF/XML": "application/rdf+xml" } };
const ENDING = { CSV: "csv", TSV: "tsv", JSON: "json", XML: "xml", Turtle: "ttl", "N-Triples": "nt", "JSON-LD": "jsonld", "RDF/XML": "rdf" };
const language = document.documentElement.lang in WORDS ? document.documentElement.lang : "en";
const say = WORDS[language];
const find = (id) => document.getElementById(id);
const made = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

const plain = find("plain");
const endpoint = new URL("/sparql", location.href).href;
let running = null;

const editor = new Yasqe(find("editor"), {
  value: plain.value, autocompleters: ["variables"], persistenceId: null, createShareableLink: null, consumeShareLink: null, showQueryButton: false,
  resizeable: false, editorHeight: "18rem", lineWrapping: true, requestConfig: { endpoint },
  extraKeys: { "Ctrl-Enter": ask, "Cmd-Enter": ask, Esc: () => find("run").focus(), Tab: false, "Shift-Tab": false },
});
editor.getInputField().setAttribute("aria-labelledby", "editor-label");
plain.hidden = true;
find("editor-label").removeAttribute("for");

async function ask() {
  running?.abort();
  const own = running = new AbortController();
  const query = editor.getValue();
  const begun = performance.now();
  show(say.running);
  find("stop").hidden = false;
  try {
    const response = await send(query, RESULTS, own.signal);
    const text = await response.text();
    if (own !== running) return;
    const seconds = ((performance.now() - begun) / 1000).toFixed(2);
    if (!response.ok) show(text.trim() || `${say.failed} (${response.status}).`, true);
    else if ((response.headers.get("content-type") ?? "").includes("json")) tell(JSON.parse(text), seconds, query);
    else { show(say.triples(seconds)); find("answer").replaceChildren(made("pre", { textContent: text })); offer("graph", query); }
  } catch (error) {
    if (own === running) show(error.name === "AbortError" ? say.stopped : `${say.failed}: ${error.message}`, error.name !== "AbortError");
  } finally {
    if (own === running) { find("stop").hidden = true; running = null; find("results").dataset.ready = "yes"; }
  }
}

function send(query, accept, signal) {
  const headers = { Accept: accept, "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" };
  return fetch(endpoint, { method: "POST", headers, body: new URLSearchParams({ query }), signal });
}

function show(text, wrong = false) {
  delete find("results").dataset.ready;
  find("results").hidden = false;
  find("told").textContent = text;
  find("told").className = wrong ? "wrong" : "";
  find("answer").replaceChildren();
  find("downloads").hidden = true;
}

function tell(answer, seconds, query) {
  if ("boolean" in answer) return show(answer.boolean ? say.yes : say.no);
  const { vars } = answer.head;
  const rows = answer.results.bindings;
  show(say.rows(rows.length, seconds));
  const body = made("tbody");
  const head = made("tr", {}, ...vars.map((name) => made("th", { scope: "col", textContent: name })));
  const more = made("button", { type: "button" });
  const grow = () => {
    const next = rows.slice(body.childElementCount, body.childElementCount + AT_ONCE);
    body.append(...next.map((row) => made("tr", {}, ...vars.map((name) => made("td", {}, ...cell(row[name]))))));
    const left = rows.length - body.childElementCount;
    more.hidden = left === 0;
    more.textContent = say.more(Math.min(left, AT_ONCE));
  };
  more.addEventListener("click", grow);
  grow();
  find("answer").append(made("table", {}, made("thead", {}, head), body), more);
  offer("table", query);
}

function cell(term) {
  if (!term) return [];
  if (term.type === "triple") return [`<< `, ...cell(term.value.subject), " ", ...cell(term.value.predicate), " ", ...cell(term.value.object), ` >>`];
  if (term.type !== "uri") {
    const tongue = term["xml:lang"] ? [made("span", { className: "tongue", textContent: term["xml:lang"] })] : [];
    return [made("span", { dir: "auto", lang: term["xml:lang"] ?? "", textContent: term.type === "bnode" ? `_:${term.value}` : term.value }), ...tongue];
  }
  const own = term.value.startsWith(BASE);
  if (!own && !/^https?:/i.test(term.value)) return [term.value];
  const href = own ? `/${encodeURI(term.value.slice(BASE.length)).replaceAll("?", "%3F").replaceAll("%25", "%")}` : term.value;
  const name = own ? decoded(term.value.slice(BASE.length).replace(/^(id|document)\//, "").replace(/^ontology#/, "kg:")) : term.value;
  return [made("a", { href, textContent: name, dir: "auto", ...(own ? {} : { rel: "external noopener noreferrer" }) })];
}

function decoded(name) {
  return name.replaceAll("_", " ");
}

function offer(kind, query) {
  const buttons = Object.entries(DOWNLOADS[kind]).map(([name, media]) => {
    const button = made("button", { type: "button", textContent: name });
    button.addEventListener("click", () => save(query, name, media));
    return button;
  });
  find("downloads").replaceChildren(`${say.as}: `, ...buttons.flatMap((button) => [button, " "]));
  find("downloads").hidden = false;
}

async function save(query, name, media) {
  const response = await send(query, media);
  if (!response.ok) return show((await response.text()).trim(), true);
  const href = URL.createObjectURL(await response.blob());
  made("a", { href, download: `answer.${ENDING[name]}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

async function choose() {
  const name = find("example").value;
  const box = find("parameters");
  box.hidden = true;
  if (!name) return;
  const question = await (await fetch(`/api/v1/questions/${encodeURIComponent(name)}`)).json();
  editor.setValue(question.sparql);
  const fields = question.parameters.map((parameter) => {
    const input = made("input", { name: parameter.name, value: parameter.default ?? "", maxLength: 200 });
    input.addEventListener("change", () => fill(name));
    return made("label", {}, `${parameter.name}: ${parameter.meaning}`, input);
  });
  box.replaceChildren(box.firstElementChild, ...fields);
  box.hidden = fields.length === 0;
  find("results").hidden = true;
}

async function fill(name) {
  const values = [...find("parameters").querySelectorAll("input")].map((input) => ["parameter", `${input.name}=${input.value}`]);
  const response = await fetch(`/api/v1/questions/${encodeURIComponent(name)}?${new URLSearchParams(values)}`);
  const question = await response.json();
  if (response.ok) editor.setValue(question.sparql);
  else show(question.detail, true);
}

find("example").addEventListener("change", choose);
find("ask").addEventListener("submit", (event) => { event.preventDefault(); ask(); });
find("stop").addEventListener("click", () => running?.abort());
document.documentElement.dataset.ready = "yes";
