"""Text in, `Sentence`s out: spaCy behind one door.

`load` takes the pipeline that is shipped with kg, or any other that spaCy can load; whatever scheme its labels follow,
its trees come out as Universal Dependencies, with offsets into the text that was given.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import accumulate, islice
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.errors import PipelineError
from kg.reading.agreement import settle_subjects
from kg.reading.arguments import settle_arguments
from kg.reading.labels import Node, scheme_of, to_ud
from kg.reading.mood import settle_moods
from kg.reading.naming import Namer
from kg.reading.network import Analysis, Network, columns
from kg.reading.reporting import settle_reports
from kg.reading.segmenting import sentence_spans
from kg.reading.sentences import Sentence, Token, parse_feats
from kg.reading.tagging import mark_names, settle_lemma, tag_words
from kg.reading.treebank import canonical
from kg.reading.voice import settle_voice

ENTITIES = {"PER": "PER", "PERSON": "PER", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC", "MISC": "MISC", "NORP": "MISC"}
"""The named-entity labels that are kept, under the four names of CoNLL-2003."""

_TEXTS_AT_ONCE = 16


class NetworkParser:
    """The one component of the pipelines that kg trains: HanTa's tags and lemmas, over them `Network`, and `Namer` over all.

    It fills in parts of speech, lemmas, morphology, tree and named entities, each document being one sentence.
    """

    def __init__(self) -> None:
        self.network: Network | None = None
        self.namer: Namer | None = None
        self.names: dict[str, str] = {}

    @property
    def labels(self) -> list[str]:
        """The relations that it can find."""
        return self.network.inventory.deprels if self.network else []

    def __call__(self, doc: Doc) -> Doc:
        """The document, analysed."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """The documents, analysed many at a time."""
        waiting = iter(docs)
        while batch := list(islice(waiting, batch_size)):
            yield from self._analyse(batch)

    def _analyse(self, docs: list[Doc]) -> Iterator[Doc]:
        if self.network is None or self.namer is None:
            raise PipelineError("the pipeline's parser has no weights; load it from a folder that `kg train` wrote")
        forms = [[canonical(token.text) for token in doc] for doc in docs]
        tagged = [tag_words(words) for words in forms]
        seen = [features(words, tags, self.names) for words, tags in zip(forms, tagged, strict=True)]
        for doc, words, tags, analysis in zip(docs, forms, tagged, self.network.analyse(seen), strict=True):
            yield _analysed(doc, tags, analysis, self.namer.entities(words, [tag for _, tag in tags]))

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002  # spaCy's signature
        """Save the weights of both and the known names."""
        path.mkdir(parents=True, exist_ok=True)
        if self.network:
            self.network.write(path)
        if self.namer:
            self.namer.write(path)
        (path / "names.json").write_text(json.dumps(self.names, ensure_ascii=False), encoding="utf-8")

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> NetworkParser:  # noqa: ARG002  # spaCy's signature
        """Read what `to_disk` saved."""
        self.network, self.namer = Network.read(path), Namer.read(path)
        self.names = json.loads((path / "names.json").read_text(encoding="utf-8"))
        return self


@Language.factory("kg_network")
def _network_parser(nlp: Language, name: str) -> NetworkParser:  # noqa: ARG001  # spaCy's signature
    return NetworkParser()


def features(words: Sequence[str], tagged: Sequence[tuple[str, str]], names: Mapping[str, str]) -> list[list[str]]:
    """What the network sees of a sentence whose words HanTa has tagged."""
    return columns(words, [lemma for lemma, _ in tagged], [tag for _, tag in tagged], mark_names(words, names))


def _analysed(doc: Doc, tagged: Sequence[tuple[str, str]], analysis: Analysis, entities: list[str]) -> Doc:
    """The document with its names and the network's analysis, where grammar knows better than a small treebank, corrected."""
    words = [token.text for token in doc]
    lemmas = [settle_lemma(word, lemma, tag, upos) for word, (lemma, tag), upos in zip(words, tagged, analysis.upos, strict=True)]
    heads, deprels = settle_arguments(words, lemmas, analysis.upos, analysis.heads, analysis.deprels)
    deprels = settle_voice(lemmas, heads, settle_subjects(words, analysis.feats, heads, deprels))
    heads, deprels = settle_reports(lemmas, heads, deprels)
    return Doc(
        doc.vocab,
        words=words,
        spaces=[bool(token.whitespace_) for token in doc],
        tags=[tag for _, tag in tagged],
        pos=analysis.upos,
        morphs=settle_moods(words, lemmas, analysis.feats, heads, deprels),
        lemmas=lemmas,
        heads=[index if head < 0 else head for index, head in enumerate(heads)],
        deps=deprels,
        ents=entities,
    )


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

    def parse_words(self, sentences: Iterable[Sequence[str]]) -> Iterator[Sentence]:
        """The sentences whose words are already known; their offsets are those of the words joined by spaces."""
        forms = [list(words) for words in sentences]
        docs = self._pipeline.pipe([unparsed_doc(self._pipeline.vocab, words) for words in forms])
        for words, doc in zip(forms, docs, strict=True):
            yield to_sentence(doc, list(accumulate((len(word) + 1 for word in words[:-1]), initial=0)), self._scheme)

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
    lacking = _lacking(pipeline)
    if lacking:
        raise PipelineError(f"{source}: the pipeline has no {' and no '.join(lacking)}; name one that has, such as de_core_news_sm")
    return Parser(pipeline)


def _lacking(pipeline: Language) -> list[str]:
    """What the pipeline would have to have in order to serve."""
    names = set(pipeline.pipe_names)
    if "parser" not in names:
        return ["parser"]
    tags = names & {"tagger", "morphologizer"} or isinstance(pipeline.get_pipe("parser"), NetworkParser)
    return [] if tags else ["tagger"]


def shipped(language: str) -> Path:
    """The folder of the pipeline that is shipped for the language.

    Raises:
        PipelineError: none is.
    """
    folder = Path(str(files("kg"))) / "pipelines" / language
    if not (folder / "config.cfg").exists():
        raise PipelineError(f"no pipeline is shipped for the language {language!r}; install one of spaCy's and give its name")
    return folder
