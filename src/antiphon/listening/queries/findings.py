"""Reads of what was found: the list for triage, with what members said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet

from antiphon.channels.models import Channel
from antiphon.conversations.models import Conversation, Message
from antiphon.listening.models import Finding, Label
from antiphon.listening.rules.hearing import Spans
from antiphon.listening.rules.reading import digest_of
from antiphon.organizations.models import Member
from antiphon.people.models import Side


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the list: each filter is empty where all is wanted.

    `shown` is `open` for what nobody has said anything about, `labeled` for the rest, `all` for both.
    """

    shown: str = "open"
    tier: str = ""
    kind: str = ""
    language: str = ""
    channel: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A finding with its message, the places that made it so, and what was said of it, if anything.

    `stale`: the words of the message were changed since, so the places are left out.
    """

    finding: Finding
    label: Label | None
    spans: Spans = field(default=())
    stale: bool = False


def findings(member: Member, asked: Asked) -> QuerySet[Finding]:
    """Return what was found and the member may read, filtered."""
    found = Finding.objects.filter(brand=member.brand, message__conversation__in=_told(member))
    wanted = {"tier": asked.tier, "kind": asked.kind, "language": asked.language}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if asked.channel:
        found = found.filter(message__conversation__channel=asked.channel)
    said = Exists(Label.objects.standing().filter(message=OuterRef("message"), asked=OuterRef("kind")))
    if asked.shown == "open":
        return found.filter(~said)
    return found.filter(said) if asked.shown == "labeled" else found


def triage(member: Member, asked: Asked, *, limit: int = 30, offset: int = 0) -> tuple[list[Row], bool]:
    """Return a page of findings, the latest said first, and whether more follow. Three queries, however many."""
    ordered = findings(member, asked).order_by("-said_at", "-pk")
    keys = list(ordered.values_list("pk", flat=True)[offset : offset + limit + 1])
    return rows_of(keys[:limit]), len(keys) > limit


def rows_of(keys: Sequence[int]) -> list[Row]:
    """Return findings by their ids, in that order, ready to be shown. Two queries."""
    hydrated = Finding.objects.filter(pk__in=keys).select_related(
        "message__author", "message__conversation__channel__identity", "classifier"
    )
    by_key = {one.pk: one for one in hydrated}
    labels = _labels([one.message_id for one in by_key.values()])
    found = [by_key[key] for key in keys if key in by_key]
    return [_row(one, labels.get((one.message_id, one.kind))) for one in found]


def counts_by_tier(member: Member) -> dict[str, int]:
    """Return how many findings of each tier wait for a word. One query."""
    waiting = findings(member, Asked()).order_by().values_list("tier").annotate(n=Count("pk"))
    return dict(waiting)


def channels_heard(member: Member) -> QuerySet[Channel]:
    """Return the channels on which anything was found. One query."""
    heard = Finding.objects.filter(brand=member.brand, message__conversation__channel=OuterRef("pk"))
    return member.brand.channels.filter(Exists(heard)).select_related("identity").order_by("pk")


def missed_by_chance(member: Member, language: str = "", *, most: int = 10) -> list[Message]:
    """Return some messages in which nothing was found and of which nobody has spoken, the latest.

    Only so are labels had of what the rules pass over. One query.
    """
    theirs = Message.objects.filter(
        brand=member.brand, conversation__in=_told(member), author__side=Side.THEM, author__automated=False
    )
    silent = theirs.exclude(Exists(Finding.objects.filter(message=OuterRef("pk"))))
    unsaid = silent.exclude(Exists(Label.objects.standing().filter(message=OuterRef("pk"))))
    told = unsaid.filter(language__startswith=language) if language else unsaid
    return list(told.exclude(text="").select_related("author", "conversation__channel").order_by("-pk")[:most])


def _told(member: Member) -> QuerySet[Conversation]:
    return Conversation.objects.filter(brand=member.brand).told_to(member)


def _labels(messages: Sequence[int]) -> Mapping[tuple[int, str], Label]:
    said = Label.objects.standing().filter(message__in=messages).select_related("by__user")
    return {(one.message_id, one.asked): one for one in said}


def _row(finding: Finding, label: Label | None) -> Row:
    stale = finding.digest != digest_of(finding.message.text)
    return Row(finding, label, () if stale else tuple((start, end) for start, end in finding.spans), stale=stale)
