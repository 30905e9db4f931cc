"""Which lists a writing hits."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from antiphon.community.models import ListKind, WordList
from antiphon.community.rules import entries_of, host_hit, word_hit

_LINK = re.compile(r'(?:href|src)="(https?://[^"]+)"')


@dataclass(frozen=True, slots=True)
class Hit:
    """That a list names something that stands in a writing, and what."""

    list: WordList
    entry: str


def links_in(shown: str) -> list[str]:
    """Return the addresses outside to which a writing leads, pictures included, each once."""
    return list(dict.fromkeys(html.unescape(one) for one in _LINK.findall(shown)))


def hits_of(brand: int, languages: set[str], said: str, links: Sequence[str]) -> list[Hit]:
    """Return the lists of a brand, in these languages and in all, that name something in a writing: one hit each."""
    lists = WordList.objects.filter(brand=brand, language__in={"", *languages}).order_by("name")
    found = [
        Hit(one, host_hit(links, entries_of(one.entries)))
        if one.kind == ListKind.LINKS
        else Hit(one, word_hit(said, entries_of(one.entries)))
        for one in lists
    ]
    return [one for one in found if one.entry]
