"""The nouns of listening, a file for each subject."""

from antiphon.listening.models.findings import NOTHING, Classifier, Finding, Label
from antiphon.listening.models.listening import Listening, Phrase
from antiphon.listening.models.needs import Need, NeedStep, Telling, Voice
from antiphon.listening.models.searches import Found, FoundState, SavedSearch, SearchPlace
from antiphon.listening.models.subjects import Subject, SubjectState, Tagged, Tagging
from antiphon.listening.models.words import KindLabel, MovementLabel, NeedStateLabel, TierLabel

__all__ = [
    "NOTHING",
    "Classifier",
    "Finding",
    "Found",
    "FoundState",
    "KindLabel",
    "Label",
    "Listening",
    "MovementLabel",
    "Need",
    "NeedStateLabel",
    "NeedStep",
    "Phrase",
    "SavedSearch",
    "SearchPlace",
    "Subject",
    "SubjectState",
    "Tagged",
    "Tagging",
    "Telling",
    "TierLabel",
    "Voice",
]
