"""Person, Identity and the decisions that join them; traits, consents, and the address books people came by."""

from .address_books import AddressBook, BookConflict, BookEntry, BookRun, Giving, Wins
from .consent import Consent, Purpose
from .deciding import Ground, IdentityLink, Merge, Rejection, Suggestion
from .importing import ContactCard, ContactImport, ImportedAccount, ImportedRow, Outcome, Stage
from .knowing import Identity, People, Person, Side
from .recognizing import KnownTrait

__all__ = [
    "AddressBook",
    "BookConflict",
    "BookEntry",
    "BookRun",
    "Consent",
    "ContactCard",
    "ContactImport",
    "Giving",
    "Ground",
    "Identity",
    "IdentityLink",
    "ImportedAccount",
    "ImportedRow",
    "KnownTrait",
    "Merge",
    "Outcome",
    "People",
    "Person",
    "Purpose",
    "Rejection",
    "Side",
    "Stage",
    "Suggestion",
    "Wins",
]
