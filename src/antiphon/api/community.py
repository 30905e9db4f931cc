"""The community: topics and what is written in them, for programs of those who take part and of the team."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, user_of
from antiphon.api.answers import Accepted, Created, Json, Page, page_of, place_of
from antiphon.community.actions import opening, submitting, tending
from antiphon.community.actions.thanking import take_thank_back, thank
from antiphon.community.actions.writing import Words
from antiphon.community.models import Attachment, Group, HeldWriting, Joining, Kind, Topic
from antiphon.community.permissions import Viewer
from antiphon.community.queries.groups import groups_found
from antiphon.community.queries.participants import community_of, viewer_of
from antiphon.community.queries.sealing import sealed
from antiphon.community.queries.thanks import NOBODY, thanks_for
from antiphon.community.queries.topics import Line, lines_of, topics_read, tree_of
from antiphon.community.rules import cut
from antiphon.conversations.models import Message
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty

router = Router(tags=["community"])


class CommunityJson(Json, frozen=True, kw_only=True):
    """A brand's community and what the token's user is in it: `handle` is null until they take part."""

    brand: str
    joining: str
    welcome: str
    guidelines: str
    square: str | None
    handle: str | None
    hosts: bool


class TopicJson(Json, frozen=True, kw_only=True):
    """A topic; `kind` is discussion, question or essay.

    `answer` is the id of the message that answers a question, `opened_by` a handle, null: the brand. `session` is the
    id of the live session that it announced, null: none.
    """

    id: int
    group: str
    title: str
    kind: str
    opened_by: str | None
    opened_at: datetime
    last_at: datetime
    replies: int
    answer: int | None
    summary: str
    pinned: bool
    closed: bool
    session: int | None


class WrittenJson(Json, frozen=True, kw_only=True):
    """A message at its place in a topic: `source` is Markdown, null where it came through the brand's channel.

    `depth` 0 is the opening post, `answers` the message above. What was taken away has no words. `thanks` is how
    many thanked for it, `thanked` whether the token's user did.
    """

    id: int
    author: str
    handle: str | None
    source: str | None
    html: str
    warning: str
    depth: int
    answers: int | None
    written_at: datetime
    edited_at: datetime | None
    taken_away: bool
    thanks: int
    thanked: bool
    files: list["AttachedJson"]


class ThanksBody(Schema):
    """Whether one thanks, or takes it back."""

    thanks: bool = True


class ThanksJson(Json, frozen=True, kw_only=True):
    """How many thanked for a message, and whether the token's user is among them."""

    thanks: int
    thanked: bool


class TopicShownJson(TopicJson, frozen=True, kw_only=True):
    """A topic with a page of what is written in it, in reading order; pages count from 1."""

    page: int
    pages: int
    messages: list[WrittenJson]


class AttachedJson(Json, frozen=True, kw_only=True):
    """A file that goes with words; `words` say what a picture or video shows.

    `url` is sealed for three days: it opens to whoever has it.
    """

    id: int
    name: str
    words: str
    media_type: str
    bytes: int
    url: str


class HeldJson(Json, frozen=True, kw_only=True):
    """Words that wait for a moderator; `held_for` is first, limit or list, `hit` what a list names.

    `topic` is what they answer in, null where they open one. `files` stay as they are until it is decided.
    """

    id: int
    author: str
    group: str
    topic: int | None
    title: str
    source: str
    warning: str
    held_for: str
    hit: str
    files: list[AttachedJson]
    written_at: datetime


class WordsBody(Schema):
    """What is written, in Markdown, what readers are to be warned of, and under which key files were attached."""

    source: str
    warning: str = ""
    key: str = ""

    def words(self) -> Words:
        """Return it as the action takes it."""
        return Words(source=self.source, warning=self.warning, key=self.key)


class TopicBody(WordsBody):
    """A new topic."""

    title: str
    kind: Kind = Kind.DISCUSSION


class AnswerBody(Schema):
    """Which message answers the question; null: none does."""

    message: int | None


class TopicsAsked(Schema):
    """Which topics are listed: of one group, or of all that may be read."""

    group: str = ""
    limit: int = 30
    cursor: str = ""


class CommunityBody(Schema):
    """How one comes in, and the words that greet; what is left out is emptied."""

    joining: Joining
    welcome: str = ""
    guidelines: str = ""


