"""What can go wrong with input of ours; `kg.cli.main` alone turns these into an exit code."""


class KgError(Exception):
    """A broken input: one sentence that says where, what, and what to do."""


class DocumentError(KgError):
    """A document cannot be read."""


class PipelineError(KgError):
    """A parsing pipeline is missing, or lacks a component."""


class OntologyError(KgError):
    """The ontology or the lexicon contradicts its own shapes."""


class SeedError(KgError):
    """What is known beforehand is malformed."""


class StoreError(KgError):
    """The store cannot be opened, read or written."""


class QueryError(KgError):
    """A SPARQL query is malformed, or no named question has that name."""


class ReviewError(KgError):
    """A review has no reviewer, or a line of a file of reviews is malformed."""
