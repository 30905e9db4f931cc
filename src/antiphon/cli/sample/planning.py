"""What is planned in the sample: the coming weeks, the queue, what comes round, what could be said."""

from datetime import date, datetime, timedelta

from antiphon.cli.sample.past import THURSDAY
from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story.notes import EVERY_WEEK
from antiphon.cli.sample.story.order import BOOK, KNOW, WELCOME
from antiphon.cli.sample.story.plan import ASIDE, IDEAS, NEED, OF_NEED, PLANNED, SLOTS, SOON, Planned
from antiphon.lib.recurrence import Every, Recurrence, rule_of
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.following import follow
from antiphon.publishing.actions.gathering import gather_needs, note_idea, put_aside, write_of
from antiphon.publishing.actions.planning_ahead import plan_all
from antiphon.publishing.actions.queueing import add_slots, to_next_slot
from antiphon.publishing.actions.recurring import SeriesGiven, make_series, skip_occurrence
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.models import Idea, IdeaSource, Occurrence, Post, Series


def keep_hours(stage: Stage) -> None:
    """Keep hours of the week free for the queue."""
    for kind, days, hour, category in SLOTS:
        add_slots(stage.anna, stage.channels[kind], days, hour, stage.categories.get(category))


def plan_series(stage: Stage) -> None:
    """Keep what comes round: an invitation on Thursdays, a tip on Mondays; leave out the day before the holidays."""
    thursdays = [post for post in stage.posts if post.content.text == EVERY_WEEK]
    first = thursdays[0].created_at.astimezone(stage.brand.zone).replace(tzinfo=None)
    home, mastodon, bluesky = (stage.channels[kind] for kind in ("site", "mastodon", "bluesky"))
    draft = Draft(EVERY_WEEK, [home, mastodon], "en", category=stage.categories[WELCOME])
    weekly = make_series(
        stage.anna,
        SeriesGiven("Thursday’s invitation", Recurrence(_weekly(THURSDAY), first), [home, mastodon], draft),
    )
    Series.objects.filter(pk=weekly.pk).update(made_at=stage.ago(70))
    _note_occurrences(stage, weekly, thursdays)
    skip_occurrence(stage.anna, weekly, _thursday_before_christmas(stage, first.hour, first.minute))
    monday = stage.wall(-stage.wall(0, 0).weekday(), 8, 40)
    tips = SeriesGiven(
        "Good to know, again", Recurrence(_weekly(0), monday), [bluesky], category=stage.categories[KNOW],
        cool_down_days=40, most_cycles=3,
    )  # fmt: skip
    make_series(stage.anna, tips)
    plan_all()


def plan_posts(stage: Stage) -> list[tuple[Planned, Post]]:
    """Plan what is to come; return each with its post."""
    for hours, text, picture, alt, category in SOON:
        wall = (stage.now + timedelta(hours=hours)).astimezone(stage.brand.zone).replace(tzinfo=None)
        wall = wall.replace(minute=wall.minute // 15 * 15, second=0, microsecond=0) + timedelta(minutes=15)
        kind, channels = stage.categories[category], list(stage.channels.values())
        draft = Draft(text, channels, "en", stage.shown(picture, alt), category=kind)
        compose(stage.anna, draft, Moment(wall, stage.brand.time_zone))
    return [(one, _plan(stage, one)) for one in PLANNED]


def collect_ideas(stage: Stage, feed: str) -> None:
    """Let ideas come in: from ourselves, from what people need, from the paper of the neighborhood."""
    ideas = [note_idea(stage.members[who], text) for who, text in IDEAS]
    put_aside(stage.anna, next(idea for idea in ideas if idea.text.startswith(ASIDE)))
    gather_needs(stage.brand, stage.ago(365))
    needs = list(Idea.objects.filter(brand=stage.brand, source=IdeaSource.NEED).select_related("message"))
    for idea in needs:
        idea.added_at = idea.message.sent_at if idea.message else idea.added_at
    Idea.objects.bulk_update(needs, ["added_at"])
    follow(stage.anna, feed)
    chiara = stage.members["chiara"]
    post = write_of(chiara, next(idea for idea in needs if NEED in idea.text))
    begun = Draft(OF_NEED, list(stage.channels.values()), "en", campaign=stage.campaigns[BOOK])
    rewrite(chiara, post, begun, Moment(as_draft=True))


def _plan(stage: Stage, one: Planned) -> Post:
    channels = [stage.channels[kind] for kind in one.on]
    draft = Draft(
        stage.with_links(one.text, short=False), channels, one.language, stage.shown(one.picture, one.alt),
        campaign=stage.campaigns.get(one.campaign), category=stage.categories.get(one.category),
    )  # fmt: skip
    by = stage.members[one.by]
    if one.fate == "queued":
        post = compose(by, draft, Moment(as_draft=True))
        to_next_slot(by, post.deliveries.get())
        return post
    wall = stage.wall(one.days, one.hour, one.minute)
    return compose(by, draft, Moment(wall, stage.brand.time_zone, as_draft=one.fate == "draft"))


def _note_occurrences(stage: Stage, series: Series, posts: list[Post]) -> None:
    Occurrence.objects.bulk_create(
        Occurrence(
            series=series,
            wall_time=post.created_at.astimezone(stage.brand.zone).strftime("%Y-%m-%dT%H:%M"),
            post=post,
            content=post.content,
            made_at=post.created_at - timedelta(days=7),
        )
        for post in posts
    )


def _weekly(day: int) -> str:
    return rule_of(Every.WEEK, 1, [day])


def _thursday_before_christmas(stage: Stage, hour: int, minute: int) -> datetime:
    today = stage.wall(0, hour, minute)
    eve = date(today.year + (today.month == 12 and today.day > 18), 12, 24)
    days = (eve - today.date()).days - (eve.weekday() - THURSDAY) % 7
    return today + timedelta(days=days)
