"""Topics: what people speak of in a week or a month, and the vocabulary by which it is found."""

from datetime import date, datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.listening.actions import subjects as vocabulary
from antiphon.listening.models import Subject, SubjectState
from antiphon.listening.queries.topics import Topic, messages_about, topics
from antiphon.listening.rules.topics import Span, Stretch, stretch
from antiphon.organizations.models import Member

router = Router(tags=["listening"])


class SubjectJson(Json, frozen=True, kw_only=True):
    """A subject; `keywords` by language, those under the empty key in any language."""

    id: int
    name: str
    keywords: dict[str, list[str]]
    state: str


class TopicJson(Json, frozen=True, kw_only=True):
    """A subject in a stretch of time: messages and different people in it, messages in the one before.

    `examples` are the latest messages, by their conversation.
    """

    subject: SubjectJson
    now: int
    before: int
    people: int
    movement: str
    examples: list[int]


class TopicsJson(Json, frozen=True, kw_only=True):
    """The topics of whole days from `first` to `last`, against as many days from `before_first` on."""

    first: date
    last: date
    before_first: date
    topics: list[TopicJson]
    suggested: list[TopicJson]


class AboutJson(Json, frozen=True, kw_only=True):
    """A message that speaks of a subject."""

    id: int
    conversation: int
    name: str
    text: str
    said_at: datetime


class VocabularyBody(Schema):
    """A subject with its keywords by language, those under the empty key in any language."""

    name: str
    keywords: dict[str, list[str]]


@router.get("/brands/{brand}/topics")
def list_topics_heard(
    request: Asked, brand: str, span: str = Span.WEEK, back: Annotated[int, Query(ge=0, le=60)] = 0
) -> TopicsJson:
    """List what people speak of in the last week or 30 days, or so many of them back."""
    member = member_of(request, brand)
    if span not in set(Span):
        raise Refusal(_("Choose a week or a month."), field="span")
    now, before = (_stretch(member, Span(span), number) for number in (back, back + 1))
    return TopicsJson(
        first=now.first, last=now.last, before_first=before.first,
        topics=[_topic(one) for one in topics(member, now, before)],
        suggested=[_topic(one) for one in topics(member, now, before, SubjectState.PROPOSED) if one.now],
    )  # fmt: skip


@router.post("/brands/{brand}/subjects")
def add_subject(request: Asked, brand: str, body: VocabularyBody) -> Created[SubjectJson]:
    """Add a subject to the vocabulary; what was said is tagged anew."""
    member = member_of(request, brand)
    return Created(_subject(vocabulary.add_subject(member, body.name, body.keywords)))


@router.get("/subjects/{subject_id}")
def read_subject(request: Asked, subject_id: int) -> SubjectJson:
    """Read a subject."""
    return _subject(_found(request, subject_id)[1])


@router.get("/subjects/{subject_id}/messages")
def list_messages_about(
    request: Asked, subject_id: int, after: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 30
) -> Page[AboutJson]:
    """List the messages that speak of a subject, the latest first."""
    member, subject = _found(request, subject_id)
    seen = seen_of(after)
    rows = list(messages_about(member, subject)[seen : seen + limit + 1])
    items = [
        AboutJson(
            id=one.pk, conversation=one.conversation_id, name=str(one.author), text=one.text, said_at=one.sent_at
        )
        for one in rows[:limit]
    ]
    return Page(items=items, next=cursor(seen + limit) if len(rows) > limit else None)


@router.put("/subjects/{subject_id}")
def change_subject(request: Asked, subject_id: int, body: VocabularyBody) -> SubjectJson:
    """Give a subject another name or other keywords; a suggestion is accepted so."""
    member, subject = _found(request, subject_id)
    return _subject(vocabulary.change_subject(member, subject, body.name, body.keywords))


@router.post("/subjects/{subject_id}/accept")
def accept_subject(request: Asked, subject_id: int) -> SubjectJson:
    """Take a suggestion into the vocabulary."""
    return _subject(vocabulary.accept_subject(*_found(request, subject_id)))


@router.post("/subjects/{subject_id}/reject")
def reject_subject(request: Asked, subject_id: int) -> SubjectJson:
    """Put a suggestion aside: it is not suggested again."""
    return _subject(vocabulary.reject_subject(*_found(request, subject_id)))


@router.post("/subjects/{subject_id}/drop")
def drop_subject(request: Asked, subject_id: int) -> SubjectJson:
    """Take a subject out of the vocabulary; answered with what it was."""
    member, subject = _found(request, subject_id)
    was = _subject(subject)
    vocabulary.drop_subject(member, subject)
    return was


def _found(request: Asked, pk: int) -> tuple[Member, Subject]:
    subject = get_object_or_404(Subject.objects.select_related("brand"), brand__in=brands_of(request), pk=pk)
    return member_in(request, subject.brand_id), subject


def _stretch(member: Member, span: Span, back: int) -> Stretch:
    zone = member.brand.zone
    return stretch(span, clock.now().astimezone(zone).date(), zone, back)


def _subject(subject: Subject) -> SubjectJson:
    return SubjectJson(id=subject.pk, name=subject.name, keywords=subject.keywords, state=subject.state)


def _topic(topic: Topic) -> TopicJson:
    return TopicJson(
        subject=_subject(topic.subject), now=topic.now, before=topic.before, people=topic.people,
        movement=topic.movement.value, examples=[one.conversation_id for one in topic.examples],
    )  # fmt: skip
