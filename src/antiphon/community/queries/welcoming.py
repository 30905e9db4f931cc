"""Welcome steps and what they ask of whom; a newcomer's own first steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, OuterRef, Q, QuerySet

from antiphon.community.models import GroupMember, HeldWriting, Participant, Welcome, WelcomeStep, Writing
from antiphon.community.models.welcoming import Welcomes
from antiphon.community.permissions import Viewer
from antiphon.community.queries.alive import NEWCOMER
from antiphon.community.rules.turns import Share, next_in_turn
from antiphon.lib import clock
from antiphon.people.models import Side


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What a newcomer has done by themselves so far."""

    said_who: bool
    joined_group: bool
    wrote: bool

    @property
    def all_done(self) -> bool:
        """Whether nothing is left."""
        return self.said_who and self.joined_group and self.wrote


def first_steps(viewer: Viewer, now: datetime) -> FirstSteps | None:
    """Return the first steps of who looks; None for who is no newcomer, did them all, or put them away."""
    mine = viewer.participant
    if mine is None or not viewer.takes_part or viewer.member is not None or mine.settled_in_at is not None:
        return None
    if mine.admitted_at is None or mine.admitted_at <= now - NEWCOMER:
        return None
    found = FirstSteps(
        said_who=bool(mine.words.strip()),
        joined_group=GroupMember.objects.current().filter(participant=mine).exists(),
        wrote=Writing.objects.filter(author=mine).exists() or HeldWriting.objects.filter(author=mine).exists(),
    )
    return None if found.all_done else found


def steps_of(viewer: Viewer) -> QuerySet[WelcomeStep]:
    """Return the welcome steps of a brand that go on, with how many welcomes came of each and how many are open."""
    found = WelcomeStep.objects.filter(brand=viewer.brand, ended_at=None).prefetch_related("stewards")
    waiting = Q(welcomes__settled_at=None, welcomes__newcomer__left_at=None)
    return found.annotate(given=Count("welcomes"), waiting=Count("welcomes", filter=waiting)).order_by("days", "pk")


def welcomes_seen(viewer: Viewer) -> Welcomes:
    """Return the welcomes that somebody keeps in view: all for the hosts, else those in their hands."""
    found = Welcome.objects.filter(step__brand=viewer.brand)
    if not viewer.hosts:
        found = found.filter(steward=viewer.participant) if viewer.takes_part else found.none()
    return found.select_related("step__brand", "newcomer", "steward", "settled_by")


def may_welcome(viewer: Viewer, welcome: Welcome) -> bool:
    """Whether somebody may do it: whose hands it is in, and the hosts."""
    named = viewer.participant is not None and welcome.steward_id == viewer.participant.pk
    return viewer.takes_part and (named or viewer.hosts)


def own_welcomes(viewer: Viewer, now: datetime) -> list[Welcome]:
    """Return whom somebody is to welcome now, the longest due first."""
    if not viewer.takes_part:
        return []
    mine = welcomes_seen(viewer).open().filter(steward=viewer.participant, due_at__lte=now)
    return list(mine.order_by("due_at", "pk")[:20])


def due_welcomes() -> Welcomes:
    """Return the welcomes whose hour has come and of which nobody was told."""
    found = Welcome.objects.open().filter(told_at=None, due_at__lte=clock.now(), step__ended_at=None)
    return found.order_by("due_at", "pk")


def to_be_welcomed(step: WelcomeStep, now: datetime) -> QuerySet[Participant]:
    """Return the newcomers for whom a step has no line yet and whose day for it had not passed when it was made."""
    found = Participant.objects.taking_part().filter(brand=step.brand_id, identity__side=Side.THEM)
    since = max(now - NEWCOMER - timedelta(days=step.days), step.made_at - timedelta(days=step.days))
    known = Welcome.objects.filter(step=step, newcomer=OuterRef("pk"))
    return (
        found.filter(admitted_at__gte=since, identity__automated=False)
        .exclude(pk__in=known.values("newcomer"))
        .order_by("admitted_at", "pk")
    )


def steward_for(step: WelcomeStep, newcomer: Participant) -> int | None:
    """Return whose turn it is to take this step, by key; None if no steward takes part any more."""
    there = step.stewards.taking_part().exclude(pk=newcomer.pk)
    of_step = Q(welcomes_given__step=step)
    counted = there.annotate(n=Count("welcomes_given", filter=of_step), last=Max("welcomes_given", filter=of_step))
    return next_in_turn(_shares(counted.values_list("pk", "n", "last")))


def _shares(rows: Iterable[tuple[int, int, int | None]]) -> list[Share]:
    return [Share(who, given, last or 0) for who, given, last in rows]
