"""What groups of the sample hold besides words: an evening ahead, one that was, an hour of questions, a document."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from antiphon.cli.sample.papers import bind
from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story.evenings import (
    ABOUT,
    ASKED,
    DOCUMENT,
    DOCUMENT_WORDS,
    HERE,
    HOUR,
    HOUR_ABOUT,
    NOTE,
    PAGES,
    PAST,
    PAST_NOTES,
    TITLE,
    WHERE,
)
from antiphon.community.actions.attaching import FileGiven
from antiphon.community.actions.documents import DocumentGiven, add_document, renew_document
from antiphon.community.actions.events import EventGiven, answer_event, plan_event
from antiphon.community.actions.sessions import SessionGiven, announce_session, ask_question, vote
from antiphon.community.models import (
    Answer,
    Attendance,
    Event,
    Group,
    GroupDocument,
    Kind,
    Participant,
    Topic,
)
from antiphon.community.permissions import Viewer
from antiphon.lib.wall_time import resolve


def hold_evenings(stage: Stage, viewers: Mapping[str, Viewer], chairs: Group) -> None:
    """Plan an evening and an hour of the group of chairs, remember one of the Thursdays, and give it a document."""
    _plan(stage, viewers, chairs)
    _announce(stage, viewers, chairs)
    _remember(stage)
    _give(stage, viewers["bruno"], chairs)


def _plan(stage: Stage, viewers: Mapping[str, Viewer], chairs: Group) -> None:
    begins, ends = (resolve(stage.wall(6, hour), stage.brand.time_zone).at for hour in (18, 21))
    given = EventGiven(title=TITLE, about=ABOUT, starts_at=begins, ends_at=ends, place=WHERE, room=8)
    event = plan_event(viewers["bruno"], chairs, given)
    for key, answer in (("anna", Answer.YES), ("chiara", Answer.MAYBE), ("ruth", Answer.YES)):
        answer_event(_as(viewers, stage, key), event, answer)


def _announce(stage: Stage, viewers: Mapping[str, Viewer], chairs: Group) -> None:
    begins, ends = (resolve(stage.wall(3, hour), stage.brand.time_zone).at for hour in (20, 21))
    given = SessionGiven(title=HOUR, about=HOUR_ABOUT, starts_at=begins, ends_at=ends)
    session = announce_session(viewers["bruno"], chairs, given)
    for key, text, voters in ASKED:
        question = ask_question(_as(viewers, stage, key), session, text)
        for voter in voters:
            vote(_as(viewers, stage, voter), question, wanted=True)


def _as(viewers: Mapping[str, Viewer], stage: Stage, key: str) -> Viewer:
    if key in viewers:
        return viewers[key]
    found = Participant.objects.select_related("identity", "user").get(brand=stage.brand, handle=key)
    return replace(viewers["anna"], participant=found, member=None)


def _remember(stage: Stage) -> None:
    """Let a topic of the past be an evening that was held: what was said there stays as it came."""
    topic = Topic.objects.get(brand=stage.brand, title=PAST)
    Topic.objects.filter(pk=topic.pk).update(kind=Kind.EVENT)
    held = stage.at(15, 19)
    event = Event.objects.create(
        brand=stage.brand,
        topic=topic,
        starts_at=held,
        ends_at=held + timedelta(hours=3),
        zone=stage.brand.time_zone,
        place=HERE,
        changed_at=topic.opened_at,
        notes=Topic.objects.get(brand=stage.brand, title=PAST_NOTES),
    )
    event.hosts.set(Participant.objects.filter(brand=stage.brand, handle="anna"))
    _came(event, topic.opened_at)


def _came(event: Event, since: datetime) -> None:
    inside = event.topic.group.memberships.current().order_by("pk").values_list("participant", flat=True)
    Attendance.objects.bulk_create(
        Attendance(event=event, participant_id=key, answer=Answer.YES, answered_at=since, seated_at=since)
        for key in inside
    )


def _give(stage: Stage, by: Viewer, chairs: Group) -> None:
    first, second = (bind(DOCUMENT, pages) for pages in (PAGES[:2], PAGES))
    given = DocumentGiven(title=DOCUMENT, words=DOCUMENT_WORDS, file=FileGiven(data=first, name="joints.pdf"))
    made = add_document(by, chairs, given)
    renew_document(by, made, DocumentGiven(file=FileGiven(data=second, name="joints-2.pdf"), note=NOTE))
    GroupDocument.objects.filter(pk=made.pk).update(added_at=stage.at(30, 10), changed_at=stage.at(8, 17))
    for number, at in ((1, stage.at(30, 10)), (2, stage.at(8, 17))):
        made.versions.filter(number=number).update(at=at)
