"""Where a visit comes from: told by the address, else by the referrer, else not at all."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from antiphon.visits.rules.hits import Hit, stands_on


class SourceKind(StrEnum):
    """What kind of place somebody came from."""

    LINK = "link"
    SOCIAL = "social"
    MAIL = "mail"
    PAID = "paid"
    CAMPAIGN = "campaign"
    SEARCH = "search"
    REFERRAL = "referral"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Source:
    """The kind and the name of where a visit comes from; a visit without a trace is direct and has no name."""

    kind: SourceKind
    name: str = ""


_LIST: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("sources.toml").read_text("utf-8"))
CHECKED: str = _LIST["checked"]
_KINDS = {"mail": SourceKind.MAIL, "search": SourceKind.SEARCH, "social": SourceKind.SOCIAL}
#: What campaigns usually call their medium; whatever else they call it is a campaign.
_MEDIA = (
    (re.compile(r"^(?:e-?mail|mail|newsletter)$"), SourceKind.MAIL),
    (re.compile(r"cpc|ppc|cpm|cpv|^(?:paid.*|display|ads?|banner|affiliate)$"), SourceKind.PAID),
    (re.compile(r"^(?:social.*|sm|post|fediverse)$"), SourceKind.SOCIAL),
    (re.compile(r"^(?:organic|search)$"), SourceKind.SEARCH),
    (re.compile(r"^referral$"), SourceKind.REFERRAL),
)


def source_of(hit: Hit, own: tuple[str, ...], known: Mapping[str, str] | None = None) -> Source:
    """Return where the visit that a hit begins comes from.

    The campaign in the address stands first, then the code of a short link, then the referrer. `own` are the site's
    domains: who comes from there comes from nowhere else. `known` gives the network of hosts that no list can know,
    such as a brand's own Mastodon server.

    >>> hit = Hit(site=1, at=0, visitor="a", way="script", act="page", path="/", referrer="google.it")
    >>> source_of(hit, ("shop.example",))
    Source(kind=<SourceKind.SEARCH: 'search'>, name='google')
    """
    if hit.source or hit.medium or hit.campaign:
        return _of_campaign(hit)
    if hit.code:
        return Source(SourceKind.LINK, hit.code)
    if not hit.referrer or stands_on(hit.referrer, own):
        return Source(SourceKind.DIRECT)
    network = (known or {}).get(hit.referrer)
    return Source(SourceKind.SOCIAL, network) if network else of_host(hit.referrer)


@lru_cache(maxsize=4096)
def of_host(host: str) -> Source:
    """Return what the list knows of a host; one that it does not know refers.

    >>> of_host("old.reddit.com").name, of_host("mail.google.com").kind.value, of_host("blog.example").kind.value
    ('reddit', 'mail', 'referral')
    """
    for section, kind in _KINDS.items():
        for name, hosts in _LIST[section].items():
            if any(_is(host, one) for one in hosts):
                return Source(kind, name)
    return Source(SourceKind.REFERRAL, host)


def channel_label(kind: str, name: str) -> str:
    """Return the label under which attribution knows a source.

    >>> channel_label("social", "mastodon"), channel_label("referral", "blog.example")
    ('social/mastodon', 'referral')
    """
    return f"{kind}/{name}" if name and kind in {"social", "mail", "paid", "campaign"} else kind


def _of_campaign(hit: Hit) -> Source:
    name = hit.source or hit.campaign or hit.medium
    kind = next((kind for words, kind in _MEDIA if hit.medium and words.search(hit.medium)), None)
    if kind is None and not hit.medium and hit.source in _LIST["social"]:
        kind = SourceKind.SOCIAL
    return Source(kind or SourceKind.CAMPAIGN, name)


def _is(host: str, listed: str) -> bool:
    if listed.endswith("."):
        ending = host.removeprefix("www.").partition(listed)
        return ending[0] == "" and 0 < len(ending[2]) <= 6
    return host == listed or host.endswith(f".{listed}")
