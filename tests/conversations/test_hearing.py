"""What is heard from networks, whatever strangers' servers say."""

from dataclasses import replace
from datetime import timedelta

import pytest

from antiphon.channels.connector import Act, Heard, Reference, Said
from antiphon.channels.models import Channel
from antiphon.conversations.actions import claim_refresh
from antiphon.conversations.models import Conversation, Message
from antiphon.conversations.tasks import listen_once, take_in
from antiphon.lib import clock
from tests.web.heard import heard, profile
from tests.world import World


def mention(**where: str) -> Said:
    reference = replace(Reference("https://people.example/1", "1"), **where)
    return Said(Act.MENTION, reference, profile("Mia"), clock.now(), "Hello?")


@pytest.mark.parametrize("part", ["uri", "id", "version"])
def test_a_message_whose_names_do_not_fit_keeps_no_other_from_being_heard(world: World, part: str) -> None:
    take_in(world.site, Heard((mention(**{part: "x" * 5000}), mention(uri="https://people.example/2"))))
    assert [one.uri for one in Message.objects.all()] == ["https://people.example/2"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://people.example/" + "x" * 1000])
def test_an_address_that_nobody_should_follow_is_not_kept(world: World, url: str) -> None:
    take_in(world.site, Heard((mention(url=url),)))
    assert Message.objects.get().url == ""


def test_a_network_that_asked_to_wait_is_neither_listened_to_nor_looked_at(world: World) -> None:
    heard(world.site, "Mia", "Hello?")
    Conversation.objects.update(refresh_due_at=clock.now())
    Channel.objects.update(quiet_until=clock.now() + timedelta(minutes=5))
    assert (listen_once(), claim_refresh(timedelta(minutes=1))) == (False, None)
    Channel.objects.update(quiet_until=clock.now())
    assert claim_refresh(timedelta(minutes=1)) is not None
    assert listen_once()


def test_words_that_come_every_few_seconds_do_not_put_the_look_at_the_figures_off(world: World) -> None:
    heard(world.site, "Mia", "Hello?")
    root, soon = Message.objects.get().uri, clock.now() + timedelta(seconds=10)
    assert Conversation.objects.filter(refresh_due_at__gt=soon).exists()
    Conversation.objects.update(refresh_due_at=soon)
    heard(world.site, "Ben", "Me too.", upon=root)
    assert Conversation.objects.get().refresh_due_at == soon
