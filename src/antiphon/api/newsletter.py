"""Newsletters: who gets the letters of a channel."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in
from antiphon.api.answers import Json, Page, cursor, seen_of
from antiphon.channels.models import Channel
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.subscribing import take_over
from antiphon.publishing.models import Subscriber
from antiphon.publishing.queries.subscribing import newsletters

router = Router(tags=["newsletters"])


class SubscriberJson(Json, frozen=True, kw_only=True):
    """A subscription: `state` is asked, active, left or bounced; `consent` as it was worded."""

    id: int
    address: str
    name: str
    language: str
    state: str
    consent: str
    source: str
    asked_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None


class Somebody(Schema):
    """An address whose owner agreed to get the letters."""

    address: str = Field(max_length=254)
    name: str = Field(default="", max_length=120)


class TakenOver(Schema):
    """Addresses to take over, and where and when their owners agreed."""

    subscribers: list[Somebody] = Field(max_length=10_000)
    consent: str = Field(max_length=500)


class CountJson(Json, frozen=True, kw_only=True):
    """How many addresses were new."""

    taken_over: int


@router.get("/channels/{channel_id}/subscribers")
def list_subscribers(request: Asked, channel_id: int, limit: int = 30, after: str = "") -> Page[SubscriberJson]:
    """List the subscriptions of a newsletter, the latest first."""
    _by, channel = _newsletter(request, channel_id)
    seen, most = seen_of(after), max(1, min(limit, 100))
    rows = list(Subscriber.objects.filter(channel=channel).order_by("-asked_at", "-pk")[seen:][: most + 1])
    return Page(items=[_told(one) for one in rows[:most]], next=cursor(seen + most) if len(rows) > most else None)


@router.post("/channels/{channel_id}/subscribers")
def take_over_subscribers(request: Asked, channel_id: int, body: TakenOver) -> CountJson:
    """Take addresses over whose owners agreed elsewhere; one that is no address, and none is taken over."""
    by, channel = _newsletter(request, channel_id)
    rows = [(one.address, one.name) for one in body.subscribers]
    return CountJson(taken_over=take_over(by, channel, rows, body.consent))


def _newsletter(request: Asked, pk: int) -> tuple[Member, Channel]:
    channel = get_object_or_404(Channel.objects.select_related("brand"), brand__in=brands_of(request), pk=pk)
    by = member_in(request, channel.brand_id)
    require(by, Duty.CONNECT)
    if channel not in newsletters(channel.brand):
        raise Http404
    return by, channel


def _told(one: Subscriber) -> SubscriberJson:
    return SubscriberJson(
        id=one.pk,
        address=one.address,
        name=one.name,
        language=one.language,
        state=one.state,
        consent=one.consent,
        source=one.source,
        asked_at=one.asked_at,
        confirmed_at=one.confirmed_at,
        ended_at=one.ended_at,
    )
