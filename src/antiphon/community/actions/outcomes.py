"""You said, we did: what came of an ask is written, people are thanked by name, and who took part is told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.asking import shut
from antiphon.community.actions.ideas import decide_idea, opening_of
from antiphon.community.actions.notices import tell_all
from antiphon.community.actions.noticing import Subject
from antiphon.community.actions.submitting import submit_now
from antiphon.community.actions.writing import Words
from antiphon.community.models import (
    Ask,
    AskIdea,
    AskIdeaState,
    Credit,
    FanOut,
    Notification,
    NotificationKind,
    Outcome,
    Participant,
)
from antiphon.community.permissions import Viewer, require_part, require_unsuspended
from antiphon.community.queries.asks import followers_of, helpers_of, hosts_ask
from antiphon.community.queries.hearers import all_followers
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of an idea, and why."""

    state: AskIdeaState
    why: str = ""


@transaction.atomic
def publish_outcome(
    viewer: Viewer,
    ask: Ask,
    words: Words,
    thanked: Collection[int] = (),
    decided: Mapping[int, Decided] = MappingProxyType({}),
) -> Outcome:
    """Say what came of an ask, what becomes of its ideas, and thank those who helped, all by their keys.

    The words are an answer in the topic of the ask, which closes if it is still open. Raise Conflict if it was said
    before: then the words are edited.
    """
    by = require_unsuspended(viewer, ask.topic.group)
    if ask.brand_id != viewer.brand.pk or not hosts_ask(viewer, ask):
        raise NotAllowed(_("Only who asked and the moderators say what came of it."))
    Ask.objects.select_for_update().get(pk=ask.pk)
    if Outcome.objects.filter(ask=ask).exists():
        raise Conflict(_("What came of it was said already. Edit the words."))
    can_be = {one.pk for one in helpers_of(ask)}
    if not set(thanked) <= can_be:
        raise Refusal(_("Only those who wrote here can be thanked."), field="thanked")
    _decide(viewer, ask, decided)
    now = clock.now()
    shut(ask, now)
    writing = submit_now(viewer, ask.topic, opening_of(ask), words)
    made = Outcome.objects.create(ask=ask, message=writing.message, by=by, at=now)
    Credit.objects.bulk_create(Credit(outcome=made, participant_id=key) for key in sorted(set(thanked)))
    _tell(ask, made, set(thanked), by)
    return made


def _tell(ask: Ask, made: Outcome, thanked: set[int], by: Participant) -> None:
    """Tell those who are thanked, who took part and who follows: each once, of the outcome and not of mere words."""
    Notification.objects.filter(kind=NotificationKind.FOLLOWED, message=made.message).delete()
    FanOut.objects.filter(message=made.message).delete()
    listening = all_followers(ask.topic, made.message)
    told = Subject(about=f"outcome:{made.pk}", message=made.message)
    tell_all(thanked, NotificationKind.THANKED, told, by)
    tell_all(followers_of(ask) | listening, NotificationKind.OUTCOME, told, by)


def _decide(viewer: Viewer, ask: Ask, decided: Mapping[int, Decided]) -> None:
    for idea in AskIdea.objects.filter(ask=ask, pk__in=decided).order_by("pk"):
        told = decided[idea.pk]
        if told.state != idea.state or told.why.strip():
            decide_idea(viewer, idea, told.state, told.why)


@transaction.atomic
def be_named(viewer: Viewer, outcome: Outcome, *, named: bool) -> None:
    """Choose whether an outcome thanks one by name."""
    mine = Credit.objects.filter(outcome=outcome, participant=require_part(viewer))
    if not mine.update(declined_at=None if named else clock.now()):
        raise Conflict(_("You are not thanked here."))
