"""Person, Identity and the decisions that join them; by what people are recognized; what they agreed to."""

from .consent import Consent, Purpose
from .deciding import Ground, IdentityLink, Merge, Rejection, Suggestion
from .knowing import Identity, People, Person, Side
from .recognizing import KnownTrait

__all__ = [
    "Consent",
    "Ground",
    "Identity",
    "IdentityLink",
    "KnownTrait",
    "Merge",
    "People",
    "Person",
    "Purpose",
    "Rejection",
    "Side",
    "Suggestion",
]
