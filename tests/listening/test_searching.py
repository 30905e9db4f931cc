"""What a brand goes on looking for is found among public posts once, and is nobody’s message until taken up."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from antiphon.channels.actions import connect
from antiphon.channels.models import Channel
from antiphon.conversations.models import CallToAnswer, Conversation, Message
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.listening.actions.forgetting import forget_found
from antiphon.listening.actions.searching import Wanted, forget_old_found, save_search, stop_search
from antiphon.listening.actions.subjects import add_subject
from antiphon.listening.actions.taking_up import keep_as_need, put_found_aside, take_up
from antiphon.listening.models import Found, SavedSearch
from antiphon.listening.queries.searches import heard_by
from antiphon.listening.tasks import search_once, tag_all
from antiphon.people.models import Identity
from antiphon.practice.mastodon import PracticeMastodon
from tests.listening.said import hear
from tests.world import World


@pytest.fixture
def server() -> Iterator[PracticeMastodon]:
    with PracticeMastodon() as running:
        yield running


@pytest.fixture
def mastodon(server: PracticeMastodon, world: World, settings: Any) -> Channel:
    settings.PRIVATE_HOSTS = [server.url.removeprefix("http://")]
    ours = server.add_account("bottega", "La Bottega")
    return connect(world.anna, "mastodon", {"server": server.url, "access_token": ours.token})


def look(world: World, channel: Channel, words: str = "#woodwork") -> SavedSearch:
    """Make a search, and let the worker ask the network for it."""
    made = save_search(world.anna, Wanted("", words, "public", channel))
    assert search_once()
    return made


def test_strangers_are_found_once_and_are_nobody_we_know(
    server: PracticeMastodon, mastodon: Channel, world: World
) -> None:
    server.add_account("emil", "Emil").post("Who sells a dovetail saw? <script>alert(1)</script> #woodwork")
    server.add_account("robot", "Robot", bot=True).post("Buy now #woodwork")
    server.account("bottega").post("Our bench #woodwork")
    search = look(world, mastodon)
    SavedSearch.objects.update(due_at=clock.now(), cursor="")
    assert [search_once(), search_once()] == [True, False]
    look(world, mastodon, "dovetail saw")
    found = Found.objects.get()
    assert (found.author_name, found.searches.count()) == ("Emil", 2)
    assert "<" not in found.text.replace("<script>alert(1)</script>", "")
    assert (Message.objects.count(), Identity.objects.filter(name="Emil").count()) == (0, 0)
    search.refresh_from_db()
    assert search.due_at - clock.now() > timedelta(minutes=59)


def test_what_is_taken_up_becomes_a_message_that_nobody_waits_for(
    server: PracticeMastodon, mastodon: Channel, world: World
) -> None:
    server.add_account("emil", "Emil").post("Who sells a dovetail saw? #woodwork")
    look(world, mastodon)
    found = Found.objects.get()
    message = take_up(world.anna, found)
    assert take_up(world.anna, found) == message
    assert (message.author.name, message.overheard, found.text) == ("Emil", True, "")
    assert (CallToAnswer.objects.count(), Conversation.objects.get().waiting_on) == (0, "nobody")
    assert Interaction.objects.get(actor=message.author).target is None
    with pytest.raises(Conflict):
        put_found_aside(world.anna, found)


def test_who_is_erased_is_found_no_more(server: PracticeMastodon, mastodon: Channel, world: World) -> None:
    emil = server.add_account("emil", "Emil")
    emil.post("Who sells a dovetail saw? #woodwork")
    emil.post("Nobody? #woodwork")
    look(world, mastodon)
    message = take_up(world.anna, Found.objects.earliest("pk"))
    forget_found(message.author)
    assert Found.objects.count() == 0


def test_what_was_found_is_kept_as_a_need(server: PracticeMastodon, mastodon: Channel, world: World) -> None:
    server.add_account("emil", "Emil").post("I need a dovetail saw #woodwork")
    look(world, mastodon)
    with pytest.raises(Refusal):
        keep_as_need(world.anna, Found.objects.get(), "need", " ")
    assert Message.objects.count() == 0
    need = keep_as_need(world.anna, Found.objects.get(), "need", "A saw")
    assert (need.subject, need.voices.get().message) == ("A saw", Found.objects.get().message)


def test_a_network_that_says_no_is_told_to_who_asked_and_asked_later(
    server: PracticeMastodon, mastodon: Channel, world: World
) -> None:
    server.faults.too_many_requests("GET", "/api/v1/timelines/tag/*", retry_after=7200)
    search = look(world, mastodon)
    search.refresh_from_db()
    assert (search.trouble, search.looked_at) == ("limit", None)
    assert search.due_at - clock.now() > timedelta(minutes=110)
    assert not search_once()


def test_what_nobody_took_up_is_forgotten_after_ninety_days(
    server: PracticeMastodon, mastodon: Channel, world: World
) -> None:
    emil = server.add_account("emil", "Emil")
    for words in ("One", "Two", "Three"):
        emil.post(f"{words} #woodwork")
    search = look(world, mastodon)
    first, second, _third = Found.objects.order_by("pk")
    take_up(world.anna, first)
    Found.objects.exclude(pk=second.pk).update(found_at=clock.now() - timedelta(days=91))
    assert forget_old_found() == 2
    assert set(Found.objects.all()) == {first, second}
    stop_search(world.anna, search)
    assert set(Found.objects.all()) == {first}


def test_what_was_said_to_us_is_searched_by_words_channel_tag_and_subject(world: World) -> None:
    saw = hear(world, "Is the saw sharp? #woodwork")
    tea = hear(world, "The tea is fine, the woodwork too", "Emil")
    subject = add_subject(world.anna, "Tea", {"en": ["tea"]})
    tag_all()

    def found(wanted: Wanted) -> list[Message]:
        return list(heard_by(world.anna, save_search(world.anna, wanted)))

    assert found(Wanted("", "sharp saw")) == [saw]
    assert found(Wanted("", "#woodwork")) == [saw]
    assert found(Wanted("", "woodwork", channel=world.site)) == [tea, saw]
    assert found(Wanted("Tea", "", subject=subject)) == [tea]
    Conversation.objects.update(confined=True)
    assert list(heard_by(world.bruno, SavedSearch.objects.earliest("pk"))) == []


def test_a_search_without_words_or_through_a_network_without_search_is_refused(world: World) -> None:
    for wanted in (
        Wanted("", " "), Wanted("", "x" * 121), Wanted("", "#two words"), Wanted("", "saw", "moon"),
        Wanted("", "saw", "public"), Wanted("", "saw", "public", world.site), Wanted("", "saw", every_minutes=1),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            save_search(world.anna, wanted)
    assert SavedSearch.objects.count() == 0
