"""The IRIs of the project: its namespaces, and names turned into readable identifiers."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from rdflib import Namespace, URIRef

BASE = "https://w3id.org/stategraph/"
KG = Namespace(BASE + "ontology#")
KGR = Namespace(BASE + "id/")
KGS = Namespace(BASE + "statement/")
KGE = Namespace(BASE + "evidence/")
KGD = Namespace(BASE + "document/")
LEX = Namespace(BASE + "lexicon/")
WORDS = Namespace(BASE + "words/")
LEXICOG = Namespace("http://www.w3.org/ns/lemon/lexicog#")
LEXINFO = Namespace("http://www.lexinfo.net/ontology/3.0/lexinfo#")
ONTOLEX = Namespace("http://www.w3.org/ns/lemon/ontolex#")
SYNSEM = Namespace("http://www.w3.org/ns/lemon/synsem#")
OA = Namespace("http://www.w3.org/ns/oa#")
SCHEMA = Namespace("https://schema.org/")
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
