"""Analysis: the store as a signed network of actors."""
