"""What makes answering quick: saved replies, and views of the inbox."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.api.conversations import Looking, conversation_of
from antiphon.channels.sentences import network_name
from antiphon.conversations.actions import saving
from antiphon.conversations.models import Message, SavedReply
from antiphon.conversations.queries.attending import words_of
from antiphon.conversations.queries.inbox import CountedView, count_found, views_of
from antiphon.conversations.rules import read_filters

router = Router(tags=["conversations"])


class SavedReplyJson(Json, frozen=True, kw_only=True):
    """Words that are answered again and again, in one language; braces hold what is filled in."""

    id: int
    name: str
    language: str
    text: str
    changed_at: datetime


class FilledJson(Json, frozen=True, kw_only=True):
    """A saved reply as it would stand in the field for one message. Nothing is sent."""

    text: str


class SavedViewJson(Json, frozen=True, kw_only=True):
    """Filters under a name, as query parameters; `count` is of what they find, at most 1,000."""

    id: int
    name: str
    filters: dict[str, str]
    count: int


class TakenJson(Json, frozen=True, kw_only=True):
    """How many were taken away."""

    taken: int


class Replying(Schema):
    """A saved reply. In braces may stand: name, handle, brand, agent, network."""

    name: str
    language: str
    text: str


class Viewing(Looking):
    """A view: its name, and the filters of the list of conversations."""

    name: str


class Named(Schema):
    """A view, by its name."""

    name: str


@router.get("/brands/{brand}/saved-replies")
def list_replies(request: Asked, brand: str) -> list[SavedReplyJson]:
    """List the saved replies of a brand, by language and name."""
    rows = member_of(request, brand).brand.saved_replies.order_by("language", "name")
    return [_reply_json(one) for one in rows]


@router.post("/brands/{brand}/saved-replies")
def save_reply(request: Asked, brand: str, body: Replying) -> Created[SavedReplyJson]:
    """Keep words that are answered again and again."""
    by = member_of(request, brand)
    return Created(_reply_json(saving.save_reply(by, body.name, body.text, body.language)))


@router.put("/saved-replies/{reply_id}")
def change_reply(request: Asked, reply_id: int, body: Replying) -> SavedReplyJson:
    """Keep a saved reply otherwise than before."""
    found = _reply(request, reply_id)
    by = member_in(request, found.brand_id)
    return _reply_json(saving.save_reply(by, body.name, body.text, body.language, found))


@router.post("/saved-replies/{reply_id}/remove")
def take_reply_away(request: Asked, reply_id: int) -> TakenJson:
    """Take a saved reply away."""
    found = _reply(request, reply_id)
    saving.take_reply_away(member_in(request, found.brand_id), found)
    return TakenJson(taken=1)


@router.get("/saved-replies/{reply_id}/for/{heard_id}")
def fill_reply(request: Asked, reply_id: int, heard_id: int) -> FilledJson:
    """Read a saved reply filled in for a message that would be answered with it."""
    found = _reply(request, reply_id)
    rows = Message.objects.filter(brand=found.brand_id).select_related("author", "conversation__channel")
    answered = get_object_or_404(rows, pk=heard_id)
    conversation_of(request, answered.conversation_id)
    network = network_name(answered.conversation.channel.kind)
    return FilledJson(text=words_of(found, member_in(request, found.brand_id), answered, network))


@router.get("/brands/{brand}/saved-views")
def list_views(request: Asked, brand: str) -> list[SavedViewJson]:
    """List the views of the inbox that the user keeps, each with its count."""
    return [_view_json(one) for one in views_of(member_of(request, brand))]


@router.post("/brands/{brand}/saved-views")
def save_view(request: Asked, brand: str, body: Viewing) -> Created[SavedViewJson]:
    """Keep filters under a name; the same name keeps the new ones."""
    by = member_of(request, brand)
    filters = read_filters(body.dict() | {"tab": body.show, "kind": body.spoken})
    view = saving.save_view(by, body.name, filters)
    return Created(_view_json(CountedView(view, filters, count_found(by, filters))))


@router.post("/brands/{brand}/saved-views/remove")
def take_view_away(request: Asked, brand: str, body: Named) -> TakenJson:
    """Take a view of one’s own away, by its name."""
    return TakenJson(taken=saving.take_view_away(member_of(request, brand), body.name))


def _reply(request: Asked, reply_id: int) -> SavedReply:
    return get_object_or_404(SavedReply.objects.filter(brand__in=brands_of(request)), pk=reply_id)


def _reply_json(reply: SavedReply) -> SavedReplyJson:
    kept = ("id", "name", "language", "text", "changed_at")
    return SavedReplyJson(**{name: getattr(reply, name) for name in kept})


def _view_json(one: CountedView) -> SavedViewJson:
    return SavedViewJson(id=one.view.pk, name=one.view.name, filters=one.view.filters, count=one.count)
