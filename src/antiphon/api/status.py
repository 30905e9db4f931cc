"""Status: whether everything goes out on time, and what will soon need somebody."""

from datetime import datetime

from ninja import Router

from antiphon.api.access import Asked, member_of
from antiphon.api.answers import Json
from antiphon.channels import limits
from antiphon.channels.queries import tokens_near_end
from antiphon.letters.actions import mail_is_on
from antiphon.letters.queries import mail_trouble
from antiphon.lib import clock
from antiphon.publishing.models import Delivery
from antiphon.publishing.queries.endangered import posts_at_risk
from antiphon.publishing.queries.watching import last_beat, lateness, oldest_waiting, workers

router = Router(tags=["status"])


class LatenessJson(Json, frozen=True, kw_only=True):
    """How late the final calls of the last 30 days were, in seconds; null where nothing went out: not known."""

    n: int
    on_time: int
    worst_seconds: float | None
    worst_post: int | None


class TokenEndJson(Json, frozen=True, kw_only=True):
    """A channel that goes silent at a moment unless somebody signs in again, and how many posts are at risk."""

    channel: int
    state: str
    ends_at: datetime
    posts_at_risk: int


class StatusJson(Json, frozen=True, kw_only=True):
    """How the house is at work. `stale_limits` are kinds of channels whose limits were checked long ago."""

    workers: int
    last_run: datetime | None
    oldest_waiting: int | None
    oldest_due_at: datetime | None
    needing_a_person: int
    lateness: LatenessJson
    troubled_channels: list[int]
    tokens_near_end: list[TokenEndJson]
    stale_limits: list[str]
    mail: bool
    letters_waiting: int
    letters_given_up: int


@router.get("/brands/{brand}/status")
def read_status(request: Asked, brand: str) -> StatusJson:
    """Read the state of the installation as far as it concerns a brand."""
    house, now = member_of(request, brand).brand, clock.now()
    late, oldest, mail = lateness(house, now), oldest_waiting(house, now), mail_trouble(now)
    connected = house.channels.connected()
    return StatusJson(
        workers=len(workers(now)),
        last_run=last_beat(),
        oldest_waiting=oldest.pk if oldest else None,
        oldest_due_at=oldest.due_at if oldest else None,
        needing_a_person=Delivery.objects.filter(post__brand=house).needing_a_person().count(),
        lateness=LatenessJson(
            n=late.n,
            on_time=late.on_time,
            worst_seconds=late.worst.total_seconds() if late.worst is not None else None,
            worst_post=late.worst_post,
        ),
        troubled_channels=list(connected.exclude(trouble="").values_list("pk", flat=True)),
        tokens_near_end=[
            TokenEndJson(
                channel=one.end.channel.pk, state=one.end.state, ends_at=one.end.ends_at, posts_at_risk=one.count
            )
            for one in posts_at_risk(tokens_near_end(house, now))
        ],
        stale_limits=[kind for kind, _ in limits.stale(connected.values_list("kind", flat=True), now.date())],
        mail=mail_is_on(),
        letters_waiting=mail.waiting,
        letters_given_up=mail.given_up,
    )
