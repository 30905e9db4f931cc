"""Anybody asks for the letters, confirms by mail, leaves by one click; members see who gets them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from antiphon.channels.actions import connect
from antiphon.channels.connector import Act, Did, Profile
from antiphon.channels.models import Channel
from antiphon.conversations.actions import note_act
from antiphon.ledger.models import Interaction
from antiphon.letters.models import Letter
from antiphon.letters.tasks import send_letters
from antiphon.lib import clock
from antiphon.people.models import Identity
from antiphon.publishing.actions.subscribing import leave_address, take_over
from antiphon.publishing.models import Delivery, Subscriber
from antiphon.publishing.tasks import mind_bounces
from tests.letters.post_office import PostOffice
from tests.web.readers import page, signed_in
from tests.world import World, deliver, say

pytestmark = pytest.mark.django_db
PAGE = "/@bottega/letters/"


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        settings.PRIVATE_HOSTS = ["127.0.0.1"]
        yield office


@pytest.fixture
def channel(world: World, office: PostOffice) -> Channel:
    typed = {
        "sender": "letters@bottega.example",
        "sender_name": "La Bottega",
        "server": f"smtp://127.0.0.1:{office.port}",
        "user": "",
        "password": "",
        "mailbox": "",
    }
    return connect(world.anna, "newsletter", typed)


def ask(client: Client, address: str = "ada@example.org", **more: str) -> int:
    return client.post(PAGE, {"address": address, "agreed": "yes"} | more).status_code


def link_in(office: PostOffice) -> str:
    send_letters()
    [found] = re.findall(r"https?://\S+", office.arrived[-1].get_content())
    return "/" + found.split("/", 3)[3]


def test_nobody_is_written_to_before_they_confirmed(client: Client, channel: Channel, office: PostOffice) -> None:
    assert client.get(PAGE).status_code == 200
    assert ask(client) == 200
    assert Subscriber.objects.get().state == "asked"
    link = link_in(office)
    assert Letter.objects.get().text == "", "what opens something is not kept"
    assert client.get(link).status_code == 200
    assert Subscriber.objects.get().state == "asked", "a mail program that opens links must not confirm"
    client.post(link)
    subscriber = Subscriber.objects.get()
    assert (subscriber.state, "I want to get the letters of Bottega" in subscriber.consent) == ("active", True)
    assert [one.verb for one in Interaction.objects.all()] == ["subscribe"]


def test_whoever_asks_learns_nothing_of_who_subscribes(client: Client, channel: Channel, office: PostOffice) -> None:
    first = client.post(PAGE, {"address": "ada@example.org", "agreed": "yes"}).content
    client.post(link_in(office))
    assert client.post(PAGE, {"address": "ada@example.org", "agreed": "yes"}).content == first
    assert Letter.objects.count() == 1


def test_somebody_else_cannot_flood_an_address(client: Client, channel: Channel) -> None:
    for _ in range(5):
        ask(client)
    assert Letter.objects.count() == 1


def test_a_post_goes_to_each_subscriber_once(
    client: Client, world: World, channel: Channel, office: PostOffice
) -> None:
    take_over(world.anna, channel, [("ada@example.org", "Ada"), ("bea@example.org", "")], "Asked at the fair")
    post = say(world.anna, channel, "Novità dal telaio")
    deliver()
    deliver()
    assert post.deliveries.get().state == "live"
    assert sorted(letter["To"] for letter in office.arrived) == ["Ada <ada@example.org>", "bea@example.org"]


def test_a_second_try_leaves_out_who_was_written_to(world: World, channel: Channel, office: PostOffice) -> None:
    take_over(world.anna, channel, [(f"p{n}@example.org", "") for n in range(5)], "Asked at the fair")
    office.closes_after = 2
    post = say(world.anna, channel, "Novità")
    deliver()
    assert (post.deliveries.get().state, len(office.arrived)) == ("scheduled", 2)
    office.closes_after = None
    Delivery.objects.update(next_try_at=None, operation="another")
    deliver()
    assert sorted(letter["To"] for letter in office.arrived) == [f"p{n}@example.org" for n in range(5)]


def test_one_click_of_the_mail_program_is_enough_to_leave(world: World, channel: Channel, office: PostOffice) -> None:
    take_over(world.anna, channel, [("ada@example.org", "")], "Asked at the fair")
    say(world.anna, channel, "Novità")
    deliver()
    link = office.arrived[0]["List-Unsubscribe"].strip("<>")
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post("/" + link.split("/", 3)[3], {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, Subscriber.objects.get().state) == (200, "left")
    say(world.anna, channel, "Ancora")
    deliver()
    assert len(office.arrived) == 1


def test_a_letter_that_came_back_for_good_ends_the_subscription(world: World, channel: Channel) -> None:
    take_over(world.anna, channel, [("ada@example.org", ""), ("bea@example.org", "")], "Asked at the fair")
    ada = Profile("mailto:ada@example.org", "ada@example.org")
    note_act(channel, Did(Act.BOUNCE, ada, clock.now(), "bounce:1:1:ada@example.org"))
    assert mind_bounces() == 1
    assert dict(Subscriber.objects.values_list("address", "state")) == {
        "ada@example.org": "bounced",
        "bea@example.org": "active",
    }


@pytest.mark.parametrize("typed", ["", "ada", "ada@", "ad a@example.org", "ada@exämple.org, x", "@"])
def test_what_is_no_address_is_refused_with_words(client: Client, channel: Channel, typed: str) -> None:
    assert ask(client, typed) == 422
    assert Subscriber.objects.count() == 0


def test_a_machine_that_fills_everything_in_is_not_written_to(client: Client, channel: Channel) -> None:
    assert ask(client, website="https://spam.example") == 200
    assert Subscriber.objects.count() == 0


def test_without_consent_in_words_nobody_is_taken_over(world: World, channel: Channel) -> None:
    page = f"/b/bottega/channels/{channel.pk}/subscribers/"
    anna = signed_in(world.anna)
    assert anna.post(page, {"rows": "ada@example.org", "consent": " "}).status_code == 422
    assert anna.post(page, {"rows": "ada@example.org\nnonsense", "consent": "At the fair"}).status_code == 422
    assert Subscriber.objects.count() == 0
    anna.post(page, {"rows": "address,name\nada@example.org,Ada\nada@example.org,Ada", "consent": "At the fair"})
    assert Subscriber.objects.get().name == "Ada"
    assert "ada@example.org" in anna.get(page).content.decode()
    assert "At the fair" in anna.get(page.rstrip("/") + ".csv").content.decode()


def test_without_mail_nobody_can_ask(client: Client, channel: Channel, settings: Any) -> None:
    settings.MAILERS = {}
    assert "no mail is sent from here yet" in client.get(PAGE).content.decode()
    assert ask(client) == 422


@pytest.mark.parametrize("token", ["nonsense", "WzFd:1abc:xyz"])
def test_a_link_that_was_bent_changes_nothing(client: Client, channel: Channel, world: World, token: str) -> None:
    take_over(world.anna, channel, [("ada@example.org", "")], "At the fair")
    for what in ("confirm", "leave"):
        assert client.post(f"{PAGE}{what}/{token}/").status_code == 422
    confirm = leave_address(Subscriber.objects.select_related("channel__brand").get()).replace("leave", "confirm")
    assert client.post("/" + confirm.split("/", 3)[3]).status_code == 422
    assert Subscriber.objects.get().state == "active"


@pytest.mark.parametrize(("who", "status"), [("bruno", 422), ("carla", 404), ("guest", 302)])
def test_only_who_connects_channels_sees_the_addresses(
    client: Client, world: World, channel: Channel, who: str, status: int
) -> None:
    seen = client if who == "guest" else signed_in(getattr(world, who))
    for name in ("subscribers/", "subscribers.csv"):
        assert seen.get(f"/b/bottega/channels/{channel.pk}/{name}").status_code == status


def test_a_server_that_asks_for_no_password_is_connected_on_the_page(
    world: World, office: PostOffice, settings: Any
) -> None:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    client, address = signed_in(world.anna), "/b/bottega/channels/new/newsletter/"
    required = [one["name"] for one in page(client, address).all("input") if "required" in one]
    assert required == ["sender", "sender_name", "server"]
    typed = {"sender": "l@b.example", "sender_name": "B", "server": f"smtp://127.0.0.1:{office.port}"}
    assert client.post(address, typed).status_code == 303
    assert Channel.objects.filter(kind="newsletter", disconnected_at=None).count() == 1


def test_a_brand_without_a_newsletter_has_no_such_page(client: Client, world: World) -> None:
    assert client.get(PAGE).status_code == 404


def test_the_page_of_channels_leads_to_who_subscribes(world: World, channel: Channel) -> None:
    shown = signed_in(world.anna).get("/b/bottega/channels/").content.decode()
    assert shown.count("/subscribers/") == 1
    assert f'href="/b/bottega/channels/{channel.pk}/subscribers/"' in shown


def test_a_link_of_one_brand_is_good_for_nothing_at_another(client: Client, channel: Channel, world: World) -> None:
    now = clock.now()
    account = Identity.objects.create(
        brand=world.carla.brand, network="newsletter", stable_id="mailto:c@cards.example", handle="c@cards.example",
        side="us", first_seen=now, last_seen=now,
    )  # fmt: skip
    Channel.objects.create(
        brand=world.carla.brand, kind="newsletter", identity=account, connected_at=now, listen_due_at=now
    )
    assert ask(client) == 200
    subscriber = Subscriber.objects.get()
    for what, token in (
        ("confirm", signing.dumps(subscriber.pk, salt="newsletter.confirm")),
        ("leave", leave_address(subscriber).split("/")[-2]),
    ):
        assert client.post(f"/@{world.carla.brand.slug}/letters/{what}/{token}/").status_code == 422
    assert Subscriber.objects.get().state == "asked"


def test_a_guest_renames_nobody_who_is_known(client: Client, channel: Channel, world: World) -> None:
    take_over(world.anna, channel, [("ada@example.org", "Ada Lovelace")], "They said so.")
    Subscriber.objects.all().delete()
    assert ask(client, name="Mickey") == 200
    assert (Subscriber.objects.get().name, Identity.objects.get(handle="ada@example.org").name) == (
        "Mickey", "Ada Lovelace",
    )  # fmt: skip
