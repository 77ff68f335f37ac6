"""The graph: a store of statements and evidence, what follows from them, questions and exports."""
