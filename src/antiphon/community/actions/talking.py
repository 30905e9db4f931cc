"""People talk in person: begin, accept or refuse, write, add somebody, leave."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from antiphon.community.actions.forgetting import forget_empty_talks
from antiphon.community.actions.notices import mark_bundle_read
from antiphon.community.actions.recording import record_act
from antiphon.community.actions.talk_news import forget_talk_news, talk_bundle, tell_of_talk
from antiphon.community.models import Community, Participant, Talk, TalkMember, TalkMessage
from antiphon.community.permissions import Viewer, require_part, require_unsuspended
from antiphon.community.queries.knowing import known_to
from antiphon.community.queries.naming import names_in
from antiphon.community.queries.sparing import any_apart, sparing_of
from antiphon.community.rules.talks import LONGEST_SAID, MOST_PEOPLE, allowance
from antiphon.ledger.rules import Verb
from antiphon.lib import clock, ids
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markdown import read_markdown
from antiphon.lib.markup import plain_text, word_count
from antiphon.people.models import Side


@transaction.atomic
def start_talk(viewer: Viewer, others: Sequence[Participant], source: str) -> TalkMessage:
    """Write to one or several; two who have a talk of their own already go on in it.

    For whom the writer is nobody they know, it waits as a request. Raise Refusal, and change nothing, if they are
    none or too many, if any two of them cannot write to each other, or if the writer asks too many in a day.
    """
    mine = require_unsuspended(viewer)
    people = _locked(mine, others)
    if any_apart([mine, *people]):
        raise _apart(len(people))
    found = _talk_of_two(mine, people[0]) if len(people) == 1 else None
    if found is not None:
        return _write(viewer.community, found, source)
    _may_turn_to(mine, len(people))
    now = clock.now()
    talk = Talk.objects.create(brand=viewer.brand, opened_by=mine, opened_at=now, last_at=now)
    seat = TalkMember.objects.create(talk=talk, participant=mine, since=now, accepted_at=now)
    known = known_to(mine, people)
    TalkMember.objects.bulk_create(
        TalkMember(talk=talk, participant=one, added_by=mine, since=now, accepted_at=now if one.pk in known else None)
        for one in people
    )
    return _write(viewer.community, seat, source)


@transaction.atomic
def write_in_talk(viewer: Viewer, seat: TalkMember, source: str) -> TalkMessage:
    """Say something in a talk; raise Refusal if it waits, if nobody else is there, or if they cannot write."""
    mine = require_unsuspended(viewer)
    Participant.objects.select_for_update().get(pk=mine.pk)  # how much one says in an hour is counted one by one
    _seated(viewer, seat)
    return _write(viewer.community, seat, source)


@transaction.atomic
def accept_talk(viewer: Viewer, seat: TalkMember) -> None:
    """Accept a request: from now on both sides write."""
    _own(viewer, seat)
    if not _waiting(seat).update(accepted_at=clock.now()):
        raise Conflict(_("This request was answered already."))


@transaction.atomic
def refuse_talk(viewer: Viewer, seat: TalkMember) -> None:
    """Refuse a request. Nobody is told: for all others it goes on waiting."""
    _own(viewer, seat)
    if not _waiting(seat).update(refused_at=clock.now()):
        raise Conflict(_("This request was answered already."))
    forget_talk_news(seat)


@transaction.atomic
def add_to_talk(viewer: Viewer, seat: TalkMember, other: Participant) -> TalkMember:
    """Take somebody into a talk; they read what is said from now on, and everybody sees since when."""
    mine = _seated(viewer, seat)
    require_unsuspended(viewer)
    _locked(mine, [other])
    inside = [
        one.participant for one in TalkMember.objects.seated().filter(talk=seat.talk).select_related("participant")
    ]
    if other in inside:
        raise Conflict(_("They are in this conversation, or were asked already."))
    if len(inside) >= MOST_PEOPLE:
        raise Refusal(_("A conversation has at most eight people. For more there are groups."), field="to")
    if any_apart([other, *inside]):
        raise _apart(len(inside))
    _may_turn_to(mine, 1)
    now = clock.now()
    came_before = TalkMember.objects.filter(talk=seat.talk, participant=other).exists()
    welcome = not came_before and other.pk in known_to(mine, [other])
    return TalkMember.objects.create(
        talk=seat.talk, participant=other, added_by=mine, since=now, accepted_at=now if welcome else None
    )


@transaction.atomic
def leave_talk(viewer: Viewer, seat: TalkMember) -> None:
    """Leave a talk for good: it is not there any more for who left. The last one to go takes its words along."""
    _own(viewer, seat)
    if not TalkMember.objects.filter(pk=seat.pk, left_at=None).update(left_at=clock.now()):
        raise Conflict(_("You have left already."))
    forget_talk_news(seat)
    forget_empty_talks(seat.talk_id)


@transaction.atomic
def mute_talk(viewer: Viewer, seat: TalkMember, *, muted: bool) -> None:
    """Hear no news of a talk, or hear them again: no number, no mail, no device. It stays where it is, untold."""
    _own(viewer, seat)
    found = TalkMember.objects.filter(pk=seat.pk, left_at=None)
    found.filter(muted_at__isnull=muted).update(muted_at=clock.now() if muted else None)
    if muted:
        forget_talk_news(seat)


def note_talk_read(seat: TalkMember, message: int) -> None:
    """Remember that a talk was read up to a message; an earlier one changes nothing. Nobody else is told."""
    if seat.accepted_at is None:
        return
    if TalkMember.objects.filter(pk=seat.pk, read_up_to__lt=message).update(read_up_to=message):
        mark_bundle_read(seat.participant, talk_bundle(seat.talk_id))


def _own(viewer: Viewer, seat: TalkMember) -> Participant:
    mine = require_part(viewer)
    if seat.participant_id != mine.pk:
        raise NotAllowed(_("This is not your conversation."))
    return mine


def _seated(viewer: Viewer, seat: TalkMember) -> Participant:
    """Return who acts, if they are in the talk as things stand now; whoever writes at the same time waits."""
    mine = _own(viewer, seat)
    Talk.objects.select_for_update().filter(pk=seat.talk_id).first()
    now = TalkMember.objects.reading().filter(pk=seat.pk).first()
    if now is None:
        raise Conflict(_("You are no longer in this conversation."))
    if now.accepted_at is None:
        raise Conflict(_("Accept the conversation first."))
    return mine


def _waiting(seat: TalkMember) -> QuerySet[TalkMember]:
    return TalkMember.objects.filter(pk=seat.pk, accepted_at=None, refused_at=None, left_at=None)


def _locked(mine: Participant, others: Sequence[Participant]) -> list[Participant]:
    """Return whom one writes to, each once, and hold who writes until all is written."""
    keys = dict.fromkeys(one.pk for one in others if one.pk != mine.pk)
    if not keys:
        raise Refusal(_("Say to whom you write."), field="to")
    if len(keys) >= MOST_PEOPLE:
        raise Refusal(_("A conversation has at most eight people. For more there are groups."), field="to")
    both = Participant.objects.select_for_update().filter(pk__in=[mine.pk, *keys]).order_by("pk")
    found = {one.pk: one for one in both if one.takes_part and one.brand_id == mine.brand_id}
    if any(key not in found for key in keys):
        raise Refusal(_("Somebody you write to is no longer here."), field="to")
    return [found[key] for key in keys]


def _apart(others: int) -> Refusal:
    if others == 1:
        return NotAllowed(_("You and this person cannot write to each other here."))
    return NotAllowed(_("Not all of these people can be in one conversation."))


def _talk_of_two(mine: Participant, other: Participant) -> TalkMember | None:
    """Return one's seat in the talk that two have for themselves, if they have one."""
    theirs = TalkMember.objects.seated().filter(participant=other).values("talk")
    two = Talk.objects.annotate(ever=Count("members")).filter(ever=2, pk__in=theirs).values("pk")
    mine_there = TalkMember.objects.seated().filter(participant=mine, talk__in=two)
    return mine_there.select_related("talk", "participant").first()


