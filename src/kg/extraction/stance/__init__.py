"""Stance: whether a document asserts, reports, considers or denies what it says, and who says so."""
