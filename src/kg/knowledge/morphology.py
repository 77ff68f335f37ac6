"""German inflection as far as look-ups need it: participles of verbs, and the base forms a noun may come from."""

from __future__ import annotations

from collections.abc import Iterator

SEPARABLE = (
    "zusammen", "hoch", "heran", "entgegen", "gegenüber", "zurück", "wieder", "weiter", "bereit", "heraus", "hinaus", "herein",
    "hinein", "herbei", "nieder", "voran", "näher", "nahe", "frei", "fest", "fort", "statt", "teil", "ein", "aus", "auf", "ab", "an",
    "bei", "dar", "durch", "los", "mit", "nach", "vor", "weg", "zu", "her", "hin", "um", "über", "unter", "übel", "gut", "preis",
    "kennen", "gegen", "da",
)  # fmt: skip
INSEPARABLE = ("be", "emp", "ent", "er", "ge", "ver", "zer", "miss", "wider")
UNSEPARATED = frozenset((
    "annektieren", "ausbalancieren", "durchsuchen", "einigen", "umfassen", "umgehen", "umstellen", "umwerben", "umzingeln",
    "unterbinden", "unterbrechen", "unterfertigen", "unterhalten", "unterlaufen", "unterliegen", "unternehmen", "untersagen",
    "unterschreiben", "unterstellen", "unterstützen", "untersuchen", "unterweisen", "unterzeichnen", "widersetzen", "überfallen",
    "überfliegen", "übergeben", "überlassen", "übermitteln", "übernehmen", "überprüfen", "überreichen", "überwachen", "überweisen",
    "überwerfen", "überziehen",
))  # fmt: skip

IRREGULAR = {"empfehlen": "empfohlen", "beginnen": "begonnen", "gewinnen": "gewonnen", "verlieren": "verloren", "essen": "gegessen"}

STRONG = {
    "schließen": "schlossen", "treffen": "troffen", "sprechen": "sprochen", "werfen": "worfen", "greifen": "griffen", "geben": "geben",
    "nehmen": "nommen", "laden": "laden", "senden": "sandt", "treten": "treten", "bieten": "boten", "gehen": "gangen", "stehen": "standen",
    "kommen": "kommen", "fallen": "fallen", "fangen": "fangen", "halten": "halten", "heißen": "heißen", "helfen": "holfen",
    "schreiben": "schrieben", "weisen": "wiesen", "ziehen": "zogen", "stoßen": "stoßen", "binden": "bunden", "winden": "wunden",
    "brechen": "brochen", "finden": "funden", "bringen": "bracht", "denken": "dacht", "lassen": "lassen", "tragen": "tragen",
    "schlagen": "schlagen", "fahren": "fahren", "fliegen": "flogen", "raten": "raten", "rufen": "rufen", "sehen": "sehen", "lesen": "lesen",
    "leihen": "liehen", "treiben": "trieben", "streiten": "stritten", "werben": "worben", "wenden": "wandt", "nennen": "nannt",
    "kennen": "kannt", "steigen": "stiegen", "schneiden": "schnitten", "schießen": "schossen", "springen": "sprungen", "ringen": "rungen",
    "dringen": "drungen", "zwingen": "zwungen", "schwören": "schworen", "tun": "tan", "leiden": "litten", "scheiden": "schieden",
    "meiden": "mieden", "bleiben": "blieben", "gelten": "golten", "sterben": "storben", "stehlen": "stohlen", "messen": "messen",
    "fließen": "flossen", "wachsen": "wachsen", "bitten": "beten", "liegen": "legen", "graben": "graben", "wissen": "wusst",
    "schieben": "schoben", "weichen": "wichen", "gleichen": "glichen", "streichen": "strichen", "bergen": "borgen",
    "schweigen": "schwiegen", "reißen": "rissen", "lügen": "logen", "biegen": "bogen", "wiegen": "wogen", "zeihen": "ziehen",
    "derben": "dorben", "schaffen": "schafft", "sitzen": "sessen", "rücken": "rückt",
}  # fmt: skip


