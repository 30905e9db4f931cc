"""What came of a topic, in the words of those who read it, for programs."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Json
from antiphon.api.community import viewer_in
from antiphon.community.actions.tending import sum_up
from antiphon.community.models import Topic
from antiphon.community.queries.summaries import summaries_of
from antiphon.community.queries.topics import topics_read

router = Router(tags=["community"])


class SummaryBody(Schema):
    """What came of a topic, in at most 5,000 characters; empty takes the summary away."""

    summary: str


class SummedJson(Json, frozen=True, kw_only=True):
    """How a topic was summed up: by whom (a handle, null where they are gone) and since when."""

    summary: str
    by: str | None
    since: datetime | None


@router.put("/communities/{brand}/topics/{topic_id}/summary")
def sum_up_topic(request: Asked, brand: str, topic_id: int, body: SummaryBody) -> list[SummedJson]:
    """Sum a topic up, and list how it was summed up, the latest first."""
    viewer = viewer_in(request, brand)
    found = get_object_or_404(topics_read(viewer).select_related("group"), pk=topic_id)
    sum_up(viewer, found, body.summary)
    return _summed(found)


@router.get("/communities/{brand}/topics/{topic_id}/summaries")
def list_summaries(request: Asked, brand: str, topic_id: int) -> list[SummedJson]:
    """List how a topic was summed up, the latest first."""
    return _summed(get_object_or_404(topics_read(viewer_in(request, brand)), pk=topic_id))


def _summed(topic: Topic) -> list[SummedJson]:
    return [
        SummedJson(summary=one.text, by=one.by.handle if one.by else None, since=one.since)
        for one in summaries_of(topic)
    ]
