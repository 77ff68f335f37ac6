"""Knowledge: the ontology, the lexicon, and the names known beforehand."""
