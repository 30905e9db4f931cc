"""What one wrote, for programs: say it anew, take it away, see how it stood, take it over into an answer."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Accepted, Created, Json
from antiphon.api.community import (
    HeldJson,
    TopicShownJson,
    WordsBody,
    WrittenJson,
    told_held,
    topic_of,
    topic_shown,
    viewer_in,
    written_json,
)
from antiphon.community.actions import submitting, writing
from antiphon.community.actions.approving import withdraw
from antiphon.community.actions.saying import say
from antiphon.community.models import HeldWriting, Topic, Writing
from antiphon.community.permissions import Viewer, moderates, require_part
from antiphon.community.queries.attachments import attached_to_held
from antiphon.community.queries.history import Stand, history_of
from antiphon.community.queries.topics import Line, lines_of, quotation, tree_of
from antiphon.lib.differences import Change, Piece
from antiphon.lib.errors import NotAllowed

router = Router(tags=["community"])


class PieceJson(Json, frozen=True, kw_only=True):
    """A piece of words: `change` is same, gone or new against how they stood before."""

    change: str
    text: str


class StandJson(Json, frozen=True, kw_only=True):
    """How words stood `until` a moment, null: as they stand now; `source` whole, `pieces` against the one before."""

    until: datetime | None
    source: str
    warning: str
    pieces: list[PieceJson]


class QuotedJson(Json, frozen=True, kw_only=True):
    """What is put before an answer, in Markdown, and the warning that goes with it."""

    source: str
    warning: str


class WhyTakenBody(Schema):
    """Why words are taken away; of one's own it may be left out."""

    why: str = ""


_MESSAGE = "/communities/{brand}/topics/{topic_id}/messages/{message_id}"


@router.post("/communities/{brand}/notes")
def create_note(request: Asked, brand: str, body: WordsBody) -> Created[TopicShownJson] | Accepted[HeldJson]:
    """Say something short on the square, without a title; 202: it waits for a moderator."""
    viewer = viewer_in(request, brand)
    made = say(viewer, body.words())
    if isinstance(made, HeldWriting):
        return Accepted(told_held(made))
    return Created(topic_shown(viewer, made))


@router.put(_MESSAGE)
def change_message(request: Asked, brand: str, topic_id: int, message_id: int, body: WordsBody) -> WrittenJson:
    """Write something else; how it stood before is kept where everybody who reads it can look."""
    viewer = viewer_in(request, brand)
    topic, written = _writing(viewer, topic_id, message_id)
    submitting.submit_edit(viewer, written, topic.group, body.words())
    return written_json(_line(viewer, topic, message_id), brand)


@router.get(_MESSAGE + "/history")
def show_history(request: Asked, brand: str, topic_id: int, message_id: int) -> list[StandJson]:
    """List how a message stood, the latest first; of one that was taken away to its author and moderators only."""
    viewer = viewer_in(request, brand)
    topic, written = _writing(viewer, topic_id, message_id)
    own = viewer.participant is not None and written.author_id == viewer.participant.pk
    if written.removed_at and not (own or moderates(viewer, topic.group)):
        raise Http404
    return [_stand(one) for one in history_of(written)]


@router.post(_MESSAGE + "/take-away")
def take_away_message(request: Asked, brand: str, topic_id: int, message_id: int, body: WhyTakenBody) -> WrittenJson:
    """Take one's own words away, or, as a moderator and with a reason, those of others; the replies stay."""
    viewer = viewer_in(request, brand)
    topic, written = _writing(viewer, topic_id, message_id)
    writing.take_away(viewer, written, topic.group, body.why)
    return written_json(_line(viewer, topic, message_id), brand)


@router.get(_MESSAGE + "/quotation")
def quote_message(request: Asked, brand: str, topic_id: int, message_id: int) -> QuotedJson:
    """Take a message over into an answer: whose words, where they stand, and the words; empty if they are gone."""
    viewer = viewer_in(request, brand)
    line = _line(viewer, topic_of(viewer, topic_id), message_id)
    address = reverse("community_message", args=[brand, line.message.network_id])
    gone = line.writing is None or line.writing.removed_at is not None
    return QuotedJson(
        source=quotation(line, address), warning="" if gone or line.writing is None else line.writing.warning
    )


@router.get("/communities/{brand}/held")
def list_own_held(request: Asked, brand: str) -> list[HeldJson]:
    """List one's own words that wait for a moderator, the latest first, 100 at most."""
    viewer = viewer_in(request, brand)
    own = list(_held(viewer).filter(author=require_part(viewer)).order_by("-at", "-pk")[:100])
    files = attached_to_held(own)
    return [told_held(one, files[one.pk]) for one in own]


@router.post("/communities/{brand}/held/{held_id}/withdraw")
def withdraw_held(request: Asked, brand: str, held_id: int) -> dict[str, bool]:
    """Take back words of one's own that still wait."""
    viewer = viewer_in(request, brand)
    found = get_object_or_404(_held(viewer), pk=held_id)
    if found.author != require_part(viewer):
        raise NotAllowed(_("Only who wrote this can change it."))
    withdraw(viewer, found)
    return {"withdrawn": True}


def _held(viewer: Viewer) -> QuerySet[HeldWriting]:
    waiting = HeldWriting.objects.waiting().filter(group__brand=viewer.brand)
    return waiting.select_related("group__brand", "author")


def _writing(viewer: Viewer, topic: int, message: int) -> tuple[Topic, Writing]:
    found = topic_of(viewer, topic)
    written = Writing.objects.select_related("message__conversation", "author")
    return found, get_object_or_404(written, message=message, message__conversation=found.conversation_id)


def _line(viewer: Viewer, topic: Topic, message: int) -> Line:
    placed = [one for one in tree_of(topic) if one.id == message]
    if not placed:
        raise Http404
    return lines_of(placed, viewer.participant)[0]


def _whole(pieces: Sequence[Piece]) -> str:
    return "".join(one.text for one in pieces if one.change != Change.GONE)


def _stand(one: Stand) -> StandJson:
    return StandJson(
        until=one.until,
        source=_whole(one.pieces),
        warning=_whole(one.warnings),
        pieces=[PieceJson(change=piece.change.value, text=piece.text) for piece in one.pieces],
    )
