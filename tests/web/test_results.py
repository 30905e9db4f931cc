"""What a post brought: figures, the rows behind them, and the same as a table to take along."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.conversations.models import Message
from antiphon.integrity.actions import run_detectors
from antiphon.ledger.actions import note_reading
from antiphon.ledger.models import Interaction
from antiphon.measures.catalogue import measures
from antiphon.people.actions import meet
from antiphon.people.models import Side
from antiphon.publishing.actions.answering import answer
from antiphon.publishing.models import Post
from antiphon.web.spreadsheet import safe_cell
from tests.web.heard import heard, liked, profile, published
from tests.world import World


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    client.force_login(world.anna.user)
    return client


@pytest.fixture
def post(world: World) -> Post:
    """A post that Maren liked and answered, and that one of our own liked."""
    post = published(world.anna, "We opened the workshop.", world.site)
    uri = post.deliveries.get().uri
    heard(world.site, "Maren", "May I come too?", upon=uri)
    liked(world.site, "Maren", uri)
    liked(world.site, "Staff", uri)
    staff = profile("Staff")
    meet(
        world.bottega,
        network="site",
        stable_id=staff.stable_id,
        at=timezone.now(),
        handle=staff.handle,
        side=Side.US,
    )
    run_detectors(world.bottega)
    return post


def page_of(post: Post, measure: str = "") -> str:
    return f"/b/bottega/posts/{post.pk}/results/{measure and measure + '/'}"


def test_a_guest_and_an_outsider_do_not_get_in(client: Client, world: World, post: Post) -> None:
    for address in (page_of(post), page_of(post, "replies")):
        assert client.get(address).status_code == 302
    client.force_login(world.carla.user)
    for address in (page_of(post), page_of(post, "replies"), f"/b/cards/posts/{post.pk}/results/"):
        assert client.get(address).status_code == 404


def test_every_measure_stands_with_a_sentence_and_a_way_to_its_rows(client: Client, world: World, post: Post) -> None:
    client.force_login(world.bruno.user)
    page = client.get(page_of(post)).content.decode()
    for one in measures().values():
        assert f'{page_of(post, one.name)}"' in page
    assert "1 like was heard. 1 row set aside." in page
    assert "Unknown is not zero." in page
    assert '<circle class="theirs"' in page
    assert "We opened the workshop." in page


def test_the_day_before_the_post_there_was_nothing(anna: Client, post: Post) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    page = anna.get(f"{page_of(post)}?day={yesterday.isoformat()}").content.decode()
    assert "0 likes were heard." in page
    assert f"replies/?day={yesterday.isoformat()}" in page
    for nonsense in ("2026-02-31", "soon", "9999-01-01"):
        assert "1 like was heard." in anna.get(f"{page_of(post)}?day={nonsense}").content.decode()


def test_a_figure_opens_into_its_rows_and_what_was_set_aside(anna: Client, post: Post) -> None:
    page = anna.get(page_of(post, "reactions")).content.decode()
    assert "Anna, Bea and one of our own accounts like our post" in page
    counted, aside = page.split("What was set aside")
    assert "Maren" in counted
    assert "it is not the public" in aside
    assert "account: https://people.example/staff" in aside
    liked_by_staff = Interaction.objects.get(actor__stable_id="https://people.example/staff")
    assert f"/results/not-counted/{liked_by_staff.pk}/" in aside


def test_what_the_network_itself_shows_stands_beside_what_was_heard(anna: Client, world: World, post: Post) -> None:
    assert "The networks themselves show" not in anna.get(page_of(post, "reactions")).content.decode()
    note_reading(world.site, post.deliveries.get().uri, "likes", 7, timezone.now())
    assert "Own site 7." in anna.get(page_of(post, "reactions")).content.decode()


def test_the_figures_can_be_taken_along_in_all_and_for_each_channel(anna: Client, world: World, post: Post) -> None:
    rows = list(csv.DictReader(StringIO(anna.get(f"{page_of(post)}?format=csv").content.decode())))
    reactions = [row for row in rows if row["figure"] == "Reactions"]
    likes = [(row["channel"], row["value"], row["n"], row["set aside"]) for row in reactions]
    assert likes == [("", "1", "1", "1"), (f"Own site · {world.site.identity.handle}", "1", "1", "1")]
    [views, _same] = [row for row in rows if row["figure"] == "Reach"]
    assert (views["value"], views["in words"][:10]) == ("", "No network")


def test_a_figure_can_be_had_for_one_channel(anna: Client, post: Post) -> None:
    one = post.deliveries.get()
    assert anna.get(f"{page_of(post, 'replies')}?channel={one.pk}").status_code == 200
    assert anna.get(f"{page_of(post, 'replies')}?channel=0").status_code == 404
    assert anna.get(page_of(post, "nonsense")).status_code == 404


def test_the_rows_can_be_taken_along_and_are_no_formulas(anna: Client, world: World, post: Post) -> None:
    heard(world.site, "=HYPERLINK(1)", "Evil?", upon=post.deliveries.get().uri)
    taken = anna.get(page_of(post, "replies") + "?format=csv")
    assert taken["Content-Type"] == "text/csv; charset=utf-8"
    assert taken["Content-Disposition"] == f'attachment; filename="replies-{post.pk}.csv"'
    rows = list(csv.DictReader(StringIO(taken.content.decode())))
    assert [(row["who"], row["handle"], row["counted"]) for row in rows] == [
        ("'=HYPERLINK(1)", "'@=hyperlink(1)@people.example", "yes"),
        ("Maren", "'@maren@people.example", "yes"),
    ]
    aside = list(csv.DictReader(StringIO(anna.get(page_of(post, "reactions") + "?format=csv").content.decode())))
    assert [row["counted"] for row in aside] == ["yes", "no"]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\r1", "＝1"])
def test_what_looks_like_a_formula_is_made_text(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


def test_a_post_that_is_not_out_and_an_answer_have_no_figures(anna: Client, world: World, post: Post) -> None:
    given = answer(world.anna, Message.objects.get(text="May I come too?"), "Of course.")
    assert "This is an answer" in anna.get(page_of(given)).content.decode()
    post.deliveries.update(state="scheduled", uri="")
    assert "It is not out yet" in anna.get(page_of(post)).content.decode()


def test_a_figure_is_shown_against_the_history_from_the_fifth_post_on(anna: Client, world: World, post: Post) -> None:
    assert " ×</td>" not in anna.get(page_of(post)).content.decode()
    for number in range(5):
        last = published(world.anna, f"Post {number}", world.site)
    page = anna.get(page_of(last)).content.decode()
    assert "Against usual" in page


def test_results_take_as_many_queries_for_thirty_replies_as_for_one(
    anna: Client, world: World, post: Post, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(17):
        anna.get(page_of(post))
    with django_assert_num_queries(16):
        anna.get(page_of(post, "replies"))
    for number in range(29):
        heard(world.site, f"Person {number}", "I too!", upon=post.deliveries.get().uri)
    with django_assert_num_queries(17):
        anna.get(page_of(post))
    with django_assert_num_queries(16):
        assert anna.get(page_of(post, "replies")).content.decode().count("I too!") == 29
