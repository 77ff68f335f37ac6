"""Text in, `Sentence`s out: spaCy behind one door.

`load` takes the pipeline that is shipped with kg, or any other that spaCy can load; whatever scheme its labels follow,
its trees come out as Universal Dependencies, with offsets into the text that was given.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import islice
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.errors import PipelineError
from kg.reading.labels import Node, scheme_of, to_ud
from kg.reading.segmenting import sentence_spans
from kg.reading.sentences import Sentence, Token, parse_feats
from kg.reading.tagging import settle_lemma, tag_words

ENTITIES = {"PER": "PER", "PERSON": "PER", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC", "MISC": "MISC", "NORP": "MISC"}
"""The named-entity labels that are kept, under the four names of CoNLL-2003."""

_TEXTS_AT_ONCE = 16


@Language.component("kg_hanta", assigns=["token.tag", "token.lemma"])
def tag_with_hanta(doc: Doc) -> Doc:
    """Give each word HanTa's STTS tag and lemma, which the neural components behind read as features."""
    for token, (lemma, tag) in zip(doc, tag_words([token.text for token in doc]), strict=True):
        token.tag_, token.lemma_ = tag, lemma
    return doc


@Language.component("kg_lemmas", assigns=["token.lemma"], requires=["token.pos"])
def settle_lemmas(doc: Doc) -> Doc:
    """Correct HanTa's lemmas where the part of speech, now known, shows that they are wrong."""
    for token in doc:
        token.lemma_ = settle_lemma(token.text, token.lemma_, token.pos_)
    return doc


class Parser:
    """A spaCy pipeline that yields `Sentence`s.

    Sentences are found by `sentence_spans`, not by the pipeline: each is parsed alone, and always has one root.
    """

    def __init__(self, pipeline: Language) -> None:
        self._pipeline = pipeline
        self._scheme = scheme_of(pipeline.get_pipe("parser").labels)  # type: ignore[attr-defined]  # typed as a plain callable

    @property
    def language(self) -> str:
        """The ISO 639-1 code of the language that is parsed."""
        return str(self._pipeline.lang)

    def parse(self, text: str) -> list[Sentence]:
        """The text's sentences in order."""
        return next(self.parse_all([text]))

    def parse_all(self, texts: Iterable[str]) -> Iterator[list[Sentence]]:
        """The sentences of each text, text by text; faster than parsing them one at a time."""
        waiting = iter(texts)
        while batch := list(islice(waiting, _TEXTS_AT_ONCE)):
            spans = [(number, *span) for number, text in enumerate(batch) for span in sentence_spans(text, self.language)]
            words = [self._words(batch[number][start:end], start) for number, start, end in spans]
            found: list[list[Sentence]] = [[] for _ in batch]
            docs = self._pipeline.pipe([unparsed_doc(self._pipeline.vocab, forms) for forms, _ in words])
            for (number, _, _), (_, offsets), doc in zip(spans, words, docs, strict=True):
                found[number].append(to_sentence(doc, offsets, self._scheme))
            yield from found

    def _words(self, text: str, offset: int) -> tuple[list[str], list[int]]:
        """The words of a sentence and where each starts; white space is no word."""
        tokens = [token for token in self._pipeline.tokenizer(text) if not token.is_space]
        return [token.text for token in tokens], [offset + token.idx for token in tokens]


def unparsed_doc(vocab: Vocab, forms: list[str]) -> Doc:
    """The words as one sentence, which no parser may split again."""
    return Doc(vocab, words=forms, sent_starts=[index == 0 for index in range(len(forms))])


def to_sentence(doc: Doc, offsets: list[int], scheme: str) -> Sentence:
    """A parsed document of one sentence, its labels turned from the scheme to UD; `offsets` says where each word starts."""
    nodes = [Node(t.text, t.lemma_, t.pos_, -1 if t.head.i == t.i else t.head.i, t.dep_ or "dep") for t in doc]
    _join_roots(nodes)
    to_ud(nodes, scheme)  # type: ignore[arg-type]  # one of the three literals, from scheme_of
    entities = _entities(doc)
    return Sentence(
        tuple(
            Token(
                index=t.i,
                form=t.text,
                lemma=node.lemma or t.text,
                upos=node.upos or "X",
                head=node.head,
                deprel=node.label,
                start=offsets[t.i],
                end=offsets[t.i] + len(t.text),
                xpos=t.tag_,
                feats=parse_feats(str(t.morph)),
                entity=entities[t.i],
            )
            for t, node in zip(doc, nodes, strict=True)
        )
    )


def _join_roots(nodes: list[Node]) -> None:
    """Hang each further root under the first: a sentence is one tree."""
    roots = [index for index, node in enumerate(nodes) if node.head < 0]
    for index in roots[1:]:
        nodes[index].head, nodes[index].label = roots[0], "parataxis"


def _entities(doc: Doc) -> list[str]:
    """The IOB2 tag of each word; entities of a kind that kg has no name for are left out."""
    tags = [""] * len(doc)
    for span in doc.ents:
        if span.label_ in ENTITIES:
            for index in range(span.start, span.end):
                tags[index] = ("B-" if index == span.start else "I-") + ENTITIES[span.label_]
    return tags


def load(name: str | None = None, language: str = "de") -> Parser:
    """The parser of that name, a spaCy package or a folder; without a name, the one shipped for the language.

    Raises:
        PipelineError: there is no such pipeline, or it cannot parse and tag.
    """
    source = name or str(shipped(language))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # spaCy warns of every version but the one that trained the pipeline
        try:
            pipeline = spacy.load(source)
        except (OSError, ValueError) as error:
            raise PipelineError(
                f"{source}: no spaCy pipeline can be loaded from there; install it with `python -m spacy download {source}`, "
                "train one with `kg train`, or leave the name out to use the one shipped"
            ) from error
    lacking = [wanted for wanted, kinds in _NEEDED.items() if not kinds & set(pipeline.pipe_names)]
    if lacking:
        raise PipelineError(f"{source}: the pipeline has no {' and no '.join(lacking)}; name one that has, such as de_core_news_sm")
    return Parser(pipeline)


_NEEDED = {"parser": {"parser"}, "tagger": {"tagger", "morphologizer"}}


def shipped(language: str) -> Path:
    """The folder of the pipeline that is shipped for the language.

    Raises:
        PipelineError: none is.
    """
    folder = Path(str(files("kg"))) / "pipelines" / language
    if not (folder / "config.cfg").exists():
        raise PipelineError(f"no pipeline is shipped for the language {language!r}; install one of spaCy's and give its name")
    return folder