def _may_turn_to(mine: Participant, more: int) -> None:
    now = clock.now()
    asked = TalkMember.objects.filter(added_by=mine, since__gt=now - timedelta(days=1)).count()
    if asked + more > allowance(mine.admitted_at or now, now).people:
        raise Refusal(_("You have turned to many people today. Go on tomorrow."))


def _write(community: Community, seat: TalkMember, source: str) -> TalkMessage:
    mine = seat.participant
    if seat.accepted_at is None:
        # Whoever writes to somebody whose request waits, or was refused, has accepted it.
        TalkMember.objects.filter(pk=seat.pk).update(accepted_at=clock.now(), refused_at=None)
    _may_write(seat)
    if not source.strip():
        raise Refusal(_("Write something first."), field="source")
    if len(source) > LONGEST_SAID:
        raise Refusal(_("This is too long. Say it in 5,000 characters."), field="source")
    now = clock.now()
    html = read_markdown(source, names_in(community, source)).html
    message = TalkMessage.objects.create(talk=seat.talk, author=mine, source=source, html=html, at=now)
    Talk.objects.filter(pk=seat.talk_id).update(last_at=now)
    TalkMember.objects.filter(pk=seat.pk).update(read_up_to=message.pk)
    _note(community, seat, html)
    tell_of_talk(community.brand, seat, message)
    return message


def _may_write(seat: TalkMember) -> None:
    others = list(TalkMember.objects.seated().filter(talk=seat.talk_id).exclude(participant=seat.participant_id))
    if not others:
        raise Conflict(_("Nobody else is in this conversation any more."))
    apart = sparing_of(seat.participant).apart
    if all(one.participant_id in apart for one in others):
        raise _apart(1)
    now = clock.now()
    mine = TalkMessage.objects.filter(author=seat.participant_id)
    if all(one.accepted_at is None for one in others) and mine.filter(talk=seat.talk_id).exists():
        raise Conflict(_("Your first message waits until it is accepted. Then you can write on."))
    most = allowance(seat.participant.admitted_at or now, now).messages
    if mine.filter(at__gt=now - timedelta(hours=1)).count() >= most:
        raise Refusal(_("You have written a lot within an hour. Go on a little later."))


def _note(community: Community, seat: TalkMember, html: str) -> None:
    """Write the line of the ledger: that words were said directly, and how many; which, and to which of them, not."""
    author = seat.participant.identity
    if author is None:
        return
    others = (
        TalkMember.objects.seated()
        .filter(talk=seat.talk_id)
        .exclude(pk=seat.pk)
        .select_related("participant__identity")
    )
    there = [one.participant.identity for one in others]
    alone = there[0] if len(there) == 1 else None
    with_us = alone is not None and Side.US in {author.side, alone.side}
    now = clock.now()
    address = f"{community.channel.identity.stable_id}/direct/{ids.new_id(now)}/"
    record_act(
        community,
        author,
        Verb.DIRECT,
        target=alone if with_us else None,
        subject=address,
        source=f"community:{address}",
        at=now,
        words=word_count(plain_text(html)),
    )
