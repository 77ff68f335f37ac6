"""Text in, `Sentence`s out: spaCy behind one door.

`load` takes the pipeline that is shipped with kg, or any other that spaCy can load; whatever scheme its labels follow,
its trees come out as Universal Dependencies, with offsets into the text that was given.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import accumulate, islice, pairwise
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.errors import DocumentError, PipelineError
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
_LONGEST_SENTENCE = 150
"""What has more words is a list or a table; its tree would cost their square in time and memory."""
_LONGEST_WORD = 500
"""Of a longer one, which has lost its blanks, spaCy's tokenizer gets so much at once: signs in a row take it the square of their number."""
_ENDLESS = re.compile(rf"\S{{{_LONGEST_WORD}}}(?=\S)")


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
            words = [(number, *part) for number, text in enumerate(batch) for part in self._sentences(text)]
            found: list[list[Sentence]] = [[] for _ in batch]
            docs = self._pipeline.pipe([unparsed_doc(self._pipeline.vocab, forms) for _, forms, _ in words])
            for (number, _, offsets), doc in zip(words, docs, strict=True):
                found[number].append(to_sentence(doc, offsets, self._scheme))
            yield from found

    def parse_words(self, sentences: Iterable[Sequence[str]]) -> Iterator[Sentence]:
        """The sentences whose words are already known; their offsets are those of the words joined by spaces."""
        forms = [list(words) for words in sentences]
        docs = self._pipeline.pipe([unparsed_doc(self._pipeline.vocab, words) for words in forms])
        for words, doc in zip(forms, docs, strict=True):
            yield to_sentence(doc, list(accumulate((len(word) + 1 for word in words[:-1]), initial=0)), self._scheme)

    def _sentences(self, text: str) -> Iterator[tuple[list[str], list[int]]]:
        """The words of each sentence, of an endless one in parts, and where each starts."""
        for start, end in sentence_spans(text, self.language):
            forms, offsets = zip(*self._words(text[start:end], start), strict=True)
            for part in _parts(forms):
                yield list(forms[part]), list(offsets[part])

    def _words(self, text: str, offset: int) -> Iterator[tuple[str, int]]:
        """The words of a sentence and where each starts; white space is no word."""
        cuts = [found.end() for found in _ENDLESS.finditer(text)] if max(map(len, text.split()), default=0) > _LONGEST_WORD else []
        for start, end in pairwise((0, *cuts, len(text))):
            try:
                tokens = self._pipeline.tokenizer(text[start:end])
            except UnicodeEncodeError as error:
                raise DocumentError(f"{text[:40]!a}: half of a surrogate pair; read the text in its right encoding") from error
            yield from ((token.text, offset + start + token.idx) for token in tokens if not token.is_space)


def _parts(forms: Sequence[str]) -> Iterator[slice]:
    """Stretches of at most `_LONGEST_SENTENCE` words, which end, if they can, behind a sign in their second half."""
    start = 0
    while len(forms) - start > _LONGEST_SENTENCE:
        half, end = start + _LONGEST_SENTENCE // 2, start + _LONGEST_SENTENCE
        end = next((place + 1 for place in range(end - 1, half, -1) if not forms[place].isalnum()), end)
        yield slice(start, end)
        start = end
    yield slice(start, len(forms))


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
