"""What comes along from another place, as plain values: who said what when, answering what."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from antiphon.lib.markup import clean_text, first_line, typed_text

LONGEST, LONGEST_TITLE, LONGEST_HTML = 50_000, 200, 400_000
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_MOST_FAULTS = 100
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Author:
    """Who said something: `key` names them in the place they come from; `handle` is how they were called there."""

    key: str
    name: str
    handle: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message. Its words are `html`, or else `text` in Markdown.

    `key` names it in the place it comes from, `answers` is the key of what it answers, empty if it opens a topic.
    `accepted` is the key of the answer of a question. `place` says where it was read: file and row.
    """

    key: str
    author: Author
    at: datetime
    answers: str = ""
    title: str = ""
    text: str = ""
    html: str = ""
    kind: str = "discussion"
    accepted: str = ""
    tags: tuple[str, ...] = ()
    warning: str = ""
    language: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot come along: where it stands, and why."""

    place: str
    why: str


type Row = Entry | Fault


@dataclass(slots=True)
class Brought:
    """What came along so far. `answers` are those of questions; `here` counts what was here already.

    `faults` are the first hundred of what could not come, `faulty` is how many there were.
    """

    rows: int = 0
    topics: int = 0
    replies: int = 0
    people: int = 0
    answers: int = 0
    here: int = 0
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)

    def blame(self, place: str, why: str) -> None:
        """Note what cannot come along."""
        self.faulty += 1
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Fault(place, why))

    def sound(self, batch: Iterable[Row], now: datetime) -> list[Entry]:
        """Return the messages of a batch that can come along, the others are noted; each key once."""
        kept: dict[str, Entry] = {}
        for row in batch:
            why = row.why if isinstance(row, Fault) else trouble_with(row, now)
            if why or isinstance(row, Fault):
                self.blame(row.place, why)
            elif row.key in kept:
                self.blame(row.place, "its name is that of an earlier one")
            else:
                kept[row.key] = cleaned(row)
        return list(kept.values())


def trouble_with(entry: Entry, now: datetime) -> str:
    """Return why a message cannot come along, nothing if it can."""
    if not entry.key or not entry.author.key:
        return "it has no name of its own, or nobody who said it"
    if not (entry.text.strip() or entry.html.strip()):
        return "it holds no words"
    if len(entry.text) > LONGEST or len(entry.html) > LONGEST_HTML:
        return "it is longer than 50,000 characters"
    if not _BEGINNING <= entry.at <= now:
        return f"its date, {entry.at:%Y-%m-%d}, cannot be"
    if entry.answers == entry.key:
        return "it answers itself"
    return ""


def cleaned(entry: Entry) -> Entry:
    """Return a message without characters that no database holds, or that turn what follows around."""
    author = entry.author
    return replace(
        entry,
        author=replace(author, name=_clean(author.name)[:120], words=_clean(author.words)[:2_000]),
        title=_clean(entry.title),
        text=_clean(entry.text),
        html=typed_text(entry.html),
        warning=_clean(entry.warning)[:200],
        language=_clean(entry.language)[:16],
    )


def _clean(text: str) -> str:
    return typed_text(clean_text(text)).strip()


def title_of(entry: Entry, words: str) -> str:
    """Return the title of what opens a topic: its own, or its first words."""
    return first_line(" ".join(entry.title.split()) or words, LONGEST_TITLE - 1) or "…"


def hashtags_of(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags of another place as they can stand behind a number sign, each once.

    >>> hashtags_of(["whole-bean", "C++", "2015", "C"])
    ('whole_bean', 'c')
    """
    made = (re.sub(r"\W+", "_", tag).strip("_").lower()[:60] for tag in tags)
    return tuple(dict.fromkeys(tag for tag in made if re.search(r"[^\W\d_]", tag)))


def digest(source: str, key: str) -> str:
    """Return 64 characters that stand for somebody or something of another place, and tell nothing of them."""
    return hashlib.sha256(f"{source}\n{key}".encode("utf-8", "replace")).hexdigest()


def name_of(source: str, key: str) -> str:
    """Return the name of a message in addresses, 26 characters: always the same for the same message."""
    value = int(digest(source, key), 16)
    return "".join(_CROCKFORD[(value >> (5 * place)) & 31] for place in range(26))


def parents_first(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield each message after the one that it answers; what answers something that never comes is yielded last."""
    come: set[str] = set()
    held: dict[str, list[Entry]] = {}
    for row in rows:
        if isinstance(row, Fault):
            yield row
        elif row.answers and row.answers not in come:
            held.setdefault(row.answers, []).append(row)
        else:
            yield from _with_those_who_waited(row, come, held)
    for waiting in held.values():
        yield from waiting


def _with_those_who_waited(row: Entry, come: set[str], held: dict[str, list[Entry]]) -> Iterator[Entry]:
    ready = [row]
    while ready:
        one = ready.pop(0)
        come.add(one.key)
        yield one
        ready += held.pop(one.key, [])
