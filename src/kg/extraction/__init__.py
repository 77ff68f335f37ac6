"""Extraction: from parsed sentences to statements with evidence."""