@router.get("/communities/{brand}")
def show_community(request: Asked, brand: str) -> CommunityJson:
    """Show how one comes into a community, and what the token's user is in it."""
    return community_json(viewer_at(request, brand))


@router.put("/communities/{brand}")
def change_community(request: Asked, brand: str, body: CommunityBody) -> CommunityJson:
    """Say anew how one comes in, and the words that greet, as a host."""
    viewer = viewer_in(request, brand)
    opening.change_community(viewer, body.joining, body.welcome, body.guidelines)
    return community_json(viewer)


def community_json(viewer: Viewer) -> CommunityJson:
    """Return a community as programs read it."""
    found = viewer.community
    return CommunityJson(
        brand=viewer.brand.slug,
        joining=found.joining,
        welcome=found.welcome,
        guidelines=found.guidelines,
        square=found.square.slug if found.square else None,
        handle=viewer.participant.handle if viewer.participant and viewer.takes_part else None,
        hosts=viewer.hosts,
    )


@router.get("/communities/{brand}/topics")
def list_topics(request: Asked, brand: str, asked: Annotated[TopicsAsked, Query()]) -> Page[TopicJson]:
    """List the topics that the token's user may read, the latest words first."""
    found = topics_read(viewer_in(request, brand)).select_related("group", "opened_by", "live_session")
    if asked.group:
        found = found.filter(group__slug=asked.group)
    if asked.cursor:
        at, pk = place_of(asked.cursor)
        found = found.filter(last_at__lte=at).exclude(last_at=at, pk__gte=pk)
    limit = min(max(1, asked.limit), 100)
    rows = list(found.order_by("-last_at", "-pk")[: limit + 1])
    return page_of(rows, limit, lambda one: (one.last_at, one.pk), lambda kept: [_topic(one) for one in kept])


@router.post("/communities/{brand}/groups/{group}/topics")
def create_topic(
    request: Asked, brand: str, group: str, body: TopicBody
) -> Created[TopicShownJson] | Accepted[HeldJson]:
    """Open a topic in a group; 202: it waits for a moderator."""
    viewer = viewer_in(request, brand)
    made = submitting.submit_topic(viewer, group_of(viewer, group), body.title, body.words(), body.kind)
    if isinstance(made, HeldWriting):
        return Accepted(told_held(made))
    return Created(topic_shown(viewer, made, 1))


@router.get("/communities/{brand}/topics/{topic_id}")
def show_topic(request: Asked, brand: str, topic_id: int, page: int = 1) -> TopicShownJson:
    """Show a topic with a page of its tree."""
    viewer = viewer_in(request, brand)
    return topic_shown(viewer, topic_of(viewer, topic_id), page)


@router.post("/communities/{brand}/topics/{topic_id}/messages/{message_id}/replies")
def create_reply(
    request: Asked, brand: str, topic_id: int, message_id: int, body: WordsBody
) -> Created[WrittenJson] | Accepted[HeldJson]:
    """Answer a message of a topic; 202: the answer waits for a moderator."""
    viewer = viewer_in(request, brand)
    found = topic_of(viewer, topic_id)
    answered = get_object_or_404(Message, conversation=found.conversation_id, pk=message_id)
    made = submitting.submit_reply(viewer, found, answered, body.words())
    if isinstance(made, HeldWriting):
        return Accepted(told_held(made))
    placed = [one for one in tree_of(found) if one.id == made.message_id]
    return Created(written_json(lines_of(placed, viewer.participant)[0], brand))


@router.post("/communities/{brand}/topics/{topic_id}/answer")
def choose_answer(request: Asked, brand: str, topic_id: int, body: AnswerBody) -> TopicShownJson:
    """Say which message answers a question."""
    viewer = viewer_in(request, brand)
    found = topic_of(viewer, topic_id)
    answer = None
    if body.message is not None:
        answer = get_object_or_404(Message, conversation=found.conversation_id, pk=body.message)
    tending.mark_answer(viewer, found, answer)
    return topic_shown(viewer, found, 1)


def viewer_at(request: Asked, brand: str) -> Viewer:
    """Return who asks, at the door: whoever has a token comes there. Raise Http404 if there is none."""
    community = community_of(brand)
    if community is None:
        raise Http404
    return viewer_of(community, user_of(request))


