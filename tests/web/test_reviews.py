"""The pages on which posts are put forward, looked at, commented and decided."""

import re

import pytest
from django.test import Client

from antiphon.organizations.models import Member, Role
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.drafts import Picture
from antiphon.publishing.models import Asset, Decision, Post, ReviewComment, ReviewLink
from tests.publishing.flows import in_force, join, moment_in, say_yes, seen, state, step, write
from tests.web.readers import Page, count_queries, page, signed_in
from tests.world import World, deliver, png

REVIEWS = "/b/bottega/reviews/"


@pytest.fixture
def dora(world: World) -> Member:
    """Dora edits for Bottega, and her yes is needed."""
    dora = join(world, "Dora", Role.EDITOR)
    in_force(world, step(Role.EDITOR))
    return dora


def decided(by: Member, post: Post, verdict: str, words: str = "", digest: str = ""):  # type: ignore[no-untyped-def]
    typed = {"verdict": verdict, "words": words, "seen": digest or seen(post)}
    return signed_in(by).post(f"{REVIEWS}{post.pk}/decide/", typed)


def test_the_page_says_what_it_is_for_while_nothing_waits(world: World) -> None:
    shown = page(signed_in(world.anna), REVIEWS)
    assert "Nothing waits for your yes" in shown.words
    assert shown.all("a", href="/b/bottega/flows/")


def test_what_waits_is_with_those_whose_yes_it_waits_for(world: World, dora: Member) -> None:
    write(world.bruno, world)
    for member, is_asked in ((dora, True), (world.bruno, False), (world.anna, False)):
        client = signed_in(member)
        assert ("Nothing waits for your yes" not in page(client, REVIEWS).words) is is_asked
        assert ("Waits for your yes" in page(client, "/b/bottega/").words) is is_asked
        assert "Open on Saturday." in page(client, REVIEWS).words


def test_a_yes_lets_it_go_out(world: World, dora: Member) -> None:
    post = write(world.bruno, world, days=0)
    shown = page(signed_in(dora), f"{REVIEWS}{post.pk}/")
    assert shown.all("button", name="verdict", value="approve")
    assert [one["value"] for one in shown.all("input", name="seen")] == [seen(post)]
    assert decided(dora, post, "approve").status_code == 303
    deliver()
    assert state(post) == "live"


def test_who_is_not_asked_sees_it_and_no_button(world: World, dora: Member) -> None:
    post = write(world.bruno, world)
    for member in (world.anna, world.bruno):
        assert not page(signed_in(member), f"{REVIEWS}{post.pk}/").all("button", name="verdict")
        assert decided(member, post, "approve").status_code == 422
    assert state(post) == "in_review"


def test_changes_are_asked_for_in_words(world: World, dora: Member) -> None:
    post = write(world.bruno, world)
    refused = decided(dora, post, "changes")
    assert (refused.status_code, b"Say in a sentence" in refused.content) == (422, True)
    assert decided(dora, post, "changes", "Which Saturday?").status_code == 303
    words = page(signed_in(world.bruno), f"{REVIEWS}{post.pk}/").words
    assert "Which Saturday?" in words
    assert "Ask for a yes" in words


def test_what_changed_meanwhile_is_not_decided(world: World, dora: Member) -> None:
    post = write(world.bruno, world)
    looked_at = seen(post)
    rewrite(world.bruno, post, Draft("Open on Sunday.", [world.site], "en"), moment_in(world))
    answer = decided(dora, post, "approve", digest=looked_at)
    assert (answer.status_code, b"changed while you looked" in answer.content) == (422, True)


def test_a_verdict_that_is_none_is_refused(world: World, dora: Member) -> None:
    post = write(world.bruno, world)
    assert decided(dora, post, "perhaps").status_code == 422
    assert not Decision.objects.exists()


def test_what_changed_since_the_last_decision_is_shown_word_by_word(world: World, dora: Member) -> None:
    post = write(world.bruno, world)
    decided(dora, post, "changes", "Which day?")
    rewrite(world.bruno, post, Draft("Open on Sunday.", [world.site], "en"), moment_in(world))
    source = signed_in(dora).get(f"{REVIEWS}{post.pk}/").content.decode()
    assert "<del>Saturday</del><ins>Sunday</ins>" in source


