"""What judges interactions: one file, one detector. They are found by walking this folder."""

from functools import cache

from antiphon.integrity.detector import Detector
from antiphon.lib.walking import classes_of


@cache
def detectors() -> tuple[Detector, ...]:
    """Return one of every detector, by name."""
    return tuple(made() for made in sorted(classes_of(__name__, Detector), key=lambda made: made.name))
