"""Reads about what is counted and what is set aside."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext, gettext_noop

from antiphon.integrity.detectors import detectors
from antiphon.integrity.models import Exclusion, Look, Ruling, SecondLook, Surge, SurgeRuling
from antiphon.integrity.sentences import told_evidence
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Direction
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity


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
        return SetAside(row, reason_of(judged), f"{judged.detector} {judged.version}", told_evidence(judged.evidence))
    if row.automated:
        return SetAside(row, gettext(AUTOMATED))
    return SetAside(row, gettext("Between accounts of our own: we did it to ourselves."))


# The page of what was not counted ---------------------------------------------------------------------------


class Shown(StrEnum):
    """Which interactions are listed."""

    ASIDE = "aside"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is asked for: some days, one detector (empty for all), set aside or taken back."""

    since: datetime
    until: datetime
    detector: str = ""
    shown: Shown = Shown.ASIDE


@dataclass(frozen=True, slots=True)
class Judged:
    """An interaction with all that was ever ruled on it, the latest exclusion first."""

    interaction: Interaction
    exclusions: list[Exclusion] = field(default_factory=list)

    @property
    def standing(self) -> list[Exclusion]:
        """Return why it is not counted."""
        return [one for one in self.exclusions if one.undone_at is None]

    @property
    def counts(self) -> bool:
        """Whether it is counted."""
        return not (self.standing or self.interaction.automated or self.interaction.direction == Direction.WITHIN)


@dataclass(frozen=True, slots=True)
class Beside:
    """A number with what is set aside, and without it."""

    name: str
    all: int
    counted: int

    @property
    def aside(self) -> int:
        """Return how many were not counted."""
        return self.all - self.counted


AUTOMATED = gettext_noop("Done by a machine: the account says so itself.")
BY_PERSON = gettext_noop("Somebody of the team looked at it and left it out of the figures.")


def reason_of(exclusion: Exclusion) -> str:
    """Return why an interaction was set aside, in the language of who reads; what a person wrote stays theirs."""
    return exclusion.reason if exclusion.by_hand else gettext(exclusion.reason)


def told_reason_of(exclusion: Exclusion) -> str:
    """Return why something was set aside as whoever did it is told.

    What a person of the team typed is for the team: it may speak of others, and would accuse.
    """
    return gettext(BY_PERSON) if exclusion.by_hand else gettext(exclusion.reason)


def not_counted(brand: Brand, asked: Narrowed) -> QuerySet[Interaction]:
    """Return the interactions that were set aside, or were and count again; the latest first. No query is made."""
    rows = Interaction.objects.filter(brand=brand, at__gte=asked.since, at__lt=asked.until)
    return rows.filter(_asked_for(asked)).order_by("-at", "-pk")


def with_rulings(rows: Sequence[int]) -> list[Judged]:
    """Return interactions by their keys with what was ruled on each, in the order asked for. Four queries."""
    history = Prefetch("rulings", Ruling.objects.select_related("by__user").order_by("at", "pk"))
    asks = Prefetch("second_looks", SecondLook.objects.select_related("asked_by").order_by("asked_at"))
    found = Interaction.objects.filter(pk__in=rows).select_related("actor__person", "target", "channel__identity")
    kept = Exclusion.objects.filter(interaction__in=rows).select_related("undone_by__user")
    ruled: dict[int, list[Exclusion]] = defaultdict(list)
    for one in kept.prefetch_related(history, asks).order_by("-at", "-pk"):
        ruled[one.interaction_id].append(one)
    known = {one.pk: Judged(one, ruled[one.pk]) for one in found}
    return [known[key] for key in rows if key in known]


def by_reason_and_month(brand: Brand, since: datetime, until: datetime) -> dict[str, dict[datetime, int]]:
    """Return how many interactions each detector sets aside in each month, by the brand's clock. Two queries.

    One that two detectors set aside stands with both. What a machine did that says so stands under `automated`.
    """
    month = TruncMonth("interaction__at", tzinfo=brand.zone)
    standing = Exclusion.objects.standing().filter(
        interaction__brand=brand, interaction__at__gte=since, interaction__at__lt=until
    )
    found: dict[str, dict[datetime, int]] = defaultdict(dict)
    for name, begin, many in standing.values_list("detector", month).annotate(Count("pk")).order_by():
        found[name][begin] = many
    machines = Interaction.objects.filter(brand=brand, at__gte=since, at__lt=until, automated=True)
    told = machines.values_list(TruncMonth("at", tzinfo=brand.zone)).annotate(Count("pk")).order_by()
    if by_month := dict(told):
        found["automated"] = by_month
    return found


