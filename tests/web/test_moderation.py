"""The pages on which the peace of a community is kept, as the people see them."""

import pytest
from django.test import Client
from django.urls import reverse

from antiphon.community.actions.flagging import Complaint, Verdict, decide_case, flag_message
from antiphon.community.actions.listing import hold_first
from antiphon.community.actions.writing import Words, reply
from antiphon.community.models import Case, Decision, FlagKind, HeldWriting, Sanction, WordList
from antiphon.community.permissions import Viewer
from tests.community.place import Place, ask, make_place, moderator_of, part_of, spark
from tests.world import World

SCRIPT = "<script>alert(1)</script>"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
def place(world: World) -> Place:
    """Bottega's community."""
    return make_place(world)


def reader(viewer: Viewer) -> Client:
    """Return a browser in which somebody has signed in."""
    client = Client()
    user = part_of(viewer).user
    assert user
    client.force_login(user)
    return client


def page(client: Client, name: str, *args: object) -> str:
    """Return the words of a page."""
    answer = client.get(reverse(name, args=["bottega", *args]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_newcomers_topic_waits_is_let_through_and_stands(place: Place) -> None:
    hold_first(place.anna, 1)
    dora, anna = reader(place.dora), reader(place.anna)
    sent = {"title": "Cone 6?", "kind": "question", "source": f"Who fires? {SCRIPT}"}
    answer = dora.post(reverse("new_topic", args=["bottega", "square"]), sent)
    assert answer["Location"] == reverse("standing", args=["bottega"])
    assert ("Cone 6?" in page(dora, "standing"), "Cone 6?" in page(dora, "community")) == (True, False)
    assert "Cone 6?" not in page(reader(place.emil), "group", "square")
    queue = page(anna, "peace")
    assert (SHOWN in queue, SCRIPT in queue) == (True, False)
    anna.post(reverse("decide_held", args=["bottega", HeldWriting.objects.get().pk]), {"decision": "let through"})
    assert "Cone 6?" in page(reader(place.emil), "group", "square")


def test_script_in_reasons_and_answers_is_shown_as_it_was_typed_to_whom_it_concerns(place: Place) -> None:
    topic, mo = ask(place, place.dora), moderator_of(place, place.square)
    said = reply(place.dora, topic, spark(topic), Words(source="\u200fשלום"))
    emil, dora = reader(place.emil), reader(place.dora)
    at = ["bottega", topic.pk, said.message_id]
    emil.post(reverse("flag_message", args=at), {"kind": "other", "words": f"{SCRIPT} \u202eevil"})
    case = Case.objects.get()
    shown = page(reader(mo), "moderation_case", case.pk)
    assert (SHOWN in shown, SCRIPT in shown, "\u202e" in shown, "שלום" in shown) == (True, False, False, True)
    sent = {"decision": "suspend", "rule": "rude", "days": "7", "why": f"Rude {SCRIPT}", "answer": f"Thanks {SCRIPT}"}
    reader(mo).post(reverse("moderation_case", args=["bottega", case.pk]), sent)
    for client in (dora, emil):
        standing = page(client, "standing")
        assert (SHOWN in standing, SCRIPT in standing) == (True, False)
    refused = dora.get(reverse("new_topic", args=["bottega", "square"]))
    assert (refused.status_code, "You are suspended until" in refused.content.decode()) == (422, True)
    log = page(Client(), "moderation_log")
    assert ("suspended somebody" in log, "rude or hurting" in log, "Emil" in log, "@dora" in log, SHOWN in log) == (
        True, True, False, False, False
    )  # fmt: skip


def test_words_taken_away_are_kept_for_their_author_and_the_moderators_only(place: Place) -> None:
    topic = ask(place, place.dora)
    case = flag_message(place.emil, topic, spark(topic), Complaint(FlagKind.SPAM)).case
    decide_case(place.anna, case, Verdict(decision=Decision.TAKE_AWAY, why="An advertisement"))
    history = reverse("writing_history", args=["bottega", topic.pk, spark(topic).pk])
    told = {
        name: reader(viewer).get(history).status_code
        for name, viewer in {"dora": place.dora, "anna": place.anna, "emil": place.emil}.items()
    }
    assert told == {"dora": 200, "anna": 200, "emil": 404}


def test_one_appeals_on_ones_page_and_a_host_answers(place: Place) -> None:
    topic = ask(place, place.dora)
    case = flag_message(place.emil, topic, spark(topic), Complaint(FlagKind.SPAM)).case
    decide_case(place.anna, case, Verdict(decision=Decision.LIMIT, why="Slow down"))
    sanction = Sanction.objects.get()
    dora, anna = reader(place.dora), reader(place.anna)
    dora.post(reverse("appeal", args=["bottega", sanction.pk]), {"words": "It was a question"})
    assert "It was a question" in page(anna, "peace")
    sent = {"decision": "grant", "answer": "So it was"}
    anna.post(reverse("decide_appeal", args=["bottega", sanction.appeal.pk]), sent)
    standing = page(dora, "standing")
    assert ("So it was" in standing, "lifted" in standing) == (True, True)


def test_a_host_keeps_lists_and_says_how_many_first_writings_wait(place: Place) -> None:
    anna = reader(place.anna)
    lists = reverse("word_lists", args=["bottega"])
    sent = {"name": "Insults", "kind": "words", "entries": "oaf\nlout", "effect": "refuse", "language": ""}
    assert anna.post(lists, sent | {"entries": "!!"}).status_code == 422
    assert anna.post(lists, sent).status_code == 303
    assert anna.post(lists, {"do": "first", "held_first": "2"}).status_code == 303
    place.community.refresh_from_db()
    assert (WordList.objects.get().entries, place.community.held_first) == ("oaf\nlout", 2)
    assert anna.post(lists, {"do": "first", "held_first": "21"}).status_code == 422
    anna.post(reverse("word_list", args=["bottega", WordList.objects.get().pk]), {"do": "drop"})
    assert WordList.objects.count() == 0


@pytest.mark.parametrize("many", [1, 18])
def test_the_queue_takes_as_many_queries_with_many_as_with_one(
    many: int, place: Place, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for n in range(many):
        topic = ask(place, place.dora, title=f"Topic {n}")
        flag_message(place.anna, topic, spark(topic), Complaint(FlagKind.SPAM))
        HeldWriting.objects.create(
            group=place.square, author=part_of(place.emil), topic=topic, source="x", held_for="first",
            at=topic.opened_at,
        )  # fmt: skip
    anna = reader(place.anna)
    page(anna, "moderation")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        page(anna, "moderation")
