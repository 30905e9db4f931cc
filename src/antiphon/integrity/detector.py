"""The promise that every detector keeps: it looks at ledger rows and says which are not what they seem."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from django.db.models import QuerySet

from antiphon.ledger.models import Interaction


@dataclass(frozen=True, slots=True)
class Finding:
    """One interaction to be set aside, and on what evidence (plain JSON values)."""

    interaction_id: int
    evidence: dict[str, str] = field(default_factory=dict)


class Detector(ABC):
    """One way in which comments, likes and shares are bent. Subclass it in a file of its own in `detectors/`.

    `name` is stored and never changed; `version` changes with what is judged; `reason` is the
    sentence shown beside each row, marked for translation and kept in English.
    """

    name: ClassVar[str]
    version: ClassVar[str]
    reason: ClassVar[str]

    @abstractmethod
    def find(self, rows: QuerySet[Interaction]) -> Iterable[Finding]:
        """Return what is to be set aside among the rows, which are those of one brand not yet set aside by it."""
