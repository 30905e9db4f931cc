"""What has to stand there for the pages of listening."""

from typing import Any

from antiphon.listening.actions.hearing import look_through
from antiphon.listening.actions.labeling import label
from antiphon.listening.models import Finding
from tests.api.talk import Talk
from tests.listening.said import hear
from tests.world import World

type Place = dict[str, Any]


def finding(world: World, talk: Talk) -> Place:
    """Dora’s question, found."""
    look_through(world.bottega)
    return {"pk": Finding.objects.get(message=talk.question).pk}


def labeled(world: World, talk: Talk) -> Place:
    """What Anna said of it."""
    found = Finding.objects.get(pk=finding(world, talk)["pk"])
    return {"pk": label(world.anna, found, "question").pk}


def silent(world: World, _talk: Talk) -> Place:
    """A message in which nothing is found."""
    return {"pk": hear(world, "Lovely.").pk}
