"""Welcome steps: a line for each newcomer in the hands of a named person, who does it; first steps of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from antiphon.community.actions.notices import tell
from antiphon.community.actions.noticing import Subject
from antiphon.community.actions.recording import record_task
from antiphon.community.actions.starting import checked_reason
from antiphon.community.actions.talking import start_talk
from antiphon.community.models import (
    NotificationKind,
    Participant,
    Settled,
    TalkMessage,
    Welcome,
    WelcomeStep,
)
from antiphon.community.permissions import Viewer, require_host, require_part, require_unsuspended
from antiphon.community.queries.welcoming import due_welcomes, may_welcome, steward_for, to_be_welcomed
from antiphon.community.rules.talks import LONGEST_SAID
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import typed_text

LATEST_DAY, MOST_STEWARDS, MOST_STEPS, _AT_ONCE = 90, 20, 20, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StepGiven:
    """A welcome step as a host wants it: `stewards` are handles; more than one take turns."""

    words: str
    stewards: Sequence[str]
    days: int = 0
    draft: str = ""


@transaction.atomic
def keep_step(viewer: Viewer, given: StepGiven, known: WelcomeStep | None = None) -> WelcomeStep:
    """Keep a step, or say it otherwise: newcomers who already have their line keep who was named."""
    require_host(viewer)
    own = require_part(viewer)
    step = known or WelcomeStep(brand=viewer.brand, made_at=clock.now(), made_by=own)
    _check(viewer, given, step)
    step.words, step.draft, step.days = " ".join(given.words.split()), typed_text(given.draft).strip(), given.days
    stewards = _stewards(viewer, given.stewards)
    step.save()
    step.stewards.set(stewards)
    when = f":{clock.now().isoformat()}" if known else ""
    record_task(viewer.community, own, Verb.PLAN, f"welcomes/steps/{step.pk}", f"planned:step:{step.pk}{when}")
    return step


@transaction.atomic
def end_step(viewer: Viewer, step: WelcomeStep) -> None:
    """Ask it of nobody any more; lines of which nobody was told yet go."""
    require_host(viewer)
    own = require_part(viewer)
    if not WelcomeStep.objects.filter(pk=step.pk, ended_at=None).update(ended_at=clock.now()):
        raise Conflict(_("This step has ended already."))
    Welcome.objects.filter(step=step, told_at=None, settled_at=None).delete()
    record_task(viewer.community, own, Verb.PLAN, f"welcomes/steps/{step.pk}", f"ended:step:{step.pk}")


@transaction.atomic
def write_welcome(viewer: Viewer, welcome: Welcome, source: str) -> TalkMessage:
    """Write to the newcomer in one's own name; what is nothing but the draft is refused: it is to be finished."""
    found = _open_welcome(viewer, welcome)
    if " ".join(source.split()) == " ".join(found.step.draft.split()):
        raise Refusal(_("Finish it first: a word of yours that is for them alone."), field="source")
    said = start_talk(viewer, [found.newcomer], source)
    _settle(viewer, found, Settled.WRITTEN)
    return said


@transaction.atomic
def finish_welcome(viewer: Viewer, welcome: Welcome) -> None:
    """Note that the newcomer was welcomed another way."""
    _settle(viewer, _open_welcome(viewer, welcome), Settled.BY_HAND)


@transaction.atomic
def skip_welcome(viewer: Viewer, welcome: Welcome, why: str) -> None:
    """Leave it out, with a reason."""
    found = _open_welcome(viewer, welcome)
    _settle(viewer, found, Settled.SKIPPED, checked_reason(why))


@transaction.atomic
def hand_over_welcome(viewer: Viewer, welcome: Welcome, handle: str) -> None:
    """Give it into other hands, who are told: a host does, and who has it."""
    found = _open_welcome(viewer, welcome)
    (to,) = _stewards(viewer, [handle])
    Welcome.objects.filter(pk=found.pk).update(steward=to, told_at=None)
    source = f"handed:welcome:{found.pk}:{clock.now().isoformat()}"
    record_task(viewer.community, require_part(viewer), Verb.PLAN, f"welcomes/{found.pk}", source)


@transaction.atomic
def put_first_steps_away(viewer: Viewer) -> None:
    """Show one's own first steps no more; a second time changes nothing."""
    mine = require_part(viewer)
    Participant.objects.filter(pk=mine.pk, settled_in_at=None).update(settled_in_at=clock.now())


