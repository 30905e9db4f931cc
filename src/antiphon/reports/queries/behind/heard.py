"""Rows of the ledger behind a figure: what was done, what was told, who waited."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from antiphon.channels.models import Channel
from antiphon.conversations.models import CallToAnswer, Message
from antiphon.integrity.queries import counted, excluded, set_aside, surges_between
from antiphon.ledger.models import Interaction, Reading
from antiphon.ledger.rules import MESSAGES, Direction
from antiphon.lib.wall_time import midnight
from antiphon.reports.queries.behind.row import RowBehind, Wanted
from antiphon.reports.queries.known.called import COMMUNITY
from antiphon.reports.queries.known.exchanged import CONTACT
from antiphon.reports.rules.spans import days_of


def readings(wanted: Wanted) -> list[RowBehind]:
    """Return what networks told."""
    told = Reading.objects.filter(brand=wanted.brand).select_related("channel__identity")
    rows = wanted.first(told)
    words = wanted.messages({row.subject for row in rows})
    return [
        RowBehind(
            "reading", row.pk, row.at, who=_place(row.channel), what=row.name, number=str(row.value),
            channel=row.channel.kind, **_words(row.subject, row.channel, words),
        )
        for row in rows
    ]  # fmt: skip


def interactions(wanted: Wanted) -> list[RowBehind]:
    """Return acts; those that are not counted with the reason why."""
    acts = Interaction.objects.filter(brand=wanted.brand).select_related("actor__person", "channel__identity")
    return _acts(wanted, wanted.first(acts), aside=wanted.aside)


def contacts(wanted: Wanted) -> list[RowBehind]:
    """Return the acts of the time that make a day one of contact."""
    acts = counted(wanted.brand).filter(direction__in=[Direction.IN, Direction.OUT], verb__in=CONTACT)
    rows = wanted.first(wanted.within(acts).exclude(target=None).select_related("actor__person", "channel__identity"))
    return _acts(wanted, rows)


def set_aside_acts(wanted: Wanted) -> list[RowBehind]:
    """Return the acts of the time that are not counted: judged, done by a machine, or by us to ourselves."""
    ours = Q(direction=Direction.WITHIN) & ~Q(verb__in=MESSAGES)
    acts = Interaction.objects.filter(Q(excluded()) | Q(automated=True) | ours, brand=wanted.brand)
    rows = wanted.first(wanted.within(acts).select_related("actor__person", "channel__identity"))
    return _acts(wanted, rows, aside=True)


def surges(wanted: Wanted) -> list[RowBehind]:
    """Return followers of the time that are not counted, each by the day on which the last of them came (UTC)."""
    found = surges_between(wanted.brand, *days_of(wanted.span.since, wanted.span.until, UTC))
    return [
        RowBehind(
            "surge", row.pk, midnight(row.last, UTC), who=_place(row.channel),
            number=str(row.followers), channel=row.channel.kind, reason=gettext(row.reason),
        )
        for row in found[wanted.after : wanted.after + wanted.most]
    ]  # fmt: skip


def asked(wanted: Wanted) -> list[RowBehind]:
    """Return who waited for an answer, as far as the member may read it; the number is the wait in seconds."""
    readable = wanted.brand.conversations.told_to(wanted.member)
    calls = CallToAnswer.objects.filter(conversation__in=readable)
    rows = wanted.first(calls.select_related("opened_by__author", "conversation__channel"), "opened_at")
    return [_call(row) for row in rows]


def _call(row: CallToAnswer) -> RowBehind:
    waited = row.answered_at - row.opened_at if row.answered_at else None
    by_when = (
        "no_target" if row.due_at is None else "late" if (row.answered_at or row.due_at) > row.due_at else "in_time"
    )
    return RowBehind(
        "call", row.pk, row.opened_at, str(row.opened_by.author), row.opened_by.author.person_id,
        "open" if row.answered_at is None else by_when, row.opened_by.text[:200], row.conversation.channel.kind,
        "" if waited is None else str(round(waited.total_seconds())), row.conversation_id, row.opened_by_id,
    )  # fmt: skip


def _acts(wanted: Wanted, rows: Sequence[Interaction], *, aside: bool = False) -> list[RowBehind]:
    words = wanted.messages({row.subject for row in rows})
    judged = set_aside(wanted.brand, [row.pk for row in rows]) if aside else []
    why = {one.interaction.pk: one.reason for one in judged}
    return [
        RowBehind(
            "interaction", row.pk, row.at, str(row.actor), row.actor.person_id if row.actor.side == "them" else None,
            row.verb, channel=row.channel.kind if row.channel else "", reason=why.get(row.pk, ""),
            **_words(row.subject, row.channel, words),
        )
        for row in rows
    ]  # fmt: skip


def _words(subject: str, channel: Channel | None, words: Mapping[str, Message]) -> dict[str, Any]:
    """Return the words that something was done to; an address in the community names groups that not all may know."""
    found = words.get(subject)
    if found is None:
        return {"of": "" if channel is not None and channel.kind == COMMUNITY else subject}
    return {"of": found.text[:200], "conversation": found.conversation_id, "message": found.pk}


def _place(channel: Channel) -> str:
    return channel.identity.handle
