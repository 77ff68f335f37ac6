"""What inputs begin with and are made of: small examples of our own, and the words and signs that readers look for."""

# ruff: noqa: SIM905  # a list of words reads best as words
from __future__ import annotations

REPORT = "date 2021-03-04\nLima, 3. Mai 2021 – Peru lieferte Chile Boote. „Wir danken“, sagte er.\n\nFoto: dpa\n(red, 3.5.2021)\n"
PAGE = """<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Boote</title><meta name="date" content="2021-05-03">
<link rel="canonical" href="https://example.org/1"></head><body><article><h1>Boote</h1><p>Peru lieferte Chile drei Boote aus Holz.</p>
<p>Der Minister sagte, das sei erst der Anfang.</p><time datetime="2021-05-03">3. Mai</time></article></body></html>"""
NOTE = """---
title: 'Boote'
date: 2021-05
url: https://example.org/1
---
# Boote

> *Peru* [lieferte](http://a.b) `Boote`.
```
x
```
"""
ROW = {"id": "d1", "text": "Peru lieferte Chile Boote.", "date": "2021-05-03", "title": "Boote", "url": "https://a.b/ä", "language": "de"}
TREE = """# sent_id = 1
# text = Es liegt am Meer.
1\tEs\tes\tPRON\tPPER\tCase=Nom|Number=Sing\t2\tnsubj\t_\t_
2\tliegt\tliegen\tVERB\tVVFIN\t_\t0\troot\t_\tNER=O
3-4\tam\t_\t_\t_\t_\t_\t_\t_\t_
3\tan\tan\tADP\tAPPR\t_\t5\tcase\t_\t_
4\tdem\tder\tDET\tART\t_\t5\tdet\t_\t_
4.1\tx\tx\tX\t_\t_\t_\t_\t_\t_
5\tMeer\tMeer\tNOUN\tNN\t_\t2\tobl\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t$.\t_\t2\tpunct\t_\t_
"""
GOLD = {
    "doc": "d",
    "subject": "Peru",
    "predicate": "suppliesArmsTo",
    "object": "Chile",
    "status": "asserted",
    "time": "2021-05",
    "evidence": "Peru lobt",
}
SAID = {key: value for key, value in GOLD.items() if key != "doc"} | {"cue": "lobt"}
SENTENCE = {"id": "1", "text": "Peru lobt Chile.", "date": "2021-05-03", "statements": [SAID]}

DATES = ("2024-06-18", "18. Juni 2024", "Tue, 18 Jun 2024 10:00:00 +0200", "2024-06-18T10:00:00Z", "Jänner 2024", "3.5.2021", "0001-01-01")
TIMES = ("gestern", "am Dienstag", "seit 1990", "vor zwei Jahren", "im August", "Ende der 1990er Jahre", "von 1990 bis 2001", "im Mai 506")
MARKS = (*"„ “ » « ‚ ‘ \" ( ) [ ] , . ? ! : ; … – - / '".split(), "\n", "\n\n", "\t", "\u00a0")
CONTROLS = (*"\0 \x1b \u200b \u202e \ufeff \ufffe \U0001f1e9\U0001f1ea e\u0301 \u05d0 ﬁ ß İ ǅ".split(" "), "\x0b", "\x1c", "\x85")
SHORTENED = ("z. B. ", "Dr. ", "24. Mai ", "IV. ", "u. a. ", "Str.", "...")
HTML = (
    *"<p> </p> <article> <br> <!-- <script> &#0; &#xD800; &nbsp; <table> <svg> charset= </html> <iframe> &lt;".split(),
    "<time datetime='",
)
MARKUP = (*"``` ~~~ ** __ ![ ]( ][ [ ` \\ </span> === ---".split(), "# ", "> ", "* ", "date: ", '<span class="copyright">', "title: ")
JSON = (
    *'null 1e999 "text" "date" "doc" "status" "time" "statements" "verdict" "value" [[ {} [] true asserted \\ud800 \\u0000'.split(),
    '": ',
)
COLUMNS = ("\t", "0", "-1", "3-4", "1.1", "_", "SpaceAfter=No", "NER=B-PER", "\n\n", "# sent_id = ", "\n1\t")
SMALL = "der die das ein mit gegen von in und oder nicht kein er sie beide dessen will soll wurde hat sei habe laut dass ob zu".split()
TITLES = "Präsident Außenminister Kanzlerin Regierung sagte erklärte Abkommen Sanktionen Treffen US-Präsident EU Kremlchef".split()

TURTLE = tuple("<<( )>> {| |} [ ] ( ) _:a a true ^^xsd:date @de @de--ltr owl:Class rdf:rest rdf:first rdf:nil owl:unionOf".split())
ENTITIES = tuple('kg:tenure kg:State "1990-02" ^^xsd:gYear kg:iso3166 kg:Namesake kg:Conflict "DE" schema:endDate rdfs:label'.split())
SHACL = tuple("sh:NodeShape sh:node sh:js sh:sparql sh:qualifiedValueShape sh:path sh:or sh:xone sh:pattern sh:in sh:inversePath".split())
SPARQL = tuple(
    (
        "SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED GRAPH FILTER OPTIONAL UNION MINUS BIND VALUES UNDEF PREFIX BASE ORDER GROUP BY "
        "HAVING LIMIT OFFSET EXISTS NOT IN SEPARATOR COUNT GROUP_CONCAT REGEX REPLACE STRDT IRI UUID LATERAL << >> <<( )>> {| |} ^^ "
        "@de--ltr ''' \\u12 <http://[x> <//[> https://[v1.a]/ kg:facts INSERT SERVICE q=0.5"
    ).split()
)
N_QUADS = ("<<(", ")>>", "_:a", "^^", "@de", " .\n", "# The end: 9 triples\n", "\\ud800", "<https://w3id.org/stategraph/ontology#")
HTTP = (
    *"Content-Type: Content-Encoding: gzip Retry-After: bindings Digest nonce= triple boolean typed-literal x-sql-state: Location:".split(),
    "\n\n",
)
