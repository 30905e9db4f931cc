"""Reads of the ledger with more than one caller."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import SAID, carried_on
from antiphon.organizations.models import Brand


@dataclass(frozen=True, slots=True)
class Part:
    """A later part of a post of ours, or a first comment: where it stands, and since when."""

    uri: str
    at: datetime


def parts_of(brand: Brand, roots: Collection[str]) -> dict[str, list[Part]]:
    """Return the later parts of posts by the address of the first, in order. One query, however many there are."""
    rows = Interaction.objects.filter(brand=brand, root__in=roots, verb__in=SAID, actor=F("channel__identity"))
    said: dict[str, dict[str, tuple[str, datetime]]] = {root: {} for root in roots}
    for root, uri, upon, at in rows.order_by("at", "pk").values_list("root", "subject", "parent", "at"):
        said[root].setdefault(uri, (upon, at))
    return {
        root: [Part(uri, own[uri][1]) for uri in carried_on(root, [(uri, upon) for uri, (upon, _at) in own.items()])]
        for root, own in said.items()
    }
