"""Somebody without an account reviews by a link: these posts, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from antiphon.letters.models import Letter
from antiphon.lib import clock
from antiphon.organizations.models import Role
from antiphon.publishing.actions.commenting import Remarked, comment
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.inviting import link_of, make_review_link, revoke_review_link
from antiphon.publishing.actions.keeping import keep_bytes
from antiphon.publishing.drafts import Picture
from antiphon.publishing.models import Campaign, Decision, Post, ReviewComment, ReviewGuest, ReviewLink
from antiphon.publishing.queries.reviewing import waiting_for
from antiphon.publishing.rules.framing import Frame
from tests.films import document
from tests.publishing.flows import connect_other, in_force, join, moment_in, say_yes, seen, state, step, write
from tests.web.readers import page, signed_in
from tests.world import World, deliver, png


def link_for(world: World, *posts: Post, **more: object) -> str:
    """Let Anna make a link; return its path."""
    _link, token = make_review_link(world.anna, label="Mr. Verdi", posts=posts, **more)  # type: ignore[arg-type]
    return f"/review/{token}/"


def test_a_guest_says_yes_by_name_and_it_goes_out(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world, days=0)
    client, link = Client(), link_for(world, post)
    shown = page(client, client.get(link)["Location"])
    assert "Open on Saturday." in shown.words
    typed = {"verdict": "approve", "seen": seen(post), "name": "Mr. Verdi"}
    assert client.post(f"{link}{post.pk}/decide/", typed).status_code == 303
    deliver()
    assert state(post) == "live"
    assert str(Decision.objects.get().guest) == "Mr. Verdi"


def test_the_name_is_asked_once(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    client, link = Client(), f"{link_for(world, post)}{post.pk}/"
    nameless = client.post(f"{link}comments/", {"text": "Fine."})
    assert (nameless.status_code, b"Say your name" in nameless.content) == (422, True)
    assert client.post(f"{link}comments/", {"text": "Fine.", "name": " Mr.  Verdi "}).status_code == 303
    assert not page(client, link).all("input", name="name")
    assert client.post(f"{link}comments/", {"text": "Very fine."}).status_code == 303
    assert [one.name for one in ReviewGuest.objects.all()] == ["Mr. Verdi"]
    assert page(Client(), link).all("input", name="name")


def test_a_guest_asks_for_changes(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    link = f"{link_for(world, post)}{post.pk}/"
    typed = {"verdict": "changes", "seen": seen(post), "name": "Mr. Verdi", "words": "Not on a Saturday."}
    assert Client().post(f"{link}decide/", typed).status_code == 303
    assert state(post) == "draft"
    assert Client().get(link).status_code == 404


def test_a_guest_parks_it_on_every_channel(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    link, client = f"{link_for(world, post)}{post.pk}/", Client()
    client.post(f"{link}decide/", {"verdict": "approve", "seen": seen(post), "name": "Mr. Verdi"})
    held = client.post(f"{link}decide/", {"verdict": "hold", "seen": seen(post), "words": "Wait for the lawyer."})
    assert (held.status_code, state(post)) == (303, "held")


def test_a_guest_decides_only_where_the_client_is_asked_and_when(world: World) -> None:
    dora = join(world, "Dora", Role.EDITOR)
    in_force(world, step(Role.EDITOR), step(Role.CLIENT))
    post = write(world.bruno, world)
    link, client = f"{link_for(world, post)}{post.pk}/", Client()
    typed = {"verdict": "approve", "seen": seen(post), "name": "Mr. Verdi"}
    assert client.post(f"{link}decide/", typed).status_code == 422
    assert not page(client, link).all("button", name="verdict")
    say_yes(dora, post)
    assert client.post(f"{link}decide/", typed).status_code == 303
    assert state(post) == "scheduled"


def test_a_guest_never_speaks_for_the_team(world: World) -> None:
    join(world, "Dora", Role.EDITOR)
    in_force(world, step(Role.EDITOR, Role.OWNER))
    post = write(world.bruno, world)
    link = f"{link_for(world, post)}{post.pk}/"
    typed = {"verdict": "approve", "seen": seen(post), "name": "Anna"}
    assert Client().post(f"{link}decide/", typed).status_code == 422
    assert state(post) == "in_review"


def test_nothing_else_can_be_seen_from_a_link(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    post, other = write(world.bruno, world, "Given."), write(world.bruno, world, "Not given.")
    client, link = Client(), link_for(world, post)
    assert client.get(f"{link}{other.pk}/").status_code == 404
    for path in ("decide", "comments"):
        assert client.post(f"{link}{other.pk}/{path}/", {"name": "Mr. Verdi", "text": "Hm."}).status_code == 404
    shown = page(client, f"{link}{post.pk}/")
    inside = [one["href"] for one in shown.all("a") if one.get("href", "").startswith(("/b/", "/accounts"))]
    assert inside == []
    assert "Not given." not in shown.words
    assert client.get("/b/bottega/").status_code == 302


def test_a_guest_answers_no_comment_of_another_post_nor_one_of_the_team(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    post, other = write(world.bruno, world), write(world.bruno, world, "Not given.")
    elsewhere = comment(world.anna, other, Remarked("Hm."))
    among_us = comment(world.anna, post, Remarked("They never pay."))
    link = f"{link_for(world, post)}{post.pk}/"
    for one in (elsewhere, among_us):
        typed = {"text": "Ha!", "name": "Mr. Verdi"}
        assert Client().post(f"{link}comments/{one.pk}/answer/", typed).status_code == 404
    assert "They never pay." not in page(Client(), link).words
    assert ReviewComment.objects.count() == 2


def test_what_is_written_anew_is_not_shown(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    post = compose(world.bruno, Draft("Half a thought.", [world.site], "en"), Moment(as_draft=True))
    client, link = Client(), link_for(world, post)
    assert "Nothing is put forward right now" in page(client, link).words
    assert client.get(f"{link}{post.pk}/").status_code == 404


def test_a_link_is_for_a_campaign(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    spring = Campaign.objects.create(brand=world.bottega, name="Spring", slug="spring")
    for text in ("One.", "Two."):
        compose(world.bruno, Draft(text, [world.site], "en", campaign=spring), moment_in(world))
    write(world.bruno, world, "Of no campaign.")
    shown = page(Client(), link_for(world, campaign=spring))
    assert ("One." in shown.words, "Two." in shown.words, "Of no campaign." in shown.words) == (True, True, False)


def test_a_link_ends_at_its_day_or_when_it_is_revoked(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    link = link_for(world, post, days=1)
    assert Client().get(link).status_code == 303
    ReviewLink.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert Client().get(link).status_code == 404
    ReviewLink.objects.update(expires_at=clock.now() + timedelta(days=1))
    revoke_review_link(world.anna, ReviewLink.objects.get())
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize("change", ["secret", "number", "nothing", "huge"])
def test_a_token_nobody_gave_opens_nothing(world: World, change: str) -> None:
    in_force(world, step(Role.CLIENT))
    link, token = make_review_link(world.anna, label="Mr. Verdi", posts=[write(world.bruno, world)])
    other, _token = make_review_link(world.anna, label="Mr. Verdi", posts=[write(world.bruno, world)])
    secret = token.partition("-")[2]
    made_up = {
        "secret": f"{link.pk}-{secret[:-1]}x",
        "number": f"{other.pk}-{secret}",
        "nothing": str(link.pk),
        "huge": f"{'9' * 40}-{secret}",
    }[change]
    assert link_of(made_up) is None
    assert Client().get(f"/review/{made_up}/").status_code == 404


def test_only_the_digest_of_a_secret_is_kept(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    _link, token = make_review_link(world.anna, label="Mr. Verdi", posts=[write(world.bruno, world)])
    kept = [str(value) for value in ReviewLink.objects.values().get().values()]
    assert not [value for value in kept if token.partition("-")[2] in value]


def test_nobody_indexes_keeps_or_passes_on_where_it_stands(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    answer = Client().get(f"{link_for(world, post)}{post.pk}/")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert b'name="robots" content="noindex' in answer.content


def test_who_tries_links_is_slowed_down(world: World, settings: Any) -> None:
    settings.REVIEW_LINKS_TRIED_A_MINUTE = 3
    client = Client()
    # All within one minute of the clock, or at most the first few in the one before.
    codes = [client.get(f"/review/1-guess{number}/").status_code for number in range(8)]
    assert (codes[0], codes[-1]) == (404, 429)
    assert client.get("/review/1-guess/")["Retry-After"] == "60"


def test_who_tries_links_keeps_nobody_out_who_has_one(world: World, settings: Any) -> None:
    settings.REVIEW_LINKS_TRIED_A_MINUTE = 3
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    link = f"{link_for(world, post)}{post.pk}/"
    assert {Client().get(f"/review/1-guess{number}/").status_code for number in range(12)} == {404, 429}
    assert Client().get(link).status_code == 200


def test_a_link_that_is_opened_too_often_waits(world: World, settings: Any) -> None:
    settings.REVIEW_LINK_OPENED_A_MINUTE = 2
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    link = f"{link_for(world, post)}{post.pk}/"
    assert [Client().get(link).status_code for _ in range(6)][-1] == 429


def test_a_link_speaks_the_language_of_the_brand_or_of_the_browser(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    world.bottega.language = "it"
    world.bottega.save()
    link = f"{link_for(world, post)}{post.pk}/"
    assert b'<html lang="it"' in Client().get(link).content
    assert b'<html lang="fr"' in Client(headers={"accept-language": "fr"}).get(link).content


def test_a_member_who_is_asked_still_sees_it_wait_beside_a_guest(world: World) -> None:
    chiara = join(world, "Chiara", Role.CLIENT)
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    assert [one.post for one in waiting_for(chiara)] == [post]
    link = f"{link_for(world, post)}{post.pk}/"
    Client().post(f"{link}decide/", {"verdict": "approve", "seen": seen(post), "name": "Mr. Verdi"})
    assert waiting_for(chiara) == []


def test_a_guest_sees_the_part_of_a_picture_that_the_network_shows(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    draft = Draft("Open.", [connect_other(world)], "en", [Picture(png(40, 10), "A door", frame=Frame(0, 0, 0.5, 1))])
    post = compose(world.bruno, draft, moment_in(world))
    shown = page(Client(), f"{link_for(world, post)}{post.pk}/")
    (cut,) = [one["src"] for one in shown.all("img") if "/part/" in one.get("src", "")]
    assert Client().get(cut)["Content-Type"] == "image/jpeg"
    assert Client().get(cut.replace("0.5000", "0.6000")).status_code == 302
    assert Client().get(cut.partition("&key=")[0]).status_code == 302


def test_a_guest_reads_the_document_and_no_other(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    paper, other = (keep_bytes(world.anna, document(pages), f"{pages} pages") for pages in (2, 3))
    draft = Draft("Our paper.", [connect_other(world, "telegram")], "en", [Picture(asset=paper, alt_text="A paper")])
    post = compose(world.bruno, draft, moment_in(world))
    link = f"{link_for(world, post)}{post.pk}/"
    assert page(Client(), link).all("a", href=f"{link}documents/{paper.pk}/")
    given = Client().get(f"{link}documents/{paper.pk}/")
    assert (given["Content-Type"], b"".join(given.streaming_content)) == ("application/pdf", document(2))  # type: ignore[attr-defined]
    assert Client().get(f"{link}documents/{other.pk}/").status_code == 404


def test_who_wrote_it_does_not_say_yes_as_the_client_in_the_same_browser(world: World) -> None:
    in_force(world, step(Role.CLIENT), own_links=True)
    dora = join(world, "Dora", Role.EDITOR)
    post = write(dora, world)
    _link, token = make_review_link(dora, label="Mr. Verdi", posts=[post])
    link, client = f"/review/{token}/{post.pk}/", signed_in(dora)
    assert not page(client, link).all("button", name="verdict")
    typed = {"verdict": "approve", "seen": seen(post), "name": "Mr. Verdi", "text": "Fine."}
    for path in ("decide", "comments"):
        answer = client.post(f"{link}{path}/", typed)
        assert (answer.status_code, b"You are signed in" in answer.content) == (422, True)
    assert (state(post), ReviewGuest.objects.count()) == ("in_review", 0)


def test_a_yes_that_would_not_count_is_not_asked_for(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    post = write(world.anna, world)
    shown = page(Client(), f"{link_for(world, post)}{post.pk}/")
    assert "Whoever gave you this link wrote this" in shown.words
    assert [one["value"] for one in shown.all("button", name="verdict")] == ["changes", "hold"]


def test_a_yes_by_a_link_says_who_made_it_and_for_whom(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    link = f"{link_for(world, post)}{post.pk}/"
    Client().post(f"{link}decide/", {"verdict": "approve", "seen": seen(post), "name": "Mr. Verdi"})
    told = page(signed_in(world.bruno), f"/b/bottega/reviews/{post.pk}/").words
    assert "by a link for Mr. Verdi, made by Anna" in told


def test_a_link_is_mailed_and_shown_to_nobody_else(world: World, settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    typed = {"posts": [post.pk], "label": "Mr. Verdi", "days": 3}
    anna = signed_in(world.anna)
    for mail in ("", "verdi", world.bruno.user.email):
        assert anna.post("/b/bottega/reviews/", typed | {"mail": mail}).status_code == 422
    answer = anna.post("/b/bottega/reviews/", typed | {"mail": "Verdi@school.example"})
    letter = Letter.objects.get(to="verdi@school.example")
    secret = letter.text.partition("/review/")[2].split()[0]
    assert (answer.status_code, secret in answer.content.decode(), letter.confidential) == (200, False, True)
    assert "on its way to verdi@school.example" in answer.content.decode()
    assert Client().get(f"/review/{secret}").status_code == 303