def fold(word: str) -> str:
    """The word in lower case, with ss for ß, which taggers and Swiss texts write differently."""
    return word.lower().replace("ß", "ss")


_PLAIN = {"ä": "a", "ö": "o", "ü": "u"}
_STRONG = {fold(verb): stem for verb, stem in STRONG.items()}


def participle(infinitive: str) -> str:
    """The past participle, uninflected; of weak verbs by rule, of strong ones by their base verb.

    >>> participle("abschließen"), participle("beliefern"), participle("kooperieren"), participle("unterstützen")
    ('abgeschlossen', 'beliefert', 'kooperiert', 'unterstützt')
    """
    prefix, base = split_prefix(infinitive)
    if base in IRREGULAR:
        return prefix + IRREGULAR[base]
    inseparable = next((p for p in INSEPARABLE if base.startswith(p) and len(base) - len(p) >= 4), "")
    if infinitive in UNSEPARATED:
        inseparable = next((p for p in (*SEPARABLE, *INSEPARABLE) if base.startswith(p)), "")
    rest = base.removeprefix(inseparable)
    ge = "" if inseparable or base.endswith("ieren") else "ge"
    if fold(rest) in _STRONG:
        return prefix + inseparable + ge + _STRONG[fold(rest)]
    stem = rest.removesuffix("n") if rest.endswith(("ern", "eln")) else rest.removesuffix("n").removesuffix("e")
    return prefix + inseparable + ge + stem + ("et" if stem.endswith(("t", "d", "chn", "ffn", "gn", "tm")) else "t")


def split_prefix(infinitive: str) -> tuple[str, str]:
    """The separable prefix, or "", and the rest.

    >>> split_prefix("zusammenarbeiten"), split_prefix("unterstützen")
    (('zusammen', 'arbeiten'), ('', 'unterstützen'))
    """
    if infinitive in UNSEPARATED:
        return "", infinitive
    for prefix in SEPARABLE:
        if infinitive.startswith(prefix) and len(infinitive) - len(prefix) >= 4:
            return prefix, infinitive.removeprefix(prefix)
    return "", infinitive


def lemma_candidates(word: str) -> Iterator[str]:
    """The word, then the base forms it may be an inflection of, for lemmas that a tagger left inflected.

    >>> list(lemma_candidates("lieferungen"))
    ['lieferungen', 'lieferung', 'lieferunge']
    >>> "anspruch" in lemma_candidates("ansprüche")
    True
    """
    yield word
    for ending in ("en", "n", "e", "es", "s", "er", ""):
        stem = word.removesuffix(ending) if word.endswith(ending) else ""
        if len(stem) < 4:
            continue
        if ending:
            yield stem
        place = max(stem.rfind(umlaut) for umlaut in "äöü")
        if ending in ("en", "n", "e", "er", "") and place >= len(stem) - 5 and place > 0:
            yield stem[:place] + _PLAIN[stem[place]] + stem[place + 1 :]


CONTRACTIONS = {
    "am": "an", "ans": "an", "aufs": "auf", "beim": "bei", "durchs": "durch", "fürs": "für", "hinterm": "hinter", "im": "in", "ins": "in",
    "übers": "über", "ums": "um", "unterm": "unter", "vom": "von", "vorm": "vor", "zum": "zu", "zur": "zu",
}  # fmt: skip

OBLIQUE = frozenset(
    ("den", "dem", "des", "einen", "einem", "eines", "seinen", "seinem", "seines", "ihren", "ihrem", "ihres", "diesen", "diesem", "dieses")
)


def undeclined(adjective: str) -> str:
    """The adjective or participle without its ending.

    >>> undeclined("gelieferten"), undeclined("verbündeter"), undeclined("verbündet")
    ('geliefert', 'verbündet', 'verbündet')
    """
    for ending in ("en", "em", "er", "es", "e"):
        if adjective.endswith(ending) and len(adjective) - len(ending) >= 4:
            return adjective.removesuffix(ending)
    return adjective
