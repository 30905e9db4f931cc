"""Reads about what is counted and what is set aside."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from antiphon.integrity.models import Exclusion
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Direction
from antiphon.organizations.models import Brand


@dataclass(frozen=True, slots=True)
class SetAside:
    """An interaction that is not counted, the sentence why, and what it was judged by."""

    interaction: Interaction
    reason: str
    detector: str = ""
    evidence: str = ""


def excluded() -> Exists:
    """Return the condition that a standing exclusion lies beside an interaction."""
    return Exists(Exclusion.objects.standing().filter(interaction=OuterRef("pk")))


def countable() -> Q:
    """Return the condition that an interaction is counted: nobody set it aside, no machine did it, we not to us."""
    return Q(~excluded(), automated=False) & ~Q(direction=Direction.WITHIN)


def counted(brand: Brand) -> QuerySet[Interaction]:
    """Return the interactions of a brand that the figures count."""
    return Interaction.objects.filter(countable(), brand=brand)


def set_aside(brand: Brand, ids: Collection[int]) -> list[SetAside]:
    """Return interactions that are not counted with the reason of each, newest first. Two queries."""
    rows = Interaction.objects.filter(brand=brand, pk__in=ids).select_related("actor__person", "channel__identity")
    standing = Exclusion.objects.standing().filter(interaction__in=ids).order_by("at")
    judged = {one.interaction_id: one for one in standing}
    return [_reasoned(row, judged.get(row.pk)) for row in rows.order_by("-at", "-pk")]


def _reasoned(row: Interaction, judged: Exclusion | None) -> SetAside:
    if judged:
        told = ", ".join(f"{name}: {value}" for name, value in judged.evidence.items())
        return SetAside(row, gettext(judged.reason), f"{judged.detector} {judged.version}", told)
    if row.automated:
        return SetAside(row, gettext("Done by a machine: the account says so itself."))
    return SetAside(row, gettext("Between accounts of our own: we did it to ourselves."))
