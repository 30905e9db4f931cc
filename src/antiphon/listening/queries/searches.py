"""Reads of saved searches and of what they came upon."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from antiphon.channels.connector import Capability
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel
from antiphon.conversations.models import Conversation, Message
from antiphon.conversations.queries.finding import messages_saying
from antiphon.listening.models import Found, FoundState, SavedSearch, Tagged
from antiphon.organizations.models import Member
from antiphon.people.models import Side


def searches_of(member: Member) -> list[SavedSearch]:
    """Return the searches in force by name, each with `waiting`: how many posts wait for a word. One query."""
    waiting = Count("found", filter=Q(found__state=FoundState.NEW))
    rows = member.brand.saved_searches.filter(ended_at=None).select_related(
        "channel__identity", "subject", "made_by__user"
    )
    return list(rows.annotate(waiting=waiting).order_by("name", "pk"))


def found_by(member: Member, search: SavedSearch | None, state: str = FoundState.NEW) -> QuerySet[Found]:
    """Return what a search came upon, or all searches in force did, the latest said first."""
    rows = Found.objects.filter(brand=member.brand, state=state)
    if search is not None:
        rows = rows.filter(searches=search)
    return rows.select_related("channel__identity", "message__author", "decided_by__user").order_by("-said_at", "-pk")


def heard_by(member: Member, search: SavedSearch) -> QuerySet[Message]:
    """Return the messages of others that a search finds in what was said to us and the member may read."""
    told = Conversation.objects.filter(brand=member.brand).told_to(member)
    if search.channel_id:
        told = told.filter(channel=search.channel_id)
    rows = Message.objects.filter(
        brand=member.brand, conversation__in=told, author__side=Side.THEM, author__automated=False
    ).exclude(text="")
    if search.words:
        rows = rows.filter(pk__in=messages_saying(member.brand_id, search.words))
    if search.words.startswith("#"):
        rows = rows.filter(text__icontains=search.words)
    if search.subject_id:
        rows = rows.filter(Exists(Tagged.objects.filter(message=OuterRef("pk"), subject=search.subject_id)))
    return rows.select_related("author", "conversation__channel").order_by("-sent_at", "-pk")


def channels_that_search(member: Member) -> QuerySet[Channel]:
    """Return the connected channels through which public posts can be searched."""
    return member.brand.channels.filter(disconnected_at=None, kind__in=kinds_that_search()).select_related("identity")


def kinds_that_search() -> set[str]:
    """Return the kinds of channel whose network lets public posts be searched."""
    return {kind for kind, made in connectors().items() if made.can(Capability.SEARCH)}
