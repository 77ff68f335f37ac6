"""The IRIs of the project: its namespaces, and names turned into readable identifiers."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from hashlib import blake2b

from rdflib import Namespace, URIRef


class Vocabulary(Namespace):
    """A namespace whose terms are made once: loops ask for them, and rdflib would make and check each anew."""

    def __getattr__(self, name: str) -> URIRef:
        return _term(self, name)


@cache
def _term(vocabulary: Namespace, name: str) -> URIRef:
    return Namespace.__getattr__(vocabulary, name)


BASE = "https://w3id.org/stategraph/"
KG = Vocabulary(BASE + "ontology#")
KGR = Vocabulary(BASE + "id/")
KGS = Vocabulary(BASE + "statement/")
KGE = Vocabulary(BASE + "evidence/")
KGD = Vocabulary(BASE + "document/")
LEX = Vocabulary(BASE + "lexicon/")
WORDS = Vocabulary(BASE + "words/")
LEXICOG = Vocabulary("http://www.w3.org/ns/lemon/lexicog#")
LEXINFO = Vocabulary("http://www.lexinfo.net/ontology/3.0/lexinfo#")
ONTOLEX = Vocabulary("http://www.w3.org/ns/lemon/ontolex#")
SYNSEM = Vocabulary("http://www.w3.org/ns/lemon/synsem#")
OA = Vocabulary("http://www.w3.org/ns/oa#")
SCHEMA = Vocabulary("https://schema.org/")
_LETTERS = str.maketrans("’–ıłŁøđĐ", "_-ilLodD") | str.maketrans({"ß": "ss"})


def entity_iri(name: str) -> URIRef:
    """The IRI of the entity with this English name.

    >>> str(entity_iri("Côte d’Ivoire"))
    'https://w3id.org/stategraph/id/Cote_d_Ivoire'
    """
    folded = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return KGR[re.sub(r"[^\w\-]+", "_", plain).strip("_")]


def hashed(*parts: str) -> str:
    """A short stable name for the parts: the same parts give the same name in every run.

    >>> hashed("a", "bc") == hashed("ab", "c")
    False
    """
    return blake2b("\x1f".join(parts).encode(), digest_size=10).hexdigest()
