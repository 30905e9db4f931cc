"""What was not counted: listed with its reasons and evidence, taken back, set aside by hand, with figures beside."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from antiphon.integrity.actions import run_detectors, set_aside_by_hand
from antiphon.integrity.models import Exclusion, Look
from antiphon.integrity.queries import Narrowed, counted, with_and_without
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from tests.community.place import make_place, part_of
from tests.ledger_rows import Thread, somebody
from tests.web.readers import signed_in
from tests.world import World

PAGE = "/b/bottega/results/not-counted/"


@pytest.fixture
def anna(world: World) -> Client:
    return signed_in(world.anna)


def liked_together(world: World, times: int = 4) -> list[Interaction]:
    """Let three accounts like the same posts within seconds; somebody else likes one of them later."""
    begin = clock.now() - timedelta(days=20)
    rows = []
    for number in range(times):
        thread = Thread(world.site, f"post-{number}", begin + timedelta(days=number))
        thread.post()
        for place, name in enumerate(("One", "Two", "Three")):
            after = timedelta(hours=3 + number, seconds=7 * place)
            thread.act(name, Verb.LIKE, somebody(world.site, name), "R", after)
            rows.append(thread.rows[name])
        thread.act("Ada", Verb.LIKE, somebody(world.site, f"Ada {number}"), "R", timedelta(hours=9))
    run_detectors(world.bottega)
    return rows


def test_what_was_done_together_stands_there_with_its_figures_and_opens_into_its_rows(
    world: World, anna: Client
) -> None:
    rows = liked_together(world)
    page = anna.get(PAGE).text
    assert page.count("The same accounts liked the same things at the same time, again and again.") == len(rows)
    assert '<td class="num">16</td><td class="num"><b>4</b></td><td class="num">12</td>' in page
    one = anna.get(f"{PAGE}{rows[0].pk}/").text
    assert "An interaction that was not counted" in one
    assert all(f"{PAGE}{row.pk}/" in one for row in rows[1:3])


def test_what_is_taken_back_counts_again_says_why_and_stays_so(world: World, anna: Client) -> None:
    rows = liked_together(world)
    found = Exclusion.objects.get(interaction=rows[0])
    anna.post(f"{PAGE}exclusions/{found.pk}/", {"because": "Three friends at one table", "says": "back"})
    run_detectors(world.bottega)
    assert rows[0] in counted(world.bottega)
    assert "Three friends at one table" in anna.get(f"{PAGE}{rows[0].pk}/").text
    assert anna.get(PAGE, {"shown": "back"}).text.count("list-item") == 1
    anna.post(f"{PAGE}exclusions/{found.pk}/", {"because": "They are no friends", "says": "aside"})
    assert rows[0] not in counted(world.bottega)


def test_without_a_reason_nothing_is_set_aside_and_the_page_says_so(world: World, anna: Client) -> None:
    row = liked_together(world)[0]
    answer = anna.post(f"{PAGE}{row.pk}/set-aside/", {"because": "  "})
    assert (answer.status_code, Exclusion.objects.filter(by_hand=True).count()) == (422, 0)
    anna.post(f"{PAGE}{row.pk}/set-aside/", {"because": "Done for a gift"})
    assert "Done for a gift" in anna.get(PAGE).text
    assert anna.post(f"{PAGE}{row.pk}/set-aside/", {"because": "Once more"}).status_code == 422


def test_the_table_is_taken_along(world: World, anna: Client) -> None:
    rows = liked_together(world)
    lines = anna.get(PAGE, {"format": "csv"}).text.splitlines()
    assert len(lines) == len(rows) + 1
    assert "lockstep_likes 1" in lines[1]


def test_a_detector_that_stumbled_is_told_of(world: World, anna: Client) -> None:
    Look.objects.create(
        brand=world.bottega, detector="lockstep_likes", version="1", failed_at=clock.now(), failure="ValueError: no"
    )
    assert "“Likes in lockstep” could not look at what is new" in anna.get(PAGE).text


def test_an_empty_page_says_what_it_is_for(anna: Client) -> None:
    assert "Everything counts" in anna.get(PAGE).text


def test_the_queries_do_not_grow_with_the_rows(world: World, anna: Client, django_assert_num_queries: Any) -> None:
    begin, many = clock.now() - timedelta(days=3), []
    thread = Thread(world.site, "post", begin)
    thread.post()
    for number in range(30):
        thread.act(f"like-{number}", Verb.LIKE, somebody(world.site, f"One {number}"), "R")
        many.append(thread.rows[f"like-{number}"])
    set_aside_by_hand(world.anna, many[0], "A gift")
    with django_assert_num_queries(ASKED):
        anna.get(PAGE)
    for row in many[1:]:
        set_aside_by_hand(world.anna, row, "A gift")
    with django_assert_num_queries(ASKED):
        assert anna.get(PAGE).text.count("list-item") == 30


ASKED = 17


def test_with_and_without_tell_of_one_brand_and_its_days_only(world: World) -> None:
    liked_together(world)
    now = clock.now()
    asked = Narrowed(now - timedelta(days=30), now)
    told = {one.name: (one.all, one.counted) for one in with_and_without(world.bottega, asked.since, asked.until)}
    assert told == {"like": (16, 4)}
    assert with_and_without(world.carla.brand, asked.since, asked.until) == []


def test_whose_interaction_was_set_aside_asks_for_another_look_and_reads_the_answer(world: World) -> None:
    place = make_place(world)
    dora = part_of(place.dora)
    joined = Interaction.objects.get(verb=Verb.JOIN, actor=dora.identity)
    aside = set_aside_by_hand(world.anna, joined, "A gift was promised")
    theirs, emil, anna = signed_in(dora), signed_in(part_of(place.emil)), signed_in(world.anna)
    address = "/@bottega/community/counting/"
    kind = "Somebody of the team looked at it and left it out of the figures."
    assert kind in (page := theirs.get(address).text)
    assert "A gift was promised" not in page
    assert "Anna" not in page
    assert kind not in emil.get(address).text
    asked = {"exclusion": aside.pk, "words": "My class came along."}
    assert emil.post(address, asked).status_code == 404
    assert theirs.post(address, asked).status_code == 303
    assert theirs.post(address, asked).status_code == 422
    assert "My class came along." in anna.get(PAGE).text
    look = aside.second_looks.get()
    anna.post(f"{PAGE}looks/{look.pk}/", {"words": "You are right, thank you.", "says": "back"})
    assert joined in counted(world.bottega)
    assert "You are right, thank you." in theirs.get(address).text
    assert "My class came along." not in anna.get(PAGE).text
    assert anna.post(f"{PAGE}looks/{look.pk}/", {"words": "Again", "says": "keep"}).status_code == 422