def hand_out_welcomes() -> int:
    """Make the lines of newcomers who have none yet, each in the hands of whose turn it is; return how many."""
    steps = WelcomeStep.objects.filter(ended_at=None).select_related("brand")
    return sum(_hand_out(step, one) for step in steps for one in to_be_welcomed(step, clock.now())[:_AT_ONCE])


def tell_of_welcomes() -> int:
    """Tell stewards whom to welcome once the hour has come; return how many lines were looked at."""
    found = due_welcomes().select_related("step__brand", "steward__user", "newcomer")
    return sum(_tell(one) for one in found[:_AT_ONCE])


@transaction.atomic
def _hand_out(step: WelcomeStep, newcomer: Participant) -> int:
    joined = newcomer.admitted_at or clock.now()
    _made, is_new = Welcome.objects.get_or_create(
        step=step,
        newcomer=newcomer,
        defaults={
            "steward_id": steward_for(step, newcomer),
            "made_at": clock.now(),
            "due_at": joined + timedelta(days=step.days),
        },
    )
    return int(is_new)


@transaction.atomic
def _tell(welcome: Welcome) -> int:
    if not Welcome.objects.open().filter(pk=welcome.pk, told_at=None).update(told_at=clock.now()):
        return 0
    to, brand = welcome.steward, welcome.step.brand
    if to is not None and to.user is not None:
        with override(to.user.language or brand.language):
            told = _("It is your turn to welcome %(name)s: %(words)s")
            title = told % {"name": welcome.newcomer.name, "words": welcome.step.words}
        path = reverse("welcome_newcomer", args=[brand.slug, welcome.pk])
        tell(to, NotificationKind.TURN, Subject(about=f"welcome:{welcome.pk}:{to.pk}", title=title, path=path))
    return 1


def _check(viewer: Viewer, given: StepGiven, step: WelcomeStep) -> None:
    if not given.words.strip():
        raise Refusal(_("Say what is done."), field="words")
    if len(given.words) > 200:
        raise Refusal(_("Say it in 200 characters."), field="words")
    if len(given.draft) > LONGEST_SAID:
        raise Refusal(_("This is too long. Say it in 5,000 characters."), field="draft")
    if not 0 <= given.days <= LATEST_DAY:
        raise Refusal(_("Between 0 and 90 days after joining."), field="days")
    others = WelcomeStep.objects.filter(brand=viewer.brand, ended_at=None).exclude(pk=step.pk)
    if others.count() >= MOST_STEPS:
        raise Refusal(_("Twenty steps are enough. End one first."), field="words")


def _stewards(viewer: Viewer, handles: Sequence[str]) -> list[Participant]:
    wanted = list(dict.fromkeys(one for one in (name.strip().lstrip("@").lower() for name in handles) if one))
    if not 1 <= len(wanted) <= MOST_STEWARDS:
        raise Refusal(_("Name who does it: one person, or up to twenty who take turns."), field="stewards")
    found = {
        one.handle: one for one in Participant.objects.taking_part().filter(brand=viewer.brand, handle__in=wanted)
    }
    for name in wanted:
        if name not in found:
            raise Refusal(_("Nobody here is called @%(name)s.") % {"name": name}, field="stewards")
    return [found[name] for name in wanted]


def _open_welcome(viewer: Viewer, welcome: Welcome) -> Welcome:
    require_unsuspended(viewer)
    locked = Welcome.objects.select_for_update(of=("self",)).select_related("step", "newcomer__identity")
    found = locked.get(pk=welcome.pk)
    if not may_welcome(viewer, found):
        raise NotAllowed(_("Only who is named for this, and the hosts, do it."))
    if found.settled_at:
        raise Conflict(_("This was done or left out already."))
    if not found.newcomer.takes_part:
        raise Conflict(_("They have left the community."))
    return found


def _settle(viewer: Viewer, welcome: Welcome, how: Settled, why_not: str = "") -> None:
    own = require_part(viewer)
    welcome.settled_at, welcome.settled_by, welcome.how, welcome.why_not = clock.now(), own, how, why_not
    welcome.save(update_fields=["settled_at", "settled_by", "how", "why_not"])
    verb = Verb.SETTLE if how == Settled.SKIPPED else Verb.WELCOME
    target = None if how == Settled.SKIPPED else welcome.newcomer
    record_task(viewer.community, own, verb, f"welcomes/{welcome.pk}", f"settled:welcome:{welcome.pk}", target)