def with_and_without(brand: Brand, since: datetime, until: datetime) -> list[Beside]:
    """Return what was done to us and among people in some days by verb: all of it, and what is counted. One query."""
    rows = Interaction.objects.filter(brand=brand, at__gte=since, at__lt=until).exclude(direction=Direction.OUT)
    told = rows.values("verb").annotate(everything=Count("pk"), kept=Count("pk", filter=countable())).order_by("verb")
    return [Beside(row["verb"], row["everything"], row["kept"]) for row in told]


def failing(brand: Brand) -> list[Look]:
    """Return the detectors that threw when they looked last, and since when. One query."""
    known = {one.name for one in detectors()}
    return [one for one in Look.objects.filter(brand=brand).exclude(failed_at=None) if one.detector in known]


def open_looks(brand: Brand) -> list[SecondLook]:
    """Return who waits for another look, the longest first. One query."""
    waiting = SecondLook.objects.filter(exclusion__interaction__brand=brand, answered_at=None)
    return list(waiting.select_related("asked_by__person", "exclusion__interaction").order_by("asked_at", "pk"))


def set_aside_of(who: Identity, most: int = 100) -> list[Exclusion]:
    """Return what somebody did that was set aside, or was and counts again; the latest first. Two queries."""
    rows = Exclusion.objects.filter(interaction__actor=who).select_related("interaction")
    asked = Prefetch("second_looks", SecondLook.objects.order_by("asked_at", "pk"))
    return list(rows.prefetch_related(asked).order_by("-interaction__at", "-pk")[:most])


def rows_of(brand: Brand, exclusions: Sequence[Exclusion]) -> Mapping[int, Interaction]:
    """Return the interactions that show what exclusions say, by key. One query."""
    keys = {key for one in exclusions for key in one.behind}
    rows = Interaction.objects.filter(brand=brand, pk__in=keys).select_related("actor__person", "channel__identity")
    return {one.pk: one for one in rows}


# Followers --------------------------------------------------------------------------------------------------


def surges_between(brand: Brand, first: date, last: date, *, shown: Shown = Shown.ASIDE) -> list[Surge]:
    """Return surges that touch some days, with their history; the latest first. Two queries."""
    rows = Surge.objects.filter(channel__brand=brand, first__lte=last, last__gte=first)
    rows = rows.exclude(undone_at=None) if shown == Shown.BACK else rows.standing()
    return list(_with_history(rows).order_by("-last", "-pk"))


def surge_in(brands: Iterable[Brand], pk: int) -> Surge | None:
    """Return one surge of some brands with its history; None if there is none. Two queries."""
    return _with_history(Surge.objects.filter(channel__brand__in=brands, pk=pk)).first()


def followers_aside(channels: Iterable[int]) -> dict[int, list[tuple[datetime, int]]]:
    """Return when followers came that are not counted, and left again, by the key of their channel. One query."""
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for one in Surge.objects.standing().filter(channel__in=list(channels)):
        found[one.channel_id] += [(datetime.fromisoformat(at), many) for at, many in one.moves]
    return found


def _with_history(rows: QuerySet[Surge]) -> QuerySet[Surge]:
    history = Prefetch("rulings", SurgeRuling.objects.select_related("by__user").order_by("at", "pk"))
    return rows.select_related("channel__identity", "undone_by__user").prefetch_related(history)


def _asked_for(asked: Narrowed) -> Q:
    ruled = Exclusion.objects.filter(interaction=OuterRef("pk"))
    ruled = ruled.exclude(undone_at=None) if asked.shown == Shown.BACK else ruled.standing()
    if asked.detector == "automated":
        return Q(automated=True)
    if asked.detector:
        return Q(Exists(ruled.filter(detector=asked.detector)))
    return Q(Exists(ruled)) | Q(automated=True) if asked.shown == Shown.ASIDE else Q(Exists(ruled))
