"""The asks of the sample: words come along with their dates; people vote, decide and thank as on any day."""

from dataclasses import replace
from datetime import timedelta

from antiphon.cli.sample.gathering import entries
from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story.asks import ASKS, AskTold, IdeaTold
from antiphon.community.actions.asking import rank
from antiphon.community.actions.bringing_along import bring_along
from antiphon.community.actions.ideas import decide_idea, merge_idea, vote_for_idea
from antiphon.community.actions.outcomes import publish_outcome
from antiphon.community.actions.writing import Words
from antiphon.community.models import (
    Ask,
    AskIdea,
    AskIdeaState,
    AskKind,
    Community,
    Group,
    Participant,
    RankedItem,
    Topic,
)
from antiphon.community.permissions import Viewer
from antiphon.community.queries.asks import suggested
from antiphon.community.queries.participants import viewer_of


def ask_around(stage: Stage) -> None:
    """Let the community have been asked, and have helped."""
    community = Community.objects.select_related("brand", "channel__identity", "square").get(brand=stage.brand)
    anna = viewer_of(community, stage.anna.user)
    for told in ASKS:
        made = _asked(stage, anna, told)
        ideas = [_idea(made, number, one) for number, one in enumerate(told.ideas)]
        _help(anna, made, told, ideas)
        if told.outcome:
            _decide(anna, told, ideas)
            publish_outcome(anna, made, Words(source=told.outcome), suggested(made))


def _asked(stage: Stage, anna: Viewer, told: AskTold) -> Ask:
    thread = replace(told.thread, replies=tuple(one.said for one in told.ideas))
    team = {key: participant for key, participant in _people(stage).items() if key in stage.members}
    square = Group.objects.get(square_of=anna.community)
    list(bring_along(anna, square, list(entries(stage, thread)), "story", known=team))
    topic = Topic.objects.select_related("group", "conversation").get(brand=stage.brand, title=thread.title)
    made = Ask.objects.create(
        brand=stage.brand,
        topic=topic,
        kind=AskKind.IDEAS if told.ideas else AskKind.RANKING,
        purpose=told.purpose,
        closes_at=stage.now + timedelta(days=told.open_for) if told.open_for else None,
    )
    RankedItem.objects.bulk_create(
        RankedItem(ask=made, position=place, words=words) for place, words in enumerate(told.items, 1)
    )
    return made


def _idea(made: Ask, number: int, told: IdeaTold) -> AskIdea:
    """Return an idea, behind the answer that is at the same place of the story."""
    root = made.topic.conversation.root_uri
    answers = made.topic.conversation.messages.filter(parent_uri=root).order_by("sent_at", "pk")
    message = answers.select_related("writing__author")[number]
    return AskIdea.objects.create(
        ask=made, message=message, author=message.writing.author, title=told.title, at=message.sent_at
    )


def _help(anna: Viewer, made: Ask, told: AskTold, ideas: list[AskIdea]) -> None:
    for idea, one in zip(ideas, told.ideas, strict=True):
        for handle in one.voters:
            vote_for_idea(_as(anna, handle), idea, wanted=True)
    for handle, order in told.orders:
        rank(_as(anna, handle), made, order)


def _decide(anna: Viewer, told: AskTold, ideas: list[AskIdea]) -> None:
    for idea, one in zip(ideas, told.ideas, strict=True):
        if one.into is not None:
            merge_idea(anna, idea, ideas[one.into], one.why)
        else:
            decide_idea(anna, idea, AskIdeaState(one.state), one.why)


def _as(anna: Viewer, handle: str) -> Viewer:
    """Return somebody of the community as they look at it."""
    return replace(anna, participant=Participant.objects.get(brand=anna.brand, handle=handle), member=None)


def _people(stage: Stage) -> dict[str, Participant]:
    return {one.handle: one for one in Participant.objects.filter(brand=stage.brand)}
