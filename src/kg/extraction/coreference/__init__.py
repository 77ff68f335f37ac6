"""Coreference: which entity, named before, a pronoun or a description means."""
