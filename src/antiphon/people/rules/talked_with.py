"""With whom an account of the fediverse talked, by what it said itself (an outbox of ActivityPub). Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST = 300


@dataclass(slots=True)
class Talked:
    """Somebody who was spoken to: their account as dora@town.example, its address, how often, when first and last."""

    account: str
    address: str
    times: int = 0
    first: str = ""
    last: str = ""


@dataclass(slots=True)
class TalkedWith:
    """Everybody whom an account spoke to; memory holds people, and nothing of what was said."""

    found: dict[str, Talked] = field(default_factory=dict)

    def hear(self, items: Iterable[Any]) -> None:
        """Count whom each item speaks to, once an item; the account itself is nobody to talk with."""
        for item in items:
            if not isinstance(item, dict) or item.get("type") != "Create":
                continue
            said = item.get("object")
            if isinstance(said, dict):
                day = _day(str(said.get("published") or item.get("published") or ""))
                for account, address in sorted(set(_mentioned(said, str(item.get("actor") or "")))):
                    self._count(account, address, day)

    def _count(self, account: str, address: str, day: str) -> None:
        one = self.found.setdefault(address, Talked(account, address))
        one.times += 1
        if day:
            one.first = min(one.first or day, day)
            one.last = max(one.last, day)

    def most_first(self) -> list[Talked]:
        """Return everybody, whom it spoke to most often first."""
        return sorted(self.found.values(), key=lambda one: (-one.times, one.account))


def _day(moment: str) -> str:
    """Return the day of a moment as it is written everywhere; nothing for what is none."""
    found = _DAY.match(moment)
    return found[0] if found else ""


def _mentioned(said: dict[str, Any], own: str) -> Iterator[tuple[str, str]]:
    tags = said.get("tag")
    for tag in tags if isinstance(tags, list) else [tags]:
        if not isinstance(tag, dict) or tag.get("type") != "Mention":
            continue
        address, name = str(tag.get("href") or ""), str(tag.get("name") or "").lstrip("@").lower()
        account = account_of(name, address)
        if account and address != own:
            yield account, address


def account_of(name: str, address: str) -> str:
    """Return an account with its server; a name without one is of the server of its address. Empty if it is none.

    >>> account_of("dora", "https://town.example/users/dora"), account_of("ada@hill.example", "https://x.example/1")
    ('dora@town.example', 'ada@hill.example')
    """
    user, _at, host = name.partition("@")
    try:
        parts = urlsplit(address)
        host = host or (parts.hostname or "")
    except ValueError:
        return ""
    account = f"{user}@{host}"
    plain = user and "." in host and account.isprintable() and not set(f"{user}{host}") & set("@/ ")
    return account if plain and len(account) <= _LONGEST and parts.scheme in {"https", "http"} else ""
