"""What one looks for in the inbox: read from an address, and written back into one."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum

#: So many hours somebody may be asked to have waited: ten years.
_MOST_HOURS = 87_600
_MOST_TEXT, _LONGEST_NUMBER = 100, 18
_WORD = re.compile(r"[^\W_]+")
KINDS = ("reply", "mention", "quote", "direct", "post")


class Shelf(StrEnum):
    """Which conversations are looked at: who waits for us, what rests until later, what is closed, or everything."""

    WAITING = "waiting"
    RESTING = "resting"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Filters:
    """What has to be true of a conversation to be shown; what is empty lets everything through.

    `channel` is the id of a channel. `care` is `me`, `nobody` or the id of a member. `hours` is how long somebody has
    waited at least. `language` is its first two letters. `text` stands in a message or in the name of who speaks.
    `noted` asks for those in which a colleague's note names who looks, `beyond` for those that wait for longer than
    was promised.
    """

    tab: Shelf = Shelf.WAITING
    channel: int = 0
    kind: str = ""
    care: str = ""
    hours: int = 0
    language: str = ""
    text: str = ""
    noted: bool = False
    beyond: bool = False

    @property
    def narrow(self) -> bool:
        """Whether anything but the shelf is chosen."""
        return self != Filters(tab=self.tab)

    def on(self, tab: Shelf) -> "Filters":
        """Return the same on another shelf."""
        return replace(self, tab=tab)


def read_filters(asked: Mapping[str, object]) -> Filters:
    """Return the filters that an address asks for; what cannot be understood filters nothing.

    >>> read_filters({"care": "nobody", "hours": "24", "kind": "shout"}) == Filters(care="nobody", hours=24)
    True
    """
    given = {name: str(asked.get(name, "")).strip() for name in ("tab", "kind", "care", "language", "text")}
    care = given["care"] if given["care"] in {"me", "nobody"} else str(_number(given["care"]) or "")
    return Filters(
        tab=Shelf(given["tab"]) if given["tab"] in set(Shelf) else Shelf.WAITING,
        channel=_number(asked.get("channel", "")),
        kind=given["kind"] if given["kind"] in KINDS else "",
        care=care,
        hours=min(_number(asked.get("hours", "")), _MOST_HOURS),
        language=given["language"][:2].lower() if given["language"][:2].isalpha() else "",
        text=" ".join(given["text"].split())[:_MOST_TEXT],
        noted=_yes(asked.get("noted", "")),
        beyond=_yes(asked.get("beyond", "")),
    )


def written_filters(filters: Filters) -> dict[str, str]:
    """Return what an address has to say for these filters, and no more.

    >>> written_filters(Filters(care="me", hours=24))
    {'care': 'me', 'hours': '24'}
    """
    chosen = {one.name: getattr(filters, one.name) for one in fields(filters)}
    return {
        name: "1" if value is True else str(value)
        for name, value in chosen.items()
        if value != getattr(Filters(), name)
    }


def words_in(text: str) -> tuple[str, ...]:
    """Return the words that are looked for, without accents and without any sign that a search would read.

    >>> words_in("caffè, 'NEAR' 50%*")
    ('caffe', 'near', '50')
    """
    apart = unicodedata.normalize("NFD", text.lower())
    return tuple(_WORD.findall("".join(one for one in apart if not unicodedata.combining(one))))


def _yes(typed: object) -> bool:
    return str(typed) in {"1", "True"}


def _number(typed: object) -> int:
    text = str(typed).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER else 0
