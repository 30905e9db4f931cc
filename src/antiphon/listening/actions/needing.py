"""Needs: they are kept from what people said, planned, done, and told to those who asked."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import typed_text
from antiphon.listening.actions.labeling import check_may_hear
from antiphon.listening.models import Need, NeedStateLabel, NeedStep, Telling, Voice
from antiphon.listening.queries.needs import askers, needs_read
from antiphon.listening.rules.kinds import Kind, next_states
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import Identity, Side

_LONGEST_SUBJECT, _LONGEST_WHY, _LONGEST_HOW = 200, 300, 200


@dataclass(frozen=True, slots=True)
class Voiced:
    """Where a need was voiced: the message, and from which character to which its text says it; 0 to 0: all of it."""

    message: Message
    start: int = 0
    end: int = 0


@transaction.atomic
def log_need(by: Member, voiced: Voiced, kind: str, subject: str) -> Need:
    """Keep a need that somebody voiced, in a few words of our own."""
    check_may_hear(by, voiced.message)
    if kind not in set(Kind):
        raise Refusal(_("Choose a question, a need, a want or a worry."), field="kind")
    words, now = _said(subject, _LONGEST_SUBJECT), clock.now()
    if not words:
        raise Refusal(_("Say in a few words what they need."), field="subject")
    if Voice.objects.filter(message=voiced.message, need__kind=kind, need__merged_into=None).exists():
        raise Conflict(_("This message voices a need of this kind already."))
    need = Need.objects.create(brand=by.brand, kind=kind, subject=words, state_since=now)
    NeedStep.objects.create(need=need, state=need.state, by=by, at=now)
    _add_voice(by, need, voiced)
    return need


@transaction.atomic
def add_voice(by: Member, need: Need, voiced: Voiced) -> Voice:
    """Say that a message voices a need that is kept already."""
    _check_own(by, need)
    check_may_hear(by, voiced.message)
    if need.voices.filter(message=voiced.message).exists():
        raise Conflict(_("This message voices this need already."))
    return _add_voice(by, need, voiced)


@transaction.atomic
def rename_need(by: Member, need: Need, subject: str) -> Need:
    """Say a need in other words of ours."""
    _check_own(by, need)
    words = _said(subject, _LONGEST_SUBJECT)
    if not words:
        raise Refusal(_("Say in a few words what they need."), field="subject")
    need.subject = words
    need.save(update_fields=["subject"])
    return need


@transaction.atomic
def move_need(by: Member, need: Need, state: str, why: str = "") -> Need:
    """Let a need come to its next state, or back. Told it is only once everybody who voiced it has been told.

    Raise Refusal for a state that does not follow, and Conflict while somebody waits to be told.
    """
    _check_own(by, need)
    locked = Need.objects.select_for_update().get(pk=need.pk)
    if state not in next_states(locked.state):
        raise Refusal(_("A need goes from logged to planned, done and told, one step at a time."), field="state")
    if state == NeedStateLabel.TOLD and (waiting := sum(not one.told for one in askers(locked))):
        told = ngettext(
            "%(count)d person who asked has not been told yet.",
            "%(count)d people who asked have not been told yet.",
            waiting,
        )
        raise Conflict(told % {"count": waiting})
    reason, now = _said(why, _LONGEST_WHY), clock.now()
    NeedStep.objects.create(need=locked, state=state, why=reason, by=by, at=now)
    Need.objects.filter(pk=need.pk).update(state=state, state_since=now)
    need.refresh_from_db()
    return need


@transaction.atomic
def merge_needs(by: Member, need: Need, into: Need) -> Need:
    """Put a need into another one that says the same; its voices and who has been told go along."""
    _check_own(by, need)
    _check_own(by, into)
    if need.pk == into.pk:
        raise Refusal(_("Choose another need to merge this one into."), field="into")
    both = Need.objects.standing().filter(pk__in=[need.pk, into.pk]).order_by("pk").select_for_update()
    if len(both) != 2:
        raise Conflict(_("One of the two was merged meanwhile. Look again."))
    taken = set(into.voices.values_list("message_id", flat=True))
    need.voices.exclude(message__in=taken).update(need=into)
    told = set(into.tellings.values_list("identity_id", flat=True))
    need.tellings.exclude(identity__in=told).update(need=into)
    NeedStep.objects.create(need=need, state=need.state, into=into, by=by, at=clock.now())
    Need.objects.filter(pk=need.pk).update(merged_into=into)
    into.refresh_from_db()
    return into


@transaction.atomic
def note_told(by: Member, need: Need, identity: Identity, how: str) -> Telling:
    """Note that somebody who voiced a need was told what came of it otherwise than by an answer of ours."""
    _check_own(by, need)
    words = _said(how, _LONGEST_HOW)
    if not words:
        raise Refusal(_("Say how they were told."), field="how")
    if need.state not in {NeedStateLabel.DONE, NeedStateLabel.TOLD}:
        raise Refusal(_("People are told once it is done."), field="how")
    if not need.voices.filter(identity=identity).exists():
        raise Refusal(_("They have not voiced this need."), field="how")
    made, new = Telling.objects.get_or_create(
        need=need, identity=identity, defaults={"how": words, "by": by, "at": clock.now()}
    )
    if not new:
        raise Conflict(_("It is noted already that they were told."))
    return made


def _add_voice(by: Member, need: Need, voiced: Voiced) -> Voice:
    message, end = voiced.message, min(voiced.end, len(voiced.message.text))
    if message.author.side != Side.THEM:
        raise Refusal(_("This was said by us: a need is voiced by somebody else."))
    return Voice.objects.create(
        need=need, message=message, identity=message.author, start=min(max(voiced.start, 0), end), end=end,
        by=by, at=clock.now(),
    )  # fmt: skip


def _check_own(by: Member, need: Need) -> None:
    require(by, Duty.ANSWER)
    if not needs_read(by).standing().filter(pk=need.pk).exists():
        raise NotAllowed(_("This was said to others, or to another brand, or was merged into another need."))


def _said(typed: str, longest: int) -> str:
    return " ".join(typed_text(typed).split())[:longest]
