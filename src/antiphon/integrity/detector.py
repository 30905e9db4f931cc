"""The promise that every detector keeps: it looks at ledger rows and says which are not what they seem."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import ClassVar

from django.db.models import QuerySet

from antiphon.integrity.rules.acts import Act, Finding
from antiphon.integrity.rules.attention import Attended
from antiphon.integrity.rules.surges import Level, Rise
from antiphon.ledger.models import Interaction
from antiphon.organizations.models import Brand

__all__ = [
    "Act",
    "Attended",
    "Detector",
    "Finding",
    "Level",
    "ReadingDetector",
    "Rise",
    "RowDetector",
    "WindowDetector",
    "Words",
    "standing_for",
]

#: Tells what was said in messages, by their address.
type Words = Callable[[Collection[str]], Mapping[str, str]]


class Detector(ABC):
    """One way in which comments, likes and shares are bent. Subclass it in a file of its own in `detectors/`.

    `name` is stored and never changed; `version` changes with what is judged; `title` names what is looked for,
    `reason` is the sentence shown beside each row, and `how` says by which rule. All three are marked for translation
    and kept in English.
    """

    name: ClassVar[str]
    version: ClassVar[str]
    title: ClassVar[str]
    reason: ClassVar[str]
    how: ClassVar[str]


class RowDetector(Detector):
    """A detector that judges each row by itself, and by what is known today of who did it.

    It is shown what is new; and all rows, once, when what it says is `concerned` has changed.
    """

    def concerned(self, brand: Brand) -> str:  # noqa: ARG002
        """Return what stands for all that is known of accounts and matters here: other words, all rows are judged."""
        return ""

    @abstractmethod
    def find(self, rows: QuerySet[Interaction]) -> Iterable[Finding]:
        """Return what is to be set aside among the rows, which are those of one brand not yet set aside by it."""


class WindowDetector(Detector):
    """A detector that judges acts by what happened around them.

    Time is cut into blocks of the length `block`, the same for everybody. Each two blocks in a row are judged
    together, and an act is set aside if either judgement finds it, or only if `both` do: where what an account did
    long before or long after speaks for it. So it never matters in what order acts become known, and what is new asks
    for a few blocks to be judged again, not for the whole ledger.
    """

    block: ClassVar[timedelta] = timedelta(days=28)
    both: ClassVar[bool] = False
    verbs: ClassVar[frozenset[str]]

    @abstractmethod
    def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:
        """Return what is to be set aside among the acts of two blocks. The same acts give the same findings."""


class ReadingDetector(Detector):
    """A detector that judges how a number of a channel went over time, beside what people saw and did meanwhile.

    What it finds is no interaction and nobody's: days, and how many were too many.
    """

    reading: ClassVar[str]

    @abstractmethod
    def judge(self, levels: Sequence[Level], attended: Attended) -> Iterable[Rise]:
        """Return what is to be set aside of a number of one channel; `levels` are all its readings, in order."""


def standing_for(known: Iterable[object]) -> str:
    """Return 32 characters that stand for what is known, in its order.

    >>> standing_for([1, 2]) == standing_for(iter([1, 2])), standing_for([1, 2]) == standing_for([12])
    (True, False)
    """
    digest = blake2b(digest_size=16)
    for one in known:
        digest.update(f"{one}\n".encode())
    return digest.hexdigest()
