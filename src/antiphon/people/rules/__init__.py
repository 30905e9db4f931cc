"""Who may be one person, and to whom accounts belong after decisions were taken and taken back. Pure."""

from .holding import holder
from .matching import (
    LINKED_FROM,
    LONGEST_KEY,
    MOST_ALIKE,
    SUGGESTED_FROM,
    WEIGHTS,
    Candidate,
    Evidence,
    Kind,
    Match,
    Sign,
    Trait,
    address_key,
    is_excluded,
    match,
    same_name,
    signs_of,
)
from .recognizing import address_trait, mail_trait, organization_trait, phone_trait, traits_of

__all__ = [
    "LINKED_FROM",
    "LONGEST_KEY",
    "MOST_ALIKE",
    "SUGGESTED_FROM",
    "WEIGHTS",
    "Candidate",
    "Evidence",
    "Kind",
    "Match",
    "Sign",
    "Trait",
    "address_key",
    "address_trait",
    "holder",
    "is_excluded",
    "mail_trait",
    "match",
    "organization_trait",
    "phone_trait",
    "same_name",
    "signs_of",
    "traits_of",
]
