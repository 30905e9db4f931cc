"""The composer with all that a post can be made of: parts, comment, poll, card, crop, library, queue, sketches."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antiphon.organizations.models import Brand
from antiphon.publishing.actions.keeping import keep_picture
from antiphon.publishing.actions.queueing import add_slots
from antiphon.publishing.actions.wording import keep_snippet, keep_variable
from antiphon.publishing.models import Asset, Campaign, Category, Content, Delivery, Post, Sketch
from antiphon.publishing.outgoing import later_posts
from tests.films import document, film
from tests.web.readers import Page, signed_in
from tests.webpages import html, small_web
from tests.world import World, png

ADDRESS = "/b/bottega/posts/new/"


def typed(world: World, **changes: object) -> dict[str, object]:
    form = {"text": "We open on Saturday.", "channels": [world.site.pk], "when": "draft", "language": "en"}
    return form | {"request_key": "a-form"} | changes


def sent(client: Client, form: dict[str, object], address: str = ADDRESS) -> Page:
    answer = client.post(address, form)
    assert answer.status_code == 200, answer.content.decode()
    return Page(answer.content.decode())


def value(shown: Page, name: str) -> list[str]:
    return [one.get("value", "") for one in shown.all("input", name=name)]


def test_a_thread_a_comment_and_a_poll_are_put_in_and_written(world: World) -> None:
    client = signed_in(world.anna)
    for what, field in (("part", "p1-text"), ("comment", "comment")):
        shown = sent(client, typed(world, add=what))
        assert [one["name"] for one in shown.all("textarea", name=field) if "autofocus" in one] == [field]
    assert len(sent(client, typed(world, add="poll")).all("input", name="option")) == 2
    assert len(sent(client, typed(world, add="option", option=["a", "b"])).all("input", name="option")) == 3
    form = typed(
        world,
        part=["1", "2"],
        comment="Come",
        option=["Bowl", "Spoon"],
        **{"poll-hours": "48", "poll-multiple": "on"},
    )
    answer = client.post(ADDRESS, form | {"p1-text": "At nine", "p2-text": "Till noon"})
    assert answer.status_code == 303
    post = Post.objects.get(continues=None)
    assert [(one.content.text, one.continues_as) for one in later_posts(post)] == [
        ("At nine", "thread"), ("Till noon", "thread"), ("Come", "comment"),
    ]  # fmt: skip
    assert (post.content.poll.hours, post.content.poll.multiple) == (48, True)
    again = Page(client.get(f"/b/bottega/posts/{post.pk}/edit/").content.decode())
    assert (value(again, "part"), value(again, "option"), value(again, "poll-hours")) == (
        ["1", "2"], ["Bowl", "Spoon"], ["48"],
    )  # fmt: skip
    assert "Till noon" in again.words


def test_a_part_that_is_taken_out_lets_the_others_move_up(world: World) -> None:
    picture = keep_picture(world.anna, png())
    form = typed(world, part=["1", "2"], remove="part-1") | {
        "p1-text": "One", "p2-text": "Two", "p2-asset": [picture.pk], f"alt-p2-{picture.pk}": "A square",
    }  # fmt: skip
    shown = sent(signed_in(world.anna), form)
    assert (value(shown, "part"), value(shown, "p1-asset")) == (["1"], [str(picture.pk)])
    assert len(shown.all("textarea", name=f"alt-p1-{picture.pk}")) == 1


def test_the_crop_and_the_focus_are_kept_and_offered_again(world: World) -> None:
    picture = keep_picture(world.anna, png(200, 100))
    numbers = {"left": 10, "top": 0, "width": 50, "height": 100, "focusx": 20, "focusy": 50}
    form = typed(world, asset=[picture.pk]) | {f"alt-{picture.pk}": "A square"}
    signed_in(world.anna).post(ADDRESS, form | {f"{name}-{picture.pk}": str(n) for name, n in numbers.items()})
    post = Post.objects.get()
    shown = post.content.illustrations.get()
    assert (shown.crop_left, shown.crop_width, shown.focus_x) == (0.1, 0.5, 0.2)
    again = Page(signed_in(world.anna).get(f"/b/bottega/posts/{post.pk}/edit/").content.decode())
    assert value(again, f"left-{picture.pk}") == ["10.0"]


@pytest.mark.parametrize("rubbish", ["", "nan", "inf", "-1e9", "ten", "1" * 400])
def test_a_number_of_the_crop_that_is_none_cuts_nothing_away_that_is_not_there(world: World, rubbish: str) -> None:
    picture = keep_picture(world.anna, png(200, 100))
    form = typed(world, asset=[picture.pk]) | {f"alt-{picture.pk}": "x", f"width-{picture.pk}": rubbish}
    assert signed_in(world.anna).post(ADDRESS, form).status_code == 303
    assert 0 < Post.objects.get().content.illustrations.get().crop_width <= 1


def test_a_film_and_a_document_are_taken_in_beside_pictures(world: World) -> None:
    files = [SimpleUploadedFile("bowl.mp4", film()), SimpleUploadedFile("guide.pdf", document(2))]
    rows = signed_in(world.anna).post("/b/bottega/posts/pictures/", {"p1-pictures": files, "prefix": "p1-"})
    shown = Page(rows.content.decode())
    kept = Asset.objects.order_by("pk")
    assert [one.media_type for one in kept] == ["video/mp4", "application/pdf"]
    assert value(shown, "p1-asset") == [str(one.pk) for one in kept]
    assert "2 pages" in shown.words


def test_what_is_chosen_from_the_library_stands_in_the_post(world: World) -> None:
    picture = keep_picture(world.anna, png())
    client = signed_in(world.anna)
    offered = Page(client.get("/b/bottega/library/choose/?prefix=p1-").content.decode())
    assert [one["value"] for one in offered.all("button", name="take")] == [f"p1-{picture.pk}"]
    shown = sent(client, typed(world, part=["1"], take=f"p1-{picture.pk}") | {"p1-text": "x"})
    assert value(shown, "p1-asset") == [str(picture.pk)]


def test_the_card_of_a_link_is_read_changed_and_taken_out(world: World, settings: Any) -> None:
    client = signed_in(world.anna)
    with small_web() as web:
        settings.PRIVATE_HOSTS = [web.place]
        web.answers = {"/page": html(), "/bowl.png": (200, {"Content-Type": "image/png"}, png(60, 40))}
        shown = sent(client, typed(world, add="card") | {"card-url": f"{web.url}/page"})
    picture = Asset.objects.get()
    assert (value(shown, "card-title"), value(shown, "card-picture")) == (["Open on Saturday"], [str(picture.pk)])
    card = {"card-url": "https://example.org/a", "card-title": "Our title", "card-picture": str(picture.pk)}
    assert value(sent(client, typed(world, remove="card-picture") | card), "card-picture") == []
    assert value(sent(client, typed(world, remove="card") | card), "card-url") == []
    assert client.post(ADDRESS, typed(world) | card).status_code == 303
    assert Post.objects.get().content.card.title == "Our title"


def test_a_card_that_cannot_be_read_says_so_and_can_be_written(world: World) -> None:
    answer = signed_in(world.anna).post(ADDRESS, typed(world, text="No link", add="card"))
    assert (answer.status_code, "Write a link that begins with https://" in answer.content.decode()) == (422, True)
    form = typed(world) | {"card-url": "https://example.org/a", "card-title": " "}
    answer = signed_in(world.anna).post(ADDRESS, form)
    assert (answer.status_code, "Give the link card a title" in answer.content.decode()) == (422, True)


def test_kept_words_and_variables_are_put_in(world: World) -> None:
    keep_variable(world.anna, "hour", "nine")
    line = keep_snippet(world.anna, "words", "Closing", "See you at {hour}.")
    shown = sent(signed_in(world.anna), typed(world, add=f"snippet-{line.pk}"))
    assert "We open on Saturday. See you at nine." in shown.words


def test_campaign_and_category_are_kept(world: World) -> None:
    campaign = Campaign.objects.create(brand=world.bottega, name="Spring", slug="spring")
    category = Category.objects.create(brand=world.bottega, name="Craft")
    signed_in(world.anna).post(ADDRESS, typed(world, campaign=campaign.pk, category=category.pk))
    post = Post.objects.get()
    assert (post.campaign, post.content.category) == (campaign, category)


def test_a_campaign_of_another_brand_is_none(world: World) -> None:
    cards = Brand.objects.get(slug="cards")
    foreign = Campaign.objects.create(brand=cards, name="Spring", slug="spring")
    signed_in(world.anna).post(ADDRESS, typed(world, campaign=foreign.pk))
    assert Post.objects.get().campaign is None


def test_a_post_goes_into_the_next_free_slot(world: World) -> None:
    client = signed_in(world.anna)
    refused = client.post(ADDRESS, typed(world, when="queue"))
    assert (refused.status_code, Post.objects.count(), Content.objects.count()) == (422, 0, 0)
    add_slots(world.anna, world.site, range(7), "09:30")
    answer = client.post(ADDRESS, typed(world, when="queue"))
    assert answer.status_code == 303
    planned = Delivery.objects.get()
    assert (planned.state, planned.wall_time[-5:]) == ("scheduled", "09:30")


def test_hours_are_never_guessed(world: World) -> None:
    shown = signed_in(world.anna).get("/b/bottega/posts/hours/").content.decode()
    assert "This is never guessed." in shown


def test_what_is_being_written_is_kept_until_it_is_sent(world: World) -> None:
    client = signed_in(world.anna)
    client.post("/b/bottega/posts/check/", typed(world, text="Half a sen", part=["1"]) | {"p1-text": "And more"})
    begun = Sketch.objects.get()
    start = Page(client.get(ADDRESS).content.decode())
    assert "Half a sen" in start.words
    assert [one["href"] for one in start.all("a") if "sketch" in one.get("href", "")] == [f"?sketch={begun.pk}"]
    again = client.get(f"{ADDRESS}?sketch={begun.pk}").content.decode()
    assert "Half a sen" in again
    assert "And more" in again
    assert client.post(ADDRESS, typed(world, text="Half a sentence.")).status_code == 303
    assert begun_links(client) == []


def begun_links(client: Client, address: str = ADDRESS) -> list[str]:
    return [one["href"] for one in Page(client.get(address).content.decode()).all("a") if "sketch" in one["href"]]


def test_how_it_will_stand_comes_before_the_button_that_sends_it(world: World) -> None:
    source = signed_in(world.anna).get(ADDRESS).content.decode()
    places = [
        source.index(one) for one in ('id="writing"', 'id="standing"', 'class="actions send"', 'href="#standing"')
    ]
    assert places == sorted(places)


def test_only_what_was_refused_for_want_of_words_is_said_until_they_are_there(world: World) -> None:
    form, client = typed(world, asset=[keep_picture(world.anna, png()).pk]), signed_in(world.anna)
    assert len(Page(client.post(ADDRESS, form).content.decode()).all("p", class_="error about-words")) == 1
    Asset.objects.update(expires_on="2020-01-01")
    said = {f"alt-{Asset.objects.get().pk}": "A teal square"}
    assert Page(client.post(ADDRESS, form | said).content.decode()).all("p", class_="error about-words") == []


@pytest.mark.parametrize("looked_before", [True, False])
def test_a_look_that_arrives_after_sending_brings_nothing_back(world: World, looked_before: bool) -> None:
    client, form = signed_in(world.anna), typed(world, text="Half a sentence.")
    for address in (["/b/bottega/posts/check/"] if looked_before else []) + [ADDRESS, "/b/bottega/posts/check/"]:
        late = client.post(address, form)
    client.post(ADDRESS, form | {"add": "part"})
    client.post(ADDRESS, form | {"intent": "check"})
    assert begun_links(client) == []
    closed = Sketch.objects.get()
    assert (closed.key, closed.fields, closed.closed_at is None) == ("a-form", {}, False)
    renewed = value(Page(late.content.decode()), "request_key")
    assert renewed != ["a-form"]
    client.post("/b/bottega/posts/check/", form | {"text": "Written after going back.", "request_key": renewed[0]})
    assert len(begun_links(client)) == 1


def test_a_look_that_arrives_after_a_change_was_saved_brings_nothing_back(world: World) -> None:
    client, form = signed_in(world.anna), typed(world)
    client.post(ADDRESS, form)
    here, changing = f"/b/bottega/posts/{Post.objects.get().pk}/edit/", form | {"request_key": "a-change"}
    assert client.post(here, changing | {"text": "We open on Sunday."}).status_code == 303
    client.post(f"/b/bottega/posts/check/?post={Post.objects.get().pk}", changing)
    assert begun_links(client, here) == []


def test_what_was_begun_is_thrown_away_and_belongs_to_whoever_wrote_it(world: World) -> None:
    signed_in(world.anna).post("/b/bottega/posts/check/", typed(world, text="Half"))
    begun = Sketch.objects.get()
    address = f"/b/bottega/posts/sketches/{begun.pk}/discard/"
    assert signed_in(world.bruno).post(address).status_code == 404
    assert "Half" not in signed_in(world.bruno).get(f"{ADDRESS}?sketch={begun.pk}").content.decode()
    assert signed_in(world.carla).post(address).status_code == 404
    assert Client().post(address).status_code == 302
    assert signed_in(world.anna).post(address).status_code == 303
    assert begun_links(signed_in(world.anna)) == []
    assert signed_in(world.anna).post(address).status_code == 404


def test_an_empty_form_is_not_kept(world: World) -> None:
    signed_in(world.anna).post("/b/bottega/posts/check/", typed(world, text="  "))
    assert not Sketch.objects.exists()


def test_who_changes_what_somebody_else_changed_meanwhile_is_told_once(world: World) -> None:
    client = signed_in(world.anna)
    client.post(ADDRESS, typed(world))
    post = Post.objects.get()
    address = f"/b/bottega/posts/{post.pk}/edit/"
    (seen,) = value(Page(client.get(address).content.decode()), "seen")
    signed_in(world.bruno).post(address, typed(world, text="Bruno’s words", seen=seen))
    refused = client.post(address, typed(world, text="Anna’s words", seen=seen))
    shown = Page(refused.content.decode())
    assert (refused.status_code, "Somebody changed this post" in shown.words) == (422, True)
    assert "Anna’s words" in shown.words
    (now,) = value(shown, "seen")
    assert client.post(address, typed(world, text="Anna’s words", seen=now)).status_code == 303
    assert Post.objects.get().content.text == "Anna’s words"


def test_what_is_clear_at_a_glance_is_said_while_one_writes(world: World) -> None:
    text = "Would you like to turn a bowl? You can do it here on Saturday. #slowwoodworking"
    shown = signed_in(world.anna).post("/b/bottega/posts/check/", typed(world, text=text)).content.decode()
    for words in (
        "Clear at a glance",
        "Flesch Reading Ease",
        "It asks something.",
        "#slowwoodworking: begin each word",
    ):
        assert words in shown


def test_an_analyst_may_see_no_composer(world: World) -> None:
    world.bruno.role = "analyst"
    world.bruno.save()
    client = signed_in(world.bruno)
    assert client.get(ADDRESS).status_code == 422
    assert client.post(ADDRESS, typed(world)).status_code == 422
    assert not Post.objects.exists()
