"""The day of the brand."""

from datetime import timedelta

from django.utils import timezone

from antiphon.lib import clock
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.models import Delivery
from tests.web.readers import page, signed_in
from tests.world import World, deliver, found, make_user, say


def test_an_empty_day_says_what_it_is_for_and_offers_the_first_step(world: World) -> None:
    shown = page(signed_in(world.anna), "/b/bottega/")
    assert "Nothing is planned." in shown.words
    assert "Nobody waits for you." in shown.words
    assert "Once something is live" in shown.words
    assert shown.all("a", href="/b/bottega/posts/new/")


def test_without_a_channel_the_first_step_is_to_connect_one(db: None) -> None:
    member = found(make_user("dora@example.org", "Dora"), "Dora", "dora").members.get()
    assert "No channel is connected yet." in page(signed_in(member), "/b/dora/").words


def test_what_goes_out_today_stands_at_its_hour(world: World) -> None:
    say(world.anna, world.site, "Open on Saturday.")
    deliver()
    shown = page(signed_in(world.anna), "/b/bottega/")
    assert "Open on Saturday." in shown.words
    due = Delivery.objects.get().due_at
    assert due
    assert timezone.localtime(due, world.bottega.zone).strftime("%H:%M") in shown.words


def test_on_a_free_day_the_next_post_is_named(world: World) -> None:
    wall = (timezone.localtime(clock.now(), world.bottega.zone) + timedelta(days=3)).replace(tzinfo=None)
    say(world.anna, world.site, "In three days.", moment=Moment(wall=wall))
    assert "In three days." in page(signed_in(world.anna), "/b/bottega/").words


def test_what_needs_a_person_is_said_first(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.")
    Delivery.objects.filter(post=post).update(state="refused", trouble="content")
    assert "This needs you" in page(signed_in(world.anna), "/b/bottega/").words


def test_what_the_last_posts_brought_opens_into_its_figures(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.")
    deliver()
    shown = page(signed_in(world.anna), "/b/bottega/")
    assert shown.all("a", href=f"/b/bottega/posts/{post.pk}/results/")
    assert shown.all("a", href=f"/b/bottega/posts/{post.pk}/results/replies/")