def test_an_author_asks_and_takes_back(world: World, dora: Member) -> None:
    post = compose(world.bruno, Draft("Open.", [world.site], "en"), Moment(as_draft=True))
    client, address = signed_in(world.bruno), f"{REVIEWS}{post.pk}/"
    assert client.post(f"{address}ask/", {"wall": "2020-01-01T10:00"}).status_code == 422
    assert client.post(f"{address}ask/", {"wall": ""}).status_code == 303
    assert state(post) == "in_review"
    assert client.post(f"{address}take-back/").status_code == 303
    assert state(post) == "draft"


def test_a_comment_stands_beside_the_words_that_it_is_about(world: World, dora: Member) -> None:
    post, client = write(world.bruno, world), signed_in(dora)
    answer = client.post(f"{REVIEWS}{post.pk}/comments/", {"text": "Which one?", "quote": "Saturday"})
    assert answer.status_code == 303
    source = client.get(f"{REVIEWS}{post.pk}/").content.decode()
    assert "<mark>Saturday</mark>" in source
    assert "Which one?" in Page(source).words


def test_words_that_do_not_stand_there_are_refused_and_what_was_typed_is_kept(world: World, dora: Member) -> None:
    post = write(world.bruno, world)
    answer = signed_in(dora).post(f"{REVIEWS}{post.pk}/comments/", {"text": "Hm.", "quote": "Monday"})
    assert answer.status_code == 422
    assert "do not stand in the post" in answer.content.decode()
    assert "Hm." in answer.content.decode()
    assert not ReviewComment.objects.exists()


def test_when_the_words_are_gone_the_comment_says_so(world: World, dora: Member) -> None:
    post, client = write(world.bruno, world), signed_in(dora)
    client.post(f"{REVIEWS}{post.pk}/comments/", {"text": "Which one?", "quote": "Saturday"})
    rewrite(world.bruno, post, Draft("Open on Sunday.", [world.site], "en"), moment_in(world))
    shown = page(client, f"{REVIEWS}{post.pk}/")
    assert "About an earlier version" in shown.words
    assert not shown.all("a", class_="marked")


def test_a_comment_is_answered_settled_and_taken_up_again(world: World, dora: Member) -> None:
    post, client = write(world.bruno, world), signed_in(dora)
    address = f"{REVIEWS}{post.pk}/comments/"
    client.post(address, {"text": "Which one?"})
    one = ReviewComment.objects.get()
    assert signed_in(world.bruno).post(f"{address}{one.pk}/answer/", {"text": "The next."}).status_code == 303
    assert client.post(f"{address}{one.pk}/settle/").status_code == 303
    assert "1 comment is settled" in page(client, f"{REVIEWS}{post.pk}/").words
    assert client.post(f"{address}{one.pk}/reopen/").status_code == 303
    assert client.post(f"{address}{one.pk}/explode/").status_code == 404
    assert "The next." in page(client, f"{REVIEWS}{post.pk}/").words


def test_a_comment_is_about_a_picture(world: World, dora: Member) -> None:
    draft = Draft("Open.", [world.site], "en", [Picture(png(), "A door")])
    post = compose(world.bruno, draft, moment_in(world))
    asset = Asset.objects.get()
    signed_in(dora).post(f"{REVIEWS}{post.pk}/comments/", {"text": "Too dark.", "asset": asset.pk})
    assert ReviewComment.objects.get().asset == asset
    assert page(signed_in(dora), f"{REVIEWS}{post.pk}/").all("img", class_="about-picture")


def test_an_analyst_reads_and_says_nothing(world: World, dora: Member) -> None:
    eva, post = join(world, "Eva", Role.ANALYST), write(world.bruno, world)
    shown = page(signed_in(eva), f"{REVIEWS}{post.pk}/")
    assert not shown.all("textarea")
    assert signed_in(eva).post(f"{REVIEWS}{post.pk}/comments/", {"text": "Hm."}).status_code == 422


