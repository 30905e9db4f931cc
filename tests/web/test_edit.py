"""The composer with a post in it."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from antiphon.channels.actions import connect
from antiphon.lib import clock
from antiphon.organizations.models import Member, Role
from antiphon.publishing.actions.claiming import claim_to_send
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.deciding import reschedule
from antiphon.publishing.actions.illustrating import Picture
from antiphon.publishing.models import Asset, Content, Delivery, Post
from antiphon.publishing.rules.agreeing import Needs
from tests.publishing.flows import in_force, join, say_yes, step, wall_in, write
from tests.web.readers import Page, page, signed_in
from tests.world import World, deliver, png, say

DRAFT = Moment(as_draft=True)


def address(post: Post, brand: str = "bottega") -> str:
    return f"/b/{brand}/posts/{post.pk}/edit/"


def typed(world: World, **changes: object) -> dict[str, object]:
    return {"text": "Open on Sunday.", "channels": [world.site.pk], "when": "draft", "language": "en"} | changes


def tomorrow(world: World) -> datetime:
    here = timezone.localtime(clock.now(), world.bottega.zone) + timedelta(days=1)
    return here.replace(tzinfo=None, second=0, microsecond=0)


def text_in(shown: str) -> str:
    return shown.partition('<textarea id="text"')[2].partition(">")[2].partition("</textarea>")[0]


def test_a_planned_post_stands_in_the_composer_as_it_is(world: World) -> None:
    draft = Draft(
        "Open on Saturday.", [world.site], "it", [Picture(png(), "A teal square")], {world.site.pk: "On Saturday!"}
    )
    post = compose(world.anna, draft, Moment(tomorrow(world), late_minutes=90))
    answer = signed_in(world.anna).get(address(post))
    shown, asset = Page(answer.content.decode()), Asset.objects.get()
    assert answer.status_code == 200
    assert text_in(answer.content.decode()) == "Open on Saturday."
    assert "On Saturday!" in shown.words
    assert "A teal square" in shown.words
    assert shown.all("input", name="asset")[0]["value"] == str(asset.pk)
    assert "checked" in shown.all("input", name="channels", value=str(world.site.pk))[0]
    assert "checked" in shown.all("input", name="when", value="at")[0]
    assert shown.all("input", name="wall")[0]["value"] == tomorrow(world).strftime("%Y-%m-%dT%H:%M")
    assert "selected" in shown.all("option", value="it")[0]
    assert shown.all("form", id="compose")[0]["action"] == address(post)
    assert "49,988" in shown.words


def test_what_was_planned_on_another_clock_is_shown_on_that_of_the_brand(world: World) -> None:
    moment = Moment(datetime.fromisoformat("2099-07-01T09:00"), "America/New_York")
    shown = page(signed_in(world.anna), address(say(world.anna, world.site, "Open.", moment=moment)))
    assert shown.all("input", name="wall")[0]["value"] == "2099-07-01T15:00"


def test_channels_with_hours_of_their_own_are_told_that_there_is_one_hour_now(world: World) -> None:
    shop = connect(world.anna, "site", {"address": "https://shop.example/@bottega"})
    post = compose(world.anna, Draft("Open.", [world.site, shop], "en"), Moment(tomorrow(world)))
    words = "The channels have hours of their own."
    assert words not in page(signed_in(world.anna), address(post)).words
    reschedule(world.anna, post.deliveries.get(channel=shop), tomorrow(world) + timedelta(days=2), "Europe/Rome")
    shown = page(signed_in(world.anna), address(post))
    assert words in shown.words
    assert shown.all("input", name="wall")[0]["value"] == tomorrow(world).strftime("%Y-%m-%dT%H:%M")


def test_a_draft_is_changed_and_stays_a_draft(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.", moment=DRAFT)
    client = signed_in(world.anna)
    assert "checked" in page(client, address(post)).all("input", name="when", value="draft")[0]
    answer = client.post(address(post), typed(world))
    post.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, f"/b/bottega/posts/{post.pk}/")
    assert (post.content.text, post.deliveries.get().state) == ("Open on Sunday.", "draft")
    assert Post.objects.count() == 1


def test_a_changed_post_goes_out_now(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.", moment=Moment(tomorrow(world)))
    answer = signed_in(world.anna).post(address(post), typed(world, when="now"), follow=True)
    assert "It goes out now." in answer.content.decode()
    deliver()
    assert "Open on Sunday." in Client().get("/@bottega/").content.decode()


def test_how_late_it_may_be_is_kept(world: World) -> None:
    post = say(world.anna, world.site, "Open.", moment=Moment(tomorrow(world), late_minutes=90))
    wall = tomorrow(world).strftime("%Y-%m-%dT%H:%M")
    signed_in(world.anna).post(address(post), typed(world, when="at", wall=wall))
    assert Delivery.objects.get().late_minutes == 90


def test_pictures_are_added_described_and_taken_out(world: World) -> None:
    client = signed_in(world.anna)
    post = say(world.anna, world.site, "Look.", pictures=[Picture(png(), "A square")], moment=DRAFT)
    teal = Asset.objects.get()
    client.post("/b/bottega/posts/pictures/", {"pictures": [upload(png(color="red"))]})
    red = Asset.objects.exclude(pk=teal.pk).get()
    words = {f"alt-{teal.pk}": "A teal square", f"decorative-{red.pk}": "on"}
    client.post(address(post), typed(world, asset=[teal.pk, red.pk]) | words)
    post.refresh_from_db()
    shown = post.content.illustrations.values_list("asset", "alt_text", "alt_waived")
    assert list(shown) == [(teal.pk, "A teal square", False), (red.pk, "", True)]
    looked = client.post(address(post), typed(world, asset=[teal.pk, red.pk], remove=teal.pk) | words)
    assert [one["value"] for one in Page(looked.content.decode()).all("input", name="asset")] == [str(red.pk)]
    assert post.content.illustrations.count() == 2


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("picture.png", data, "image/png")


def test_the_check_button_changes_nothing(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.", moment=DRAFT)
    answer = signed_in(world.anna).post(address(post), typed(world, intent="check"))
    post.refresh_from_db()
    assert answer.status_code == 200
    assert "49,985" in answer.content.decode()
    assert post.content.text == "Open on Saturday."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "Write something first."),
        ({"channels": []}, "Choose at least one channel."),
        ({"when": "at", "wall": "tomorrow"}, "Give a day and an hour."),
        ({"when": "at", "wall": "2020-01-01T10:00"}, "This time has passed already."),
    ],
)
def test_what_does_not_do_is_said_at_its_field_and_nothing_is_lost(
    world: World, changes: dict[str, object], words: str
) -> None:
    post = say(world.anna, world.site, "Open on Saturday.", moment=DRAFT)
    answer = signed_in(world.anna).post(address(post), typed(world, **changes))
    shown = answer.content.decode()
    post.refresh_from_db()
    assert answer.status_code == 422
    assert words in shown
    assert text_in(shown) == changes.get("text", "Open on Sunday.")
    assert Page(shown).all("form", id="compose")[0]["action"] == address(post)
    assert post.content.text == "Open on Saturday."


def test_a_worker_that_was_quicker_wins_and_what_was_typed_is_kept(world: World) -> None:
    client, post = signed_in(world.anna), say(world.anna, world.site, "Open on Saturday.")
    assert client.get(address(post)).status_code == 200
    assert len(claim_to_send(1)) == 1
    answer = client.post(address(post), typed(world))
    post.refresh_from_db()
    assert answer.status_code == 422
    assert "This has moved on in the meantime" in answer.content.decode()
    assert text_in(answer.content.decode()) == "Open on Sunday."
    assert post.content.text == "Open on Saturday."


def test_a_live_post_is_said_to_stay_as_it_is(world: World) -> None:
    client, post = signed_in(world.anna), say(world.anna, world.site, "Open on Saturday.")
    deliver()
    answer = client.get(address(post))
    assert answer.status_code == 409
    assert "People may have seen this post already" in answer.content.decode()
    assert Page(answer.content.decode()).all("a", href=f"/b/bottega/posts/{post.pk}/")
    assert client.post(address(post), typed(world)).status_code == 422
    assert Content.objects.get().text == "Open on Saturday."


def test_who_may_come_in(world: World) -> None:
    draft = say(world.anna, world.site, "Open on Saturday.", moment=DRAFT)
    planned = say(world.anna, world.site, "Open on Sunday.", moment=Moment(tomorrow(world)))
    assert Client().get(address(draft)).status_code == 302
    assert Client().post(address(draft), typed(world)).status_code == 302
    for ask in (signed_in(world.carla).get, signed_in(world.carla).post):
        assert ask(address(draft)).status_code == 404
        assert ask(address(draft, "cards")).status_code == 404
    author = signed_in(world.bruno)
    assert author.get(address(draft)).status_code == 200
    assert author.post(address(draft), typed(world, when="now")).status_code == 422
    assert author.post(address(draft), typed(world)).status_code == 303
    assert author.get(address(planned)).status_code == 422
    assert author.post(address(planned), typed(world)).status_code == 422


def test_the_way_there_is_shown_to_those_who_may_go_it(world: World) -> None:
    draft = say(world.anna, world.site, "Open on Saturday.", moment=DRAFT)
    planned = say(world.anna, world.site, "Open on Sunday.", moment=Moment(tomorrow(world)))
    for post, author_may in ((draft, True), (planned, False)):
        for place in ("/b/bottega/posts/", f"/b/bottega/posts/{post.pk}/"):
            assert page(signed_in(world.anna), place).all("a", href=address(post))
            assert bool(page(signed_in(world.bruno), place).all("a", href=address(post))) == author_may
    Delivery.objects.update(state="live")
    assert not page(signed_in(world.anna), "/b/bottega/posts/").all("a", href=address(draft))
    assert not page(signed_in(world.anna), f"/b/bottega/posts/{draft.pk}/").all("a", href=address(draft))


def warned(member: Member, post: Post) -> str:
    found = re.search(r'id="at-stake">([^<]*)', signed_in(member).get(address(post)).content.decode())
    return found[1].strip() if found else ""


def test_before_an_agreed_post_is_changed_it_is_said_that_the_yes_is_withdrawn(world: World) -> None:
    dora = join(world, "Dora", Role.EDITOR)
    in_force(world, step(Role.EDITOR))
    post = write(world.bruno, world)
    assert warned(world.anna, post) == ""
    say_yes(dora, post)
    assert warned(world.anna, post) == (
        "Everybody has said yes to this as it stands. If you change what it says or shows, that yes is withdrawn, "
        "and everybody is asked again. Another hour alone keeps it."
    )
    assert "Another hour" not in warned(world.bruno, post)
    wall, as_it_stands = f"{wall_in(world, days=3):%Y-%m-%dT%H:%M}", "Open on Saturday."
    for text, state in ((as_it_stands, "scheduled"), ("Open on Sunday.", "in_review")):
        signed_in(world.anna).post(address(post), typed(world, text=text, when="at", wall=wall))
        assert [one.state for one in post.deliveries.all()] == [state]


def test_whoever_need_not_ask_is_told_that_it_goes_out_on_their_word(world: World) -> None:
    dora = join(world, "Dora", Role.EDITOR)
    in_force(world, step(Role.EDITOR), owner_skips=True)
    post = write(world.bruno, world)
    say_yes(dora, post)
    assert warned(world.anna, post).endswith("that yes is withdrawn, and it goes out on your word alone.")


def test_what_some_have_agreed_to_is_told_too(world: World) -> None:
    dora, erik = join(world, "Dora", Role.EDITOR), join(world, "Erik", Role.EDITOR)
    in_force(world, step(dora, erik, needs=Needs.ALL))
    post = write(world.bruno, world)
    say_yes(dora, post)
    assert warned(world.bruno, post).startswith("One has said yes to this so far.")
