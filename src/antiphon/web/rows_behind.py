"""The rows of the ledger behind a figure, as they are listed and taken along."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone

from antiphon.channels.sentences import network_name
from antiphon.conversations.models import Message
from antiphon.integrity.queries import SetAside
from antiphon.ledger.models import Interaction
from antiphon.measures.queries import Behind
from antiphon.organizations.models import Brand
from antiphon.web.explained import VERB_NAMES
from antiphon.web.spreadsheet import csv_answer


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger as it is listed."""

    at: datetime
    who: str
    handle: str
    person: int | None
    verb: object
    subject: str
    message: Message | None
    channel: str
    pk: int = 0
    reason: str = ""
    evidence: str = ""


def rows_with_messages(brand: Brand, behind: Behind) -> tuple[list[Row], list[Row]]:
    """Return the rows that count and those set aside, with the messages they are about. One query."""
    acts = [*behind.interactions, *(one.interaction for one in behind.aside)]
    said = Message.objects.filter(brand=brand, uri__in={act.subject for act in acts})
    messages = {message.uri: message for message in said.only("pk", "uri", "url", "conversation_id", "text")}
    return (
        [_row(act, messages.get(act.subject)) for act in behind.interactions],
        [_row(one.interaction, messages.get(one.interaction.subject), one) for one in behind.aside],
    )


def _row(act: Interaction, message: Message | None, aside: SetAside | None = None) -> Row:
    return Row(
        at=act.at,
        who=str(act.actor),
        handle=act.actor.handle,
        person=act.actor.person_id if act.actor.side == "them" else None,
        verb=VERB_NAMES.get(act.verb, act.verb),
        subject=act.subject,
        message=message,
        channel=f"{network_name(act.channel.kind)} · {act.channel.identity.handle}" if act.channel else "",
        pk=act.pk,
        reason=aside.reason if aside else "",
        evidence=aside.evidence if aside else "",
    )


def rows_csv(name: str, behind: Behind, rows: list[Row], aside: list[Row]) -> HttpResponse:
    """Return what stands behind a figure as a table to take along."""
    head = ["when", "who", "handle", "what", "subject", "channel", "value", "counted", "set aside because"]
    told = [
        [
            timezone.localtime(one.at).isoformat(),
            "",
            "",
            one.name,
            one.subject,
            one.channel.identity.handle,
            one.value,
            "yes",
            "",
        ]
        for one in behind.readings
    ]
    acts = [
        [
            timezone.localtime(row.at).isoformat(),
            row.who,
            row.handle,
            row.verb,
            row.subject,
            row.channel,
            "",
            counted,
            row.reason,
        ]
        for counted, some in (("yes", rows), ("no", aside))
        for row in some
    ]
    return csv_answer(name, head, [*told, *acts])
