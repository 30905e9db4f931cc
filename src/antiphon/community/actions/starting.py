"""Starters: planned by who keeps order in a group, told on their day to who is named, started by a person."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from antiphon.community.actions.notices import tell
from antiphon.community.actions.noticing import Subject
from antiphon.community.actions.recording import record_task
from antiphon.community.actions.submitting import submit_topic
from antiphon.community.actions.writing import LONGEST, Words, checked_title
from antiphon.community.models import (
    Group,
    HeldWriting,
    Kind,
    NotificationKind,
    Participant,
    Starter,
    StarterTurn,
    Topic,
    Visibility,
)
from antiphon.community.permissions import Viewer, membership_in, require_moderator, require_unsuspended
from antiphon.community.queries.starters import due_turns, may_start, walls_ahead
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import typed_text
from antiphon.lib.recurrence import BadRule, Recurrence, checked
from antiphon.lib.wall_time import NoSuchMoment, resolve

LONGEST_WHY, _MOST_TIMES, _AT_ONCE = 300, 1_000, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterGiven:
    """A starter as somebody plans it: `first` is a wall time on the brand's clock, `rule` empty for once.

    `responsible` is a handle, empty for whoever plans it.
    """

    title: str
    first: datetime
    source: str = ""
    responsible: str = ""
    rule: str = ""
    ends_on: date | None = None
    count: int | None = None


@transaction.atomic
def plan_starter(viewer: Viewer, group: Group, given: StarterGiven) -> Starter:
    """Plan a starter in a group, for oneself or for somebody else who can write there."""
    own = require_moderator(viewer, group)
    if group.closed_at:
        raise Conflict(_("This group is closed. It can still be read."))
    starter = Starter(brand=viewer.brand, group=group, planned_by=own, planned_at=clock.now())
    _write(viewer, starter, given)
    record_task(viewer.community, own, Verb.PLAN, f"starters/{starter.pk}", f"planned:starter:{starter.pk}")
    return starter


@transaction.atomic
def change_starter(viewer: Viewer, starter: Starter, given: StarterGiven) -> Starter:
    """Plan it otherwise from now on; what was told, done or skipped stays as it was."""
    own = require_moderator(viewer, starter.group)
    found = _going_on(starter)
    found.turns.open().filter(told_at=None).delete()
    _write(viewer, found, given, before=found.first_wall)
    record_task(
        viewer.community,
        own,
        Verb.PLAN,
        f"starters/{found.pk}",
        f"planned:starter:{found.pk}:{clock.now().isoformat()}",
    )
    return found


@transaction.atomic
def end_starter(viewer: Viewer, starter: Starter) -> None:
    """Let it come round no more; days of which nobody was told yet go."""
    own = require_moderator(viewer, starter.group)
    found = _going_on(starter)
    found.turns.open().filter(told_at=None).delete()
    Starter.objects.filter(pk=found.pk).update(ended_at=clock.now())
    record_task(viewer.community, own, Verb.PLAN, f"starters/{found.pk}", f"ended:starter:{found.pk}")


@transaction.atomic
def start_turn(viewer: Viewer, turn: StarterTurn, title: str, words: Words, kind: Kind) -> Topic | HeldWriting:
    """Open the topic of a turn, in one's own name and words; it is done then. Words that are held leave it open."""
    found = _open_turn(viewer, turn)
    made = submit_topic(viewer, found.starter.group, title, words, kind)
    if isinstance(made, Topic):
        _settle(viewer, found, topic=made)
    return made


@transaction.atomic
def finish_turn(viewer: Viewer, turn: StarterTurn) -> None:
    """Note that a turn was done another way: somebody started it already, or in person."""
    _settle(viewer, _open_turn(viewer, turn))


@transaction.atomic
def skip_turn(viewer: Viewer, turn: StarterTurn, why: str) -> None:
    """Leave a turn out, with a reason."""
    found = _open_turn(viewer, turn)
    _settle(viewer, found, why_not=checked_reason(why))


def checked_reason(typed: str) -> str:
    """Return a reason as it is kept; raise Refusal if it is none."""
    why = " ".join(typed_text(typed).split())
    if not why:
        raise Refusal(_("Say why: who looks later will want to know."), field="why_not")
    if len(why) > LONGEST_WHY:
        raise Refusal(_("Say it in 300 characters."), field="why_not")
    return why


def tell_of_turns() -> int:
    """Tell who is named that the hour of a starter has come; return how many turns were looked at."""
    found = due_turns().select_related("starter__brand__community", "starter__responsible__user", "starter__group")
    return sum(_tell(one) for one in found[:_AT_ONCE])


def lay_out_starters() -> int:
    """Lay out the days of rituals ahead, on the clock that the brand lives by now; return how many were new."""
    going_on = Starter.objects.filter(ended_at=None, group__closed_at=None).exclude(rule="").select_related("brand")
    moved = StarterTurn.objects.open().filter(told_at=None).exclude(time_zone=F("starter__brand__time_zone"))
    for turn in moved.select_related("starter__brand"):
        _resolve_anew(turn)
    return sum(_lay_out(one) for one in going_on)


