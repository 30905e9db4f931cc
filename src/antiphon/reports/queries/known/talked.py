"""The conversations of some days that were no answer to a post of ours, and who waited for an answer."""

from datetime import datetime
from typing import Any

from antiphon.conversations.models import CallToAnswer, Conversation
from antiphon.integrity.queries import counted
from antiphon.ledger.rules import SAID, Direction
from antiphon.measures.evidence import Evidence
from antiphon.measures.rules import N_MIN, shape
from antiphon.organizations.models import Brand
from antiphon.reports.queries.known.called import evidence_by_root, posts_to_all
from antiphon.reports.rules.known import Call, Talk


def talks(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return the conversations that were no answer to a post. A query, and two for each 1,000 conversations."""
    return {"talks": _talks(brand, since, until)}


def calls(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return who waited for an answer. One query."""
    return {"calls": _calls(brand, since, until)}


def _talks(brand: Brand, since: datetime, until: datetime) -> tuple[Talk, ...]:
    """Return the conversations in which others spoke in these days; what is said among few is not looked at."""
    said = counted(brand).filter(verb__in=SAID, direction__in=[Direction.IN, Direction.BETWEEN])
    few = Conversation.objects.filter(brand=brand, confined=True).values("root_uri")
    found = said.filter(at__gte=since, at__lt=until).exclude(root="").exclude(root__in=few)
    found = found.exclude(root__in=posts_to_all(brand).values("subject"))
    roots = sorted(found.values_list("root", flat=True).distinct().order_by())
    return tuple(_talk(root, known) for root, known in evidence_by_root(brand, roots, until))


def _talk(root: str, known: Evidence) -> Talk:
    found = shape(known.whole_tree(root))
    rows = tuple(line.id for line in known.theirs if line.counted)
    return Talk(found.n, found.quality if found.n >= N_MIN else None, rows, known.aside_below)


def _calls(brand: Brand, since: datetime, until: datetime) -> tuple[Call, ...]:
    found = CallToAnswer.objects.filter(conversation__brand=brand, opened_at__gte=since, opened_at__lt=until)
    rows = found.order_by("opened_at", "pk").values_list("opened_at", "due_at", "answered_at", "closed_at", "pk")
    return tuple(Call(*row) for row in rows)
