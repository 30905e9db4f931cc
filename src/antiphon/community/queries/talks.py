"""Talks as who is in them sees them; nobody else sees any."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from antiphon.community.models import Participant, TalkMember, TalkMessage, TalkReport
from antiphon.community.queries.sparing import Sparing, sparing_of


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A talk in the list of somebody: their seat, the others in it, the last words, how many are new."""

    seat: TalkMember
    others: list[TalkMember]
    last: TalkMessage | None
    unread: int

    @property
    def muted(self) -> bool:
        """Whether who looks wants no news of it."""
        return self.seat.muted_at is not None

    @property
    def waits(self) -> bool:
        """Whether it is a request that waits for who looks."""
        return self.seat.accepted_at is None


@dataclass(frozen=True, slots=True)
class Turn:
    """What stands at a place of a talk: a message, or that somebody came or went."""

    at: datetime
    message: TalkMessage | None = None
    came: TalkMember | None = None
    went: TalkMember | None = None


@dataclass(frozen=True, slots=True)
class Spared:
    """Somebody whom one muted, or blocked, or both."""

    participant: Participant
    muted: bool
    blocked: bool


def seat_of(participant: Participant, pk: int) -> TalkMember | None:
    """Return the seat of a participant in a talk, also while it waits; None where there is no such talk for them."""
    found = TalkMember.objects.reading().select_related("talk", "participant", "added_by")
    return found.filter(participant=participant, talk=pk).first()


def unread_talks(participant: Participant, spared: Sparing | None = None) -> int:
    """Return how many talks hold something new for somebody, requests included, muted ones not.

    One query if `spared` is known.
    """
    spared = spared or sparing_of(participant)
    return _listed(participant, spared).filter(Exists(_news(spared)), muted_at=None).count()


def talk_rows(participant: Participant, most: int, offset: int = 0, *, silenced: bool = False) -> list[TalkRow]:
    """Return a page of somebody's talks, those with news first, then the latest; a constant number of queries.

    Those where they muted or blocked everybody else come only if `silenced`.
    """
    spared = sparing_of(participant)
    found = _listed(participant, spared, silenced=silenced).annotate(
        new=Case(When(muted_at=None, then=Exists(_news(spared))), default=False)
    )
    ordered = found.order_by("-new", "-talk__last_at", "-pk").values_list("pk", flat=True)
    keys = list(ordered[offset : offset + most])
    seats = _with_unread(participant, keys, spared)
    others = others_in([seat.talk_id for seat in seats.values()], participant)
    last = TalkMessage.objects.select_related("author").in_bulk([seat.last for seat in seats.values() if seat.last])
    return [
        TalkRow(seat, others.get(seat.talk_id, []), last.get(seat.last), seat.unread)
        for seat in (seats[key] for key in keys)
    ]


def others_in(talks: Collection[int], participant: Participant) -> dict[int, list[TalkMember]]:
    """Return by talk who else is in it today, as who looks may know it."""
    found = TalkMember.objects.seated().filter(talk__in=talks).exclude(participant=participant)
    seats: dict[int, list[TalkMember]] = {}
    for seat in found.select_related("participant", "added_by").order_by("since", "pk"):
        seats.setdefault(seat.talk_id, []).append(seat)
    return seats


def messages_for(seat: TalkMember) -> QuerySet[TalkMessage]:
    """Return what somebody reads of a talk: from their coming on, without what a blocked one said since."""
    found = TalkMessage.objects.filter(talk=seat.talk_id, at__gte=seat.since)
    for author, since in sparing_of(seat.participant).apart.items():
        found = found.exclude(author=author, at__gte=since)
    return found


def turns_of(seat: TalkMember, most: int, before: int = 0) -> tuple[list[Turn], bool]:
    """Return the latest turns of a talk, or those before a message, in order; and whether there are older ones."""
    found = messages_for(seat).select_related("author").order_by("-pk")
    rows = list((found.filter(pk__lt=before) if before else found)[: most + 1])
    more, shown = len(rows) > most, rows[:most][::-1]
    first = shown[0].at if more and shown else seat.since
    turns = [Turn(one.at, message=one) for one in shown]
    if not before:
        turns += _comings(seat, first)
    return sorted(turns, key=lambda turn: (turn.at, turn.message is not None)), more


def reports_by(participant: Participant, messages: Sequence[int]) -> dict[int, TalkReport]:
    """Return by message what somebody reported of these."""
    found = TalkReport.objects.filter(by=participant, message__in=messages)
    return {one.message_id: one for one in found if one.message_id}


def spared_by(participant: Participant) -> list[Spared]:
    """Return whom somebody muted or blocked, by name. Four queries."""
    spared = sparing_of(participant)
    people = Participant.objects.filter(pk__in=spared.silenced).order_by("name", "pk")
    return [Spared(one, one.pk in spared.muted, one.pk in spared.blocking) for one in people]


def _comings(seat: TalkMember, first: datetime) -> list[Turn]:
    members = TalkMember.objects.filter(talk=seat.talk_id).select_related("participant", "added_by")
    turns: list[Turn] = []
    for one in members:
        if one.since >= first and one.added_by_id and one.since > seat.talk.opened_at:
            turns.append(Turn(one.since, came=one))
        gone = one.left_at or one.participant.left_at
        if gone and gone >= first:
            turns.append(Turn(gone, went=one))
    return turns


def _listed(participant: Participant, spared: Sparing, *, silenced: bool = False) -> QuerySet[TalkMember]:
    mine = TalkMember.objects.reading().filter(participant=participant)
    others = TalkMember.objects.seated().filter(talk=OuterRef("talk")).exclude(participant=participant)
    heard = Exists(others.exclude(participant__in=spared.silenced))
    return mine.filter(Exists(others), ~heard) if silenced else mine.filter(heard | ~Exists(others))


def _news(spared: Sparing) -> QuerySet[TalkMessage]:
    new = _after_coming().filter(pk__gt=OuterRef("read_up_to")).exclude(author=OuterRef("participant"))
    return new.exclude(author__in=spared.quiet)


def _after_coming() -> QuerySet[TalkMessage]:
    return TalkMessage.objects.filter(talk=OuterRef("talk"), at__gte=OuterRef("since"))


def _with_unread(participant: Participant, keys: list[int], spared: Sparing) -> dict[int, Any]:
    new = Q(talk__messages__pk__gt=F("read_up_to"), talk__messages__at__gte=F("since"))
    new &= ~Q(talk__messages__author__in=[participant.pk, *spared.quiet])
    last = _after_coming().exclude(author__in=spared.quiet).order_by("-pk").values("pk")[:1]
    found = TalkMember.objects.filter(pk__in=keys).select_related("talk", "added_by", "participant")
    counted = found.annotate(unread=Count("talk__messages", filter=new, distinct=True), last=Subquery(last))
    return {seat.pk: seat for seat in counted}