def _write(viewer: Viewer, starter: Starter, given: StarterGiven, before: str = "") -> None:
    starter.title, starter.source = checked_title(given.title), typed_text(given.source).strip()
    if len(starter.source) > LONGEST:
        raise Refusal(_("This is too long. At most 50,000 characters fit."), field="source")
    starter.responsible = _responsible(viewer, starter.group, given.responsible)
    _write_times(starter, given, before)
    starter.save()
    _lay_out(starter)


def _write_times(starter: Starter, given: StarterGiven, before: str) -> None:
    wall = given.first.isoformat(timespec="minutes")
    try:
        at = resolve(given.first, starter.brand.time_zone).at
    except NoSuchMoment as error:
        raise Refusal(_("Give a day and an hour that the calendar knows."), field="first") from error
    if at < clock.now() and wall != before:
        raise Refusal(_("This hour has passed already. Choose a later one."), field="first")
    if given.count is not None and not 1 <= given.count <= _MOST_TIMES:
        raise Refusal(_("It comes round between 1 and 1,000 times."), field="count")
    starter.first_wall, starter.ends_on, starter.count = wall, given.ends_on, given.count
    starter.rule = _rule(given) if given.rule else ""


def _rule(given: StarterGiven) -> str:
    try:
        return checked(Recurrence(given.rule, given.first, given.ends_on, given.count)).rule
    except BadRule as error:
        raise Refusal(_("It does not come round so. Look at how often and until when."), field="rule") from error


def _responsible(viewer: Viewer, group: Group, handle: str) -> Participant | None:
    wanted = handle.strip().lstrip("@").lower()
    if not wanted:
        return viewer.participant
    found = Participant.objects.taking_part().filter(brand=viewer.brand, handle=wanted).first()
    if found is None:
        raise Refusal(_("Nobody here is called so. Give the handle of somebody who takes part."), field="responsible")
    if not writes_in(group, found):
        raise Refusal(_("Only members of this group write in it. Name one of them."), field="responsible")
    return found


def writes_in(group: Group, participant: Participant) -> bool:
    """Whether somebody could open a topic there: anybody in a public group, else its members."""
    return group.visibility == Visibility.PUBLIC or membership_in(group, participant) is not None


def _going_on(starter: Starter) -> Starter:
    found = Starter.objects.select_for_update(of=("self",)).select_related("group", "brand").get(pk=starter.pk)
    if found.ended_at:
        raise Conflict(_("This starter has ended already."))
    return found


def _lay_out(starter: Starter) -> int:
    """Make the turns ahead that are not there yet."""
    zone, known = starter.brand.time_zone, set(starter.turns.values_list("wall_time", flat=True))
    missing = [
        StarterTurn(starter=starter, wall_time=kept, time_zone=zone, due_at=resolve(wall, zone).at)
        for wall in walls_ahead(starter, clock.now())
        if (kept := wall.isoformat(timespec="minutes")) not in known
    ]
    StarterTurn.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


@transaction.atomic
def _resolve_anew(turn: StarterTurn) -> None:
    zone = turn.starter.brand.time_zone
    due = resolve(datetime.fromisoformat(turn.wall_time), zone).at
    StarterTurn.objects.open().filter(pk=turn.pk, told_at=None).update(time_zone=zone, due_at=due)


@transaction.atomic
def _tell(turn: StarterTurn) -> int:
    if not StarterTurn.objects.open().filter(pk=turn.pk, told_at=None).update(told_at=clock.now()):
        return 0
    to, starter = turn.starter.responsible, turn.starter
    if to is not None and to.user is not None and writes_in(starter.group, to):
        with override(to.user.language or starter.brand.language):
            told = _("It is your turn to start “%(title)s” in %(group)s")
            title = told % {"title": starter.title, "group": starter.group.name}
        path = reverse("starter_turn", args=[starter.brand.slug, turn.pk])
        tell(to, NotificationKind.TURN, Subject(about=f"turn:{turn.pk}", group=starter.group, title=title, path=path))
    return 1


def _open_turn(viewer: Viewer, turn: StarterTurn) -> StarterTurn:
    require_unsuspended(viewer, turn.starter.group)
    locked = StarterTurn.objects.select_for_update(of=("self",)).select_related("starter__group", "starter__brand")
    found = locked.get(pk=turn.pk)
    if not may_start(viewer, found):
        raise NotAllowed(_("Only who is named for this, and who keeps order in the group, does it."))
    if found.settled_at:
        raise Conflict(_("This was done or left out already."))
    return found


def _settle(viewer: Viewer, turn: StarterTurn, topic: Topic | None = None, why_not: str = "") -> None:
    turn.settled_at, turn.settled_by = clock.now(), viewer.participant
    turn.topic, turn.why_not = topic, why_not
    turn.save(update_fields=["settled_at", "settled_by", "topic", "why_not"])
    if viewer.participant:
        record_task(
            viewer.community, viewer.participant, Verb.SETTLE, f"starters/turns/{turn.pk}", f"settled:turn:{turn.pk}"
        )
