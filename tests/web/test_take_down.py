"""Taking a live post down on the pages: what is said before, what is shown after."""

import pytest

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.publishing.models import Delivery, Post, Removal
from tests.web.readers import count_queries, page, signed_in
from tests.world import World, deliver, say


@pytest.fixture
def live(world: World) -> Post:
    """A post on the own pages, and on Instagram, where no program can take it down."""
    post = say(world.anna, world.site, "Too early.")
    deliver()
    place = Channel.objects.get(pk=world.site.pk)
    place.pk, place.kind, place.disconnected_at = None, "instagram", clock.now()
    place.save()
    own = post.deliveries.get()
    Delivery.objects.create(
        post=post, channel=place, state="live", state_since=own.state_since, live_at=own.live_at, operation="two",
        uri="instagram:1", network_id="1", url="https://www.instagram.com/p/1/",
    )  # fmt: skip
    return post


def states(post: Post) -> dict[str, str]:
    return dict(post.deliveries.values_list("channel__kind", "state"))


def test_the_page_says_what_will_happen_on_each_network(world: World, live: Post) -> None:
    shown = page(signed_in(world.anna), f"/b/bottega/posts/{live.pk}/take-down/")
    assert "Its page says that it is gone, and it leaves the feeds." in shown.words
    assert "Open it in the app: ⋯, Delete." in shown.words
    assert shown.all("a", href="https://www.instagram.com/p/1/")
    checked = [one["value"] for one in shown.all("input", name="delivery", checked="")]
    assert checked == [str(one.pk) for one in live.deliveries.order_by("pk")]


def test_one_channel_is_asked_for_from_its_own_line(world: World, live: Post) -> None:
    client, own = signed_in(world.anna), live.deliveries.get(channel__kind="site")
    address = f"/b/bottega/posts/{live.pk}/take-down/?delivery={own.pk}"
    assert page(client, f"/b/bottega/posts/{live.pk}/").all("a", href=address)
    shown = page(client, address)
    assert [one["value"] for one in shown.all("input", name="delivery", checked="")] == [str(own.pk)]
    client.post(f"/b/bottega/posts/{live.pk}/take-down/", {"delivery": own.pk})
    assert states(live) == {"site": "removing", "instagram": "live"}
    deliver()
    assert "asked by Anna" in page(client, f"/b/bottega/posts/{live.pk}/").words
    assert states(live) == {"site": "removed", "instagram": "live"}


def test_what_is_to_be_done_by_hand_is_said_until_it_is_done(world: World, live: Post) -> None:
    client, there = signed_in(world.anna), live.deliveries.get(channel__kind="instagram")
    client.post(f"/b/bottega/posts/{live.pk}/take-down/", {"delivery": there.pk})
    shown = page(client, f"/b/bottega/posts/{live.pk}/")
    assert "Antiphon cannot take it down." in shown.words
    assert "Too early." in page(client, "/b/bottega/posts/?part=stuck").words
    client.post(f"/b/bottega/posts/{live.pk}/{there.pk}/gone/")
    assert (states(live)["instagram"], Removal.objects.get().end) == ("removed", "by_hand")
    assert "taken down by hand" in page(client, f"/b/bottega/posts/{live.pk}/").words


def test_the_results_say_on_which_day_it_was_taken_down(world: World, live: Post) -> None:
    client = signed_in(world.anna)
    assert "taken down on" not in page(client, f"/b/bottega/posts/{live.pk}/results/").words
    live.deliveries.update(state="removed", state_since=clock.now())
    assert "taken down on" in page(client, f"/b/bottega/posts/{live.pk}/results/").words
    assert "taken down on" in page(client, f"/b/bottega/results/posts/{live.deliveries.first().pk}/").words


def test_without_a_channel_nothing_is_taken_down(world: World, live: Post) -> None:
    answer = signed_in(world.anna).post(f"/b/bottega/posts/{live.pk}/take-down/")
    assert (answer.status_code, "Choose at least one channel." in answer.content.decode()) == (422, True)
    assert set(states(live).values()) == {"live"}


def test_what_stands_nowhere_says_so(world: World) -> None:
    post = say(world.anna, world.site, "Not out yet.")
    assert "It stands nowhere" in page(signed_in(world.anna), f"/b/bottega/posts/{post.pk}/take-down/").words


def test_a_post_asked_for_thirty_times_takes_as_many_queries(world: World, live: Post) -> None:
    client, own = signed_in(world.anna), live.deliveries.get(channel__kind="site")
    address, once = f"/b/bottega/posts/{live.pk}/", {"asked_by": world.anna, "asked_at": clock.now(), "end": "stands"}
    Removal.objects.create(delivery=own, ended_at=clock.now(), **once)
    few = count_queries(lambda: client.get(address))
    Removal.objects.bulk_create(Removal(delivery=own, ended_at=clock.now(), **once) for _ in range(29))
    assert count_queries(lambda: client.get(address)) == few