def test_a_client_sees_only_what_was_given_and_when_its_step_came(world: World, dora: Member) -> None:
    from antiphon.publishing.actions.flowing import choose_flow, make_flow

    chiara = join(world, "Chiara", Role.CLIENT)
    flow = make_flow(world.anna, "Then the client", [step(Role.EDITOR), step(Role.CLIENT)])
    choose_flow(world.anna, flow)
    post, other = write(world.bruno, world, "For the client."), write(world.bruno, world, "Not yet.")
    client = signed_in(chiara)
    assert client.get(f"{REVIEWS}{post.pk}/").status_code == 404
    say_yes(dora, post)
    shown = page(client, REVIEWS)
    assert "For the client." in shown.words
    assert "Not yet." not in shown.words
    assert client.get(f"{REVIEWS}{post.pk}/").status_code == 200
    assert client.get(f"{REVIEWS}{other.pk}/").status_code == 404
    assert client.get("/b/bottega/")["Location"] == REVIEWS
    assert decided(chiara, post, "approve").status_code == 303
    assert state(post) == "scheduled"
    assert "Agreed, and planned" in page(client, REVIEWS).words


def test_what_the_team_says_among_itself_is_not_shown_to_clients(world: World) -> None:
    chiara = join(world, "Chiara", Role.CLIENT)
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    for typed in ({"text": "They never pay."}, {"text": "Is this the right date?", "shared": "on"}):
        signed_in(world.anna).post(f"{REVIEWS}{post.pk}/comments/", typed)
    words = page(signed_in(chiara), f"{REVIEWS}{post.pk}/").words
    assert "They never pay." not in words
    assert "Is this the right date?" in words
    signed_in(chiara).post(f"{REVIEWS}{post.pk}/comments/", {"text": "Yes."})
    assert "Yes." in page(signed_in(world.bruno), f"{REVIEWS}{post.pk}/").words


def test_a_review_of_another_brand_is_not_there(world: World, dora: Member) -> None:
    post = write(world.bruno, world)
    assert Client().get(f"{REVIEWS}{post.pk}/").status_code == 302
    assert signed_in(world.carla).get(f"{REVIEWS}{post.pk}/").status_code == 404
    assert signed_in(world.carla).get(f"/b/cards/reviews/{post.pk}/").status_code == 404
    assert (
        signed_in(world.carla).post(f"/b/cards/reviews/{post.pk}/decide/", {"verdict": "approve"}).status_code == 404
    )


def test_thirty_that_wait_take_as_many_queries_as_one(world: World, dora: Member) -> None:
    client = signed_in(dora)
    write(world.bruno, world)
    client.get(REVIEWS)
    for_one = count_queries(lambda: client.get(REVIEWS))
    for number in range(29):
        write(world.bruno, world, f"Post {number}")
    assert count_queries(lambda: client.get(REVIEWS)) == for_one


def test_a_link_is_made_shown_once_and_ended(world: World, dora: Member) -> None:
    post, client = write(world.bruno, world), signed_in(world.anna)
    answer = client.post(REVIEWS, {"posts": [post.pk], "label": "Mr. Verdi", "days": "3"})
    found = re.search(r'value="http://localhost:8000(/review/[^"]+)"', answer.content.decode())
    assert found
    assert Client().get(found[1], follow=True).status_code == 200
    link = ReviewLink.objects.get()
    assert ((link.expires_at - link.made_at).days, link.label) == (3, "Mr. Verdi")
    assert found[1] not in client.get(REVIEWS).content.decode()
    assert client.post(f"{REVIEWS}links/{link.pk}/revoke/").status_code == 303
    assert Client().get(found[1]).status_code == 404


@pytest.mark.parametrize("typed", [{}, {"posts": ["x"]}, {"posts": ["1"], "days": "0"}, {"campaign": "9"}])
def test_a_link_for_nothing_is_refused(world: World, dora: Member, typed: dict[str, object]) -> None:
    write(world.bruno, world)
    assert signed_in(world.anna).post(REVIEWS, typed).status_code == 422
    assert not ReviewLink.objects.exists()


def test_only_who_may_publish_gives_links(world: World, dora: Member) -> None:
    post = write(world.bruno, world)
    assert signed_in(world.bruno).post(REVIEWS, {"posts": [post.pk]}).status_code == 422
    assert not ReviewLink.objects.exists()
