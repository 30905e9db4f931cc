"""Catalogs of texts, read as gettext writes them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?) )?(".*")')
_PERCENT = re.compile(r"%\(\w+\)[a-z]|%[a-z%](?!\w)")
_BRACE = re.compile(r"\{\w*\}")
_TAG = re.compile(r"</?\w+[^>]*>")


@dataclass
class Entry:
    """One text of a catalog: what is said in English, and how it is said in its language."""

    texts: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    obsolete: bool = False

    @property
    def msgid(self) -> str:
        """Return the English text, which names the entry."""
        return self.texts["msgid"]

    @property
    def forms(self) -> list[tuple[str, str]]:
        """Return each form in English and translated; the first form of a plural is the singular."""
        one, many = self.msgid, self.texts.get("msgid_plural", self.msgid)
        said = [text for name, text in self.texts.items() if name.startswith("msgstr")]
        return [(one if number == 0 else many, text) for number, text in enumerate(said)]

    @property
    def translated(self) -> bool:
        """Return whether every form is said."""
        return all(said for _, said in self.forms)


def read_catalog(path: Path) -> list[Entry]:
    """Return the entries of a .po file in their order, its header first."""
    blocks = path.read_text("utf-8").split("\n\n")
    return [entry for block in blocks if "msgid" in (entry := _entry(block)).texts]


def compiled(entries: list[Entry]) -> dict[str | tuple[str, int], str]:
    """Return what a .mo of these entries must hold, in the shape of `gettext.GNUTranslations`."""
    return dict(pair for entry in entries for pair in _pairs(entry))


def marks(text: str) -> tuple[set[str], set[str], list[str]]:
    """Return what a translation must keep: its placeholders of both styles, and its tags.

    >>> marks("<b>%(name)s</b> in {place}") == ({"%(name)s"}, {"{place}"}, ["</b>", "<b>"])
    True
    """
    return set(_PERCENT.findall(text)), set(_BRACE.findall(text)), sorted(_TAG.findall(text))


def _pairs(entry: Entry) -> Iterator[tuple[str | tuple[str, int], str]]:
    context = entry.texts.get("msgctxt")
    name = entry.msgid if context is None else f"{context}\x04{entry.msgid}"
    for number, (_, said) in enumerate(entry.forms):
        yield ((name, number) if "msgid_plural" in entry.texts else name), said


def _entry(block: str) -> Entry:
    entry, current = Entry(), ""
    for line in block.splitlines():
        if line.startswith("#,"):
            entry.flags |= {flag.strip() for flag in line[2:].split(",")}
        said = _LINE.fullmatch(line.removeprefix("#~ "))
        if said:
            entry.obsolete |= line.startswith("#~ ")
            current = said[1] or current
            entry.texts[current] = entry.texts.get(current, "") + ast.literal_eval(said[2])
    return entry
