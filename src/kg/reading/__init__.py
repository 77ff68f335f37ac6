"""Reading: files as documents, documents as sentences of Universal Dependencies, and the parser with its training."""
