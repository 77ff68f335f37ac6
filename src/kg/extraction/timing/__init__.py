"""Timing: expressions of time, and which days they are."""
