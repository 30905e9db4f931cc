"""What a row behind a figure tells, whatever it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from antiphon.conversations.models import Message
from antiphon.organizations.models import Brand, Member
from antiphon.reports.rules.spans import Span

#: So many ids go into one query.
AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class RowBehind:
    """A row: of which kind, when, who (and which person), what they did, of what, and a number, if it has one.

    `what` is a word of the code; `conversation`, `message` say where its words stand; `reason` why it was left out.
    """

    kind: str
    id: int
    at: datetime | None = None
    who: str = ""
    person: int | None = None
    what: str = ""
    of: str = ""
    channel: str = ""
    number: str = ""
    conversation: int | None = None
    message: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows a member wants to see: those of some ids, the newest first, or all of a time.

    At most so many, `after` the first so many. `aside`: they were left out, and the reason is wanted too.
    """

    member: Member
    span: Span
    ids: tuple[int, ...] | None
    most: int
    after: int = 0
    aside: bool = False

    @property
    def brand(self) -> Brand:
        """Of which brand."""
        return self.member.brand

    def first[M: models.Model](self, rows: models.QuerySet[M], at: str = "at") -> list[M]:
        """Return as many rows as are wanted: of their ids those that come next, without ids the newest."""
        newest, end = rows.order_by(f"-{at}", "-pk"), self.after + self.most
        return list(
            newest[self.after : end] if self.ids is None else newest.filter(pk__in=self.ids[self.after : end])
        )

    def within[M: models.Model](self, rows: models.QuerySet[M], at: str = "at") -> models.QuerySet[M]:
        """Return those rows that are of the time."""
        return rows.filter(**{f"{at}__gte": self.span.since, f"{at}__lt": self.span.until})

    def messages(self, uris: set[str]) -> Mapping[str, Message]:
        """Return the messages at some addresses, as far as the member may read them. One query."""
        readable = self.brand.conversations.told_to(self.member)
        found = Message.objects.filter(brand=self.brand, uri__in=uris, conversation__in=readable)
        return {one.uri: one for one in found.only("pk", "uri", "conversation_id", "text")}