def viewer_in(request: Asked, brand: str) -> Viewer:
    """Return who asks; for whoever neither takes part nor may look at everything of the brand there is nothing."""
    viewer = viewer_at(request, brand)
    if not viewer.takes_part and (viewer.member is None or not allows(viewer.member, Duty.SEE)):
        raise Http404
    return viewer


def told_held(one: HeldWriting, files: Sequence[Attachment] = ()) -> HeldJson:
    """Return words that wait, as programs read them, with what goes with them."""
    return HeldJson(
        id=one.pk,
        author=one.author.handle,
        group=one.group.slug,
        topic=one.topic_id,
        title=one.title,
        source=one.source,
        warning=one.warning,
        held_for=one.held_for,
        hit=one.hit,
        files=[attached_json(one.group.brand.slug, file) for file in files],
        written_at=one.at,
    )


def attached_json(brand: str, one: Attachment) -> AttachedJson:
    """Return a file that goes with words, as programs read it."""
    path = reverse("attachment", args=[brand, one.pk])
    address = f"{settings.PUBLIC_URL}{path}?seal={sealed('attachment', one.pk)}"
    told = {name: getattr(one, name) for name in ("name", "words", "media_type", "bytes")}
    return AttachedJson(id=one.pk, url=address, **told)


def group_of(viewer: Viewer, slug: str) -> Group:
    """Return a group that exists for who looks; raise Http404 if there is none."""
    return get_object_or_404(groups_found(viewer), slug=slug)


def topic_of(viewer: Viewer, pk: int) -> Topic:
    """Return a topic that who looks may read; raise Http404 if there is none."""
    found = topics_read(viewer).select_related("group", "conversation", "opened_by", "live_session")
    return get_object_or_404(found, pk=pk)


def _topic(one: Topic) -> TopicJson:
    return TopicJson(
        id=one.pk,
        group=one.group.slug,
        title=one.title,
        kind=one.kind,
        opened_by=one.opened_by.handle if one.opened_by else None,
        opened_at=one.opened_at,
        last_at=one.last_at,
        replies=one.replies,
        answer=one.answer_id,
        summary=one.summary,
        pinned=one.pinned_at is not None,
        closed=one.closed_at is not None,
        session=one.live_session.pk if hasattr(one, "live_session") else None,
    )


def topic_shown(viewer: Viewer, topic: Topic, page: int = 1) -> TopicShownJson:
    """Return a topic with a page of what is written in it, as programs read it."""
    shown = cut(tree_of(topic), page)
    told = _topic(topic)
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    messages = [written_json(line, viewer.brand.slug) for line in lines_of(shown.placed, viewer.participant)]
    return TopicShownJson(**fields, page=shown.number, pages=shown.pages, messages=messages)


@router.post("/communities/{brand}/topics/{topic_id}/messages/{message_id}/thanks")
def thank_for_message(request: Asked, brand: str, topic_id: int, message_id: int, body: ThanksBody) -> ThanksJson:
    """Thank for a message, or, with `thanks` false, take it back; a second time changes nothing."""
    viewer = viewer_in(request, brand)
    topic = get_object_or_404(topics_read(viewer).select_related("group"), pk=topic_id)
    message = get_object_or_404(Message, conversation=topic.conversation_id, pk=message_id)
    (thank if body.thanks else take_thank_back)(viewer, topic, message)
    now = thanks_for([message.pk], viewer.participant).get(message.pk, NOBODY)
    return ThanksJson(thanks=now.number, thanked=now.mine)


def written_json(line: Line, brand: str) -> WrittenJson:
    """Return a message at its place, as programs read it."""
    written = line.writing
    gone = written is not None and written.removed_at is not None
    html = written.html if written is not None else line.message.html
    return WrittenJson(
        id=line.message.pk,
        author=str(line.message.author),
        handle=written.author.handle if written and written.author else None,
        source=None if written is None or gone else written.source,
        html="" if gone else html,
        warning=written.warning if written and not gone else "",
        depth=line.placed.depth,
        answers=line.placed.parent_id,
        written_at=line.message.sent_at,
        edited_at=written.edited_at if written else None,
        taken_away=gone,
        thanks=line.thanks.number,
        thanked=line.thanks.mine,
        files=[] if gone else [attached_json(brand, one) for one in line.attachments],
    )
