"""Hypothesis measures no time: a busy machine is no broken promise."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
