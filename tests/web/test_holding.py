"""The newsletter leaves out by itself who a test holds out, and says so to whoever writes."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from antiphon.channels.actions import connect
from antiphon.channels.models import Channel
from antiphon.experiments.actions.dividing import Named, divide, release
from antiphon.experiments.models import Arm, Experiment
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.publishing.actions.subscribing import take_over
from antiphon.publishing.models import Delivery
from tests.letters.post_office import PostOffice
from tests.web.readers import signed_in
from tests.world import World, deliver, say

READERS = [f"p{n}@example.org" for n in range(10)]


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as office:
        settings.PRIVATE_HOSTS = ["127.0.0.1"]
        yield office


@pytest.fixture
def channel(world: World, office: PostOffice) -> Channel:
    server = f"smtp://127.0.0.1:{office.port}"
    typed = {"sender": "letters@bottega.example", "sender_name": "La Bottega", "server": server}
    made = connect(world.anna, "newsletter", typed)
    take_over(world.anna, made, [(one, "") for one in READERS], "Asked at the fair")
    return made


def today(world: World) -> date:
    return clock.now().astimezone(world.bottega.zone).date()


def planned(world: World, channel: Channel, begins: int = 0, keys: tuple[str, ...] = ()) -> Experiment:
    day = today(world) + timedelta(days=begins)
    named = Named(name="Monday letter", begins=day, ends=day + timedelta(days=6))
    return divide(world.anna, named, keys, 0.3, channel)


def arm(test: Experiment, side: str) -> list[str]:
    return sorted(test.units.filter(arm=side).values_list("key", flat=True))


def sent_to(office: PostOffice) -> list[str]:
    return sorted(letter["To"] for letter in office.arrived)


def test_the_newsletter_leaves_out_by_itself_who_is_held_out(
    world: World, channel: Channel, office: PostOffice
) -> None:
    test = planned(world, channel)
    assert (len(arm(test, Arm.HELD_OUT)), sorted(arm(test, Arm.HELD_OUT) + arm(test, Arm.TREATED))) == (3, READERS)
    post = say(world.anna, channel, "Novità dal telaio")
    deliver()
    assert (post.deliveries.get().state, sent_to(office)) == ("live", arm(test, Arm.TREATED))


def test_a_letter_that_is_delayed_past_the_last_day_still_leaves_them_out(
    world: World, channel: Channel, office: PostOffice
) -> None:
    test = planned(world, channel, begins=-6)
    midnight = datetime.combine(today(world) + timedelta(days=1), time(), world.bottega.zone)
    office.closes_after = 2
    with time_machine.travel(midnight - timedelta(minutes=2), tick=False):
        say(world.anna, channel, "Novità")
        deliver()
    office.closes_after = None
    with time_machine.travel(midnight + timedelta(minutes=2), tick=False):
        Delivery.objects.update(next_try_at=None, operation="another")
        deliver()
    assert sent_to(office) == arm(test, Arm.TREATED)


@pytest.mark.parametrize("begins", [-8, 3])
def test_before_and_after_the_test_everybody_is_written_to(
    world: World, channel: Channel, office: PostOffice, begins: int
) -> None:
    planned(world, channel, begins)
    say(world.anna, channel, "Novità")
    deliver()
    assert sent_to(office) == READERS


def test_a_test_that_is_released_holds_nobody_out(world: World, channel: Channel, office: PostOffice) -> None:
    release(world.anna, planned(world, channel))
    say(world.anna, channel, "Novità")
    deliver()
    assert sent_to(office) == READERS


def test_whoever_writes_is_told_how_many_are_held_out_until_when_and_by_which_test(
    world: World, channel: Channel
) -> None:
    test = planned(world, channel, 1)
    anna, bruno = signed_in(world.anna), signed_in(world.bruno)
    words = "3 readers get no letters from"
    link = f'href="/b/bottega/experiments/{test.pk}/"'
    post = say(world.anna, channel, "Novità")
    places = ("/b/bottega/posts/new/", f"/b/bottega/posts/{post.pk}/")
    told = [one.get(place).text for one in (anna, bruno) for place in places]
    assert [(words in one, link in one) for one in told] == [(True, True)] * 4
    page = anna.get(f"/b/bottega/experiments/{test.pk}/").text
    assert "leaves them out by itself" in page
    anna.post(f"/b/bottega/experiments/{test.pk}/measure/", {"do": "release"})
    assert words not in anna.get("/b/bottega/posts/new/").text


def test_the_page_tells_how_many_of_the_held_out_got_a_letter_all_the_same(
    world: World, channel: Channel, office: PostOffice
) -> None:
    say(world.anna, channel, "Novità")
    deliver()
    early, later = planned(world, channel), planned(world, channel, 1)
    words = "3 of those who are held out got a letter in these days all the same"
    told = [signed_in(world.bruno).get(f"/b/bottega/experiments/{one.pk}/").text for one in (early, later)]
    assert [words in one for one in told] == [True, False]


def test_the_page_divides_the_readers_of_a_newsletter(world: World, channel: Channel) -> None:
    day = today(world)
    typed = {"name": "Letter", "share": 20, "newsletter": channel.pk, "begins": day, "ends": day, "keys": ""}
    anna = signed_in(world.anna)
    assert anna.post("/b/bottega/experiments/new/?on=list", typed).status_code == 303
    assert sorted(Experiment.objects.get().units.values_list("key", flat=True)) == READERS
    assert anna.post("/b/bottega/experiments/new/?on=list", typed | {"newsletter": world.site.pk}).status_code == 422


def test_only_a_newsletter_of_the_brand_can_be_told_to_hold_out(world: World, channel: Channel) -> None:
    keys = tuple(READERS)
    with pytest.raises(Refusal) as other:
        planned(world, world.site, keys=keys)
    with pytest.raises(NotAllowed):
        release(world.carla, planned(world, channel, keys=keys))
    assert other.value.field == "newsletter"
