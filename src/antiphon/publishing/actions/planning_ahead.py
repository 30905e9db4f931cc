"""How the occurrences of series are planned: ahead of their time, each once, whoever looks and however often."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.wall_time import resolve
from antiphon.publishing.actions.agreeing import agree_as_before
from antiphon.publishing.actions.composing import compose
from antiphon.publishing.drafts import Draft, Moment
from antiphon.publishing.models import Content, Occurrence, Post, Series
from antiphon.publishing.queries.drafts import draft_again, draft_of_content
from antiphon.publishing.queries.recurring import missing_times, original_of, pool_of
from antiphon.publishing.queries.wording import spelled_out
from antiphon.publishing.rules.evergreen import next_content

#: How far ahead occurrences are planned.
HORIZON = timedelta(days=60)
#: Why a series could not plan everything, in the words of the database.
NO_CHANNEL, NOT_ALLOWED, REFUSED, RESTING = "no_channel", "not_allowed", "refused", "resting"


def plan_all() -> int:
    """Plan what comes round within the horizon in every series that goes on; return how many occurrences."""
    running = Series.objects.filter(stopped_at=None).order_by("pk")
    return sum(plan_series(pk) for pk in running.values_list("pk", flat=True))


@transaction.atomic
def plan_series(pk: int) -> int:
    """Plan what comes round within the horizon in one series; return how many occurrences were made.

    May run twice, and at two places: an occurrence that stands is never made again, whatever became of it.
    """
    found = Series.objects.select_for_update(of=("self",)).select_related("author__brand", "author__user", "brand")
    series = found.get(pk=pk)
    if series.stopped_at is not None:
        return 0
    made, trouble = 0, ""
    for wall in missing_times(series, clock.now(), HORIZON):
        problem = _plan(series, wall)
        made, trouble = made + (not problem), problem or trouble
        if problem and problem != RESTING:
            break
    Series.objects.filter(pk=pk).update(planned_until=clock.now() + HORIZON, trouble=trouble)
    return made


def _plan(series: Series, wall: datetime) -> str:
    """Make one occurrence; return nothing, or why it could not be made."""
    channels = list(series.channels.filter(disconnected_at=None).select_related("identity"))
    if not channels:
        return NO_CHANNEL
    try:
        draft, source = _to_say(series, channels, wall)
        if draft is None:
            return RESTING
        with transaction.atomic():
            _make(series, wall, draft, source)
    except NotAllowed:
        return NOT_ALLOWED
    except Refusal:
        return REFUSED
    return ""


def _to_say(series: Series, channels: list[Channel], wall: datetime) -> tuple[Draft | None, Content | None]:
    """Return what is said at a time, and the content of the pool that it says again, if it does."""
    if series.content is not None:
        said = spelled_out(series.brand, draft_of_content(series.content, channels))
        return replace(said, campaign=series.campaign), None
    at = resolve(wall, series.time_zone).at
    rest = timedelta(days=series.cool_down_days)
    chosen = next_content(pool_of(series), at, cool_down=rest, most_cycles=series.most_cycles)
    if chosen is None:
        return None, None
    original = original_of(chosen)
    return replace(draft_again(original, channels), campaign=series.campaign), original.content


def _make(series: Series, wall: datetime, draft: Draft, source: Content | None) -> Post:
    moment = Moment(wall, series.time_zone, as_draft=series.as_draft)
    post = compose(series.author, draft, moment)
    Occurrence.objects.create(
        series=series,
        wall_time=wall.isoformat(timespec="minutes"),
        post=post,
        content=post.content,
        source=source,
        made_at=clock.now(),
    )
    said = Post.objects.filter(occurrence__series=series)
    agree_as_before(post, said | Post.objects.filter(content=source, occurrence=None) if source else said)
    return post
