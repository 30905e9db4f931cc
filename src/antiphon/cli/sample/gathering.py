"""The community of the sample: what people said there comes along as any community would, with its dates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from antiphon.cli.sample.befriending import befriend
from antiphon.cli.sample.enlivening import keep_alive
from antiphon.cli.sample.evenings import hold_evenings
from antiphon.cli.sample.peace import let_wait
from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story import COLLEAGUES, OWNER_NAME
from antiphon.cli.sample.story.community import (
    CIRCLES,
    COFFEE_NAME,
    COFFEE_PURPOSE,
    GUIDELINES,
    NEWCOMERS,
    RUTH_MAIL,
    THREADS,
    WELCOME,
    Circle,
    Said,
    Thread,
)
from antiphon.community.actions.bringing_along import bring_along, hand_over
from antiphon.community.actions.grouping import GroupGiven, add_reading, found_group, give_group_role
from antiphon.community.actions.joining import Said as SaidOfOneself
from antiphon.community.actions.joining import join
from antiphon.community.actions.opening import open_community
from antiphon.community.actions.tending import pin_topic, sum_up
from antiphon.community.actions.thanking import thank
from antiphon.community.models import (
    Community,
    Group,
    GroupMember,
    GroupRole,
    Joining,
    Participant,
    Topic,
    Visibility,
)
from antiphon.community.permissions import Viewer
from antiphon.community.queries.participants import viewer_of
from antiphon.community.readers import READERS
from antiphon.community.rules.brought import Author, Entry, Row
from antiphon.organizations.models import User
from antiphon.practice.people import PEOPLE

COFFEE = Path(__file__).parent / "coffee" / "Posts.xml.gz"
COFFEE_SITE = "coffee.stackexchange.com"
_QUESTIONS, _OPENED = 12, 90
_TEAM = ("anna", "bruno", "chiara", "davide", "elena")


def gather(stage: Stage) -> None:
    """Open the community, and let everybody have said there what the story tells."""
    community = open_community(stage.anna, Joining.REQUEST, welcome=WELCOME, guidelines=GUIDELINES)
    opened = stage.at(_OPENED, 9)
    Community.objects.filter(pk=community.pk).update(opened_at=opened)
    Group.objects.filter(brand=stage.brand, square_of=community).update(founded_at=opened, last_at=opened)
    team = {key: _take_part(stage, community, key, opened) for key in _TEAM}
    viewers = {key: viewer_of(community, one.user) for key, one in team.items()}
    circles = {"square": community.square} | {one.key: _found(stage, one, viewers[one.by]) for one in CIRCLES}
    for key, group in circles.items():
        if group is not None:
            rows = [row for thread in THREADS if thread.circle == key for row in entries(stage, thread)]
            list(bring_along(viewers["anna"], group, rows, "story", known=team))
    _tend(stage, viewers)
    _let_ruth_in(stage, viewers["anna"])
    if circles["chairs"] is not None:
        hold_evenings(stage, viewers, circles["chairs"])
    _bring_coffee(stage, viewers["chiara"], viewers["anna"])
    keep_alive(stage, community, viewers)
    if community.square is not None:
        let_wait(stage, viewers, community.square)
    _give_thanks(stage, viewers)
    befriend(stage)


def _take_part(stage: Stage, community: Community, key: str, opened: datetime) -> Participant:
    member = stage.members[key]
    at = max(opened, member.joined_at)
    name = OWNER_NAME if key == "anna" else next(one.name for one in COLLEAGUES if one.key == key)
    made = join(community, member.user, SaidOfOneself(name=name, handle=key))
    Participant.objects.filter(pk=made.pk).update(asked_at=at, admitted_at=at)
    return made


def _found(stage: Stage, circle: Circle, by: Viewer) -> Group:
    given = GroupGiven(
        name=circle.name,
        purpose=circle.purpose,
        rules=circle.rules,
        visibility=Visibility(circle.visibility),
        language=circle.language,
        interests=circle.interests,
    )
    group = found_group(by, given)
    for title, url, why in circle.reading:
        add_reading(by, group, title, url, why)
    _date_back(group, stage.at(circle.days, 9))
    return group


def _date_back(group: Group, at: datetime) -> None:
    Group.objects.filter(pk=group.pk).update(founded_at=at, last_at=at)
    GroupMember.objects.filter(group=group).update(asked_at=at, joined_at=at)


def entries(stage: Stage, thread: Thread) -> Iterator[Entry]:
    """Yield the messages of a thread, each before its replies."""
    key, at = f"{thread.days}", stage.at(thread.days, thread.hour)
    below = list(_replies(thread.replies, key, at, thread.language))
    accepted = next((one.key for one, said in below if said.answer), "")
    yield Entry(
        key=key, author=_author(thread.who), at=at, title=thread.title, text=thread.text, kind=thread.kind,
        accepted=accepted, tags=thread.tags, language=thread.language,
    )  # fmt: skip
    yield from (one for one, _ in below)


def _replies(replies: tuple[Said, ...], above: str, at: datetime, language: str) -> Iterator[tuple[Entry, Said]]:
    for number, said in enumerate(replies):
        key, then = f"{above}.{number}", at + timedelta(hours=said.hours)
        entry = Entry(key=key, author=_author(said.who), at=then, answers=above, text=said.text, language=language)
        yield entry, said
        yield from _replies(said.replies, key, then, language)


def _author(who: str) -> Author:
    if who in NEWCOMERS:
        name, words = NEWCOMERS[who]
        return Author(who, name, who, words)
    known = {one.username: one for one in PEOPLE}
    return Author(who, known[who].name, who, known[who].bio) if who in known else Author(who, who)


def _tend(stage: Stage, viewers: dict[str, Viewer]) -> None:
    """Let the moderators be what they are, pin what is pinned, sum up what was summed up."""
    for circle in CIRCLES:
        there = GroupMember.objects.filter(group__name=circle.name, participant__handle__in=circle.with_)
        for membership in there.select_related("group", "participant"):
            give_group_role(viewers[circle.by], membership, GroupRole.MODERATOR)
    for thread in THREADS:
        topic = Topic.objects.select_related("group").get(brand=stage.brand, title=thread.title)
        if thread.pinned:
            pin_topic(viewers["anna"], topic, pinned=True)
        by, summary = thread.summary
        if summary:
            who = Participant.objects.get(brand=stage.brand, handle=by)
            sum_up(replace(viewers["anna"], participant=who, member=None), topic, summary)
            Topic.objects.filter(pk=topic.pk).update(summary_at=topic.last_at + timedelta(hours=5))


def _give_thanks(stage: Stage, viewers: dict[str, Viewer]) -> None:
    """Let two of the team thank for what answered a question."""
    answered = Topic.objects.filter(
        brand=stage.brand, group__visibility=Visibility.PUBLIC, answer__writing__removed_at=None
    )
    for topic in answered.exclude(answer=None).select_related("group", "answer__writing__author")[:12]:
        for one in ("bruno", "chiara"):
            answer, author = topic.answer, topic.answer.writing.author if topic.answer else None
            if answer is not None and author is not None and author != viewers[one].participant:
                thank(viewers[one], topic, answer)


def _let_ruth_in(stage: Stage, host: Viewer) -> None:
    """Let Ruth sign in: the same password for all, so that it is digested once."""
    name = next(one.name for one in PEOPLE if one.username == "ruth")
    user = User.objects.create(email=RUTH_MAIL, name=name, password=stage.anna.user.password, language="en")
    hand_over(host, Participant.objects.get(brand=stage.brand, handle="ruth"), user)


def _bring_coffee(stage: Stage, founder: Viewer, host: Viewer) -> None:
    """Bring a part of a real community along, with its credit."""
    given = GroupGiven(name=COFFEE_NAME, purpose=COFFEE_PURPOSE, language="en", interests=("coffee",))
    group = found_group(founder, given)
    _date_back(group, stage.at(30, 9))
    list(bring_along(host, group, _coffee(), COFFEE_SITE))


def _coffee() -> Iterator[Row]:
    """Yield the first questions that found their answer, each with the address where it stands."""
    rows = [row for row in READERS["stackexchange"](COFFEE) if isinstance(row, Entry)]
    asked = [row for row in rows if row.accepted][:_QUESTIONS]
    kept = {row.key for row in asked}
    for row in rows:
        if row.key in kept or row.answers in kept:
            yield replace(row, html=row.html + _credit(row.key), author=_credited(row.author))


def _credit(key: str) -> str:
    address = f"{COFFEE_SITE}/a/{key.removeprefix('post:')}"
    return f'<p><a href="https://{address}">{address}</a></p>'


def _credited(author: Author) -> Author:
    number = author.key.removeprefix("user:")
    return replace(author, words=f"https://{COFFEE_SITE}/users/{number}" if number.isdigit() else "")
