"""The pages of asks: asked by a form, helped with, closed, and what came of it read by those who may."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from antiphon.community.actions.ideas import vote_for_idea
from antiphon.community.actions.outcomes import publish_outcome
from antiphon.community.actions.polling import vote
from antiphon.community.actions.writing import Words
from antiphon.community.models import Ask, AskIdea, AskKind, Ballot, Outcome, Poll, Sketch
from antiphon.community.permissions import Viewer
from antiphon.lib import clock
from tests.community.asked import asked, idea
from tests.community.place import Place, ask, enter, make_place, part_of, spark
from tests.files import picture
from tests.web.readers import count_queries, page
from tests.world import World


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def signed_in(viewer: Viewer) -> Client:
    """Return the browser of somebody."""
    client, user = Client(), viewer.participant.user if viewer.participant else None
    assert user
    client.force_login(user)
    return client


def at(name: str, *keys: object) -> str:
    return reverse(name, args=["bottega", *keys])


def test_a_form_makes_an_ask_and_gives_back_what_is_wrong(place: Place) -> None:
    dora = signed_in(place.dora)
    given = {"title": "In which order? 🏺", "source": "Four books.", "purpose": "I borrow two.", "kind": "ranking"}
    wrong = dora.post(at("new_ask", "square"), given | {"items": "One"})
    assert (wrong.status_code, "2 to 10 of them" in wrong.text, "I borrow two." in wrong.text) == (422, True, True)
    assert dora.post(at("new_ask", "square"), given | {"items": "One\nTwo"}).status_code == 303
    assert [one.words for one in Ask.objects.get().items.all()] == ["One", "Two"]


def test_what_is_asked_is_kept_while_it_is_written_and_takes_files_along(place: Place) -> None:
    dora, where = signed_in(place.dora), at("new_ask", "square")
    typed = {
        "place": "ask:square",
        "key": "k",
        "title": "In which order?",
        "source": "Four books.",
        "purpose": "To buy",
    }
    typed |= {"kind": "ranking", "items": "One\nTwo", "named_votes": "on", "closes_at": "2031-05-01T10:00"}
    answer = dora.post(at("keep_words"), typed | {"do": "attach", "words": "The shelf", "file": shelf()})
    assert answer["Location"] == f"{where}?preview=1#words"
    form = dora.get(where).context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert [one.words for one in form.attachments] == ["The shelf"]
    assert dora.post(where, typed).status_code == 303
    made = Ask.objects.get()
    assert [one.words for one in spark(made.topic).writing.attachments.all()] == ["The shelf"]
    assert (made.named_votes, Sketch.objects.under_way().count(), Sketch.objects.get().rest) == (True, 0, {})


def test_an_idea_is_kept_while_it_is_written_and_takes_files_along(place: Place) -> None:
    made, dora = asked(place, place.anna), signed_in(place.dora)
    where = at("new_ask_idea", made.pk)
    typed = {"place": f"idea:{made.pk}", "key": "k", "title": "A shelf", "source": "For all."}
    dora.post(at("keep_words"), typed)
    form = dora.get(where).context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert dora.post(where, typed | {"words": "The shelf", "file": shelf()}).status_code == 303
    assert [one.words for one in AskIdea.objects.get().message.writing.attachments.all()] == ["The shelf"]


def shelf() -> SimpleUploadedFile:
    return SimpleUploadedFile("shelf.jpg", picture(), "image/jpeg")


def test_an_hour_that_is_over_is_refused_at_its_field(place: Place) -> None:
    given = {"title": "T", "source": "S", "purpose": "P", "kind": "ideas", "closes_at": "2001-01-01T10:00"}
    answer = signed_in(place.dora).post(at("new_ask", "square"), given)
    assert (answer.status_code, "This moment is over" in answer.text) == (422, True)


def test_a_member_puts_an_idea_forward_votes_and_takes_it_back(place: Place) -> None:
    made, dora = asked(place, place.anna, title="<b>Bold?</b>"), signed_in(place.dora)
    sent = dora.post(at("new_ask_idea", made.pk), {"title": "<script>alert(1)</script>", "source": "x"})
    assert sent.status_code == 303
    blue = AskIdea.objects.get()
    for wanted in ("yes", "no", "yes"):
        answer = dora.post(at("vote_ask_idea", made.pk, blue.pk), {"wanted": wanted})
        assert answer["Location"] == f"{at('ask', made.pk)}#i{blue.pk}"
    again = dora.post(at("vote_ask_idea", made.pk, blue.pk), {"wanted": "yes"})
    assert (again.status_code, "voted for this already" in again.text) == (422, True)
    shown = dora.get(at("ask", made.pk)).text
    assert ("<script>alert(1)" in shown, "&lt;script&gt;alert(1)" in shown, "your vote" in shown) == (
        False,
        True,
        True,
    )


def test_an_order_with_a_place_given_twice_is_given_back_as_it_was(place: Place) -> None:
    made, dora = asked(place, place.anna, AskKind.RANKING), signed_in(place.dora)
    wrong = dora.post(at("rank", made.pk), {"place-1": "2", "place-2": "2", "place-3": "1"})
    assert wrong.status_code == 422
    assert "a place of its own" in wrong.text
    assert wrong.text.count('<option value="2" selected>') == 2
    assert Ballot.objects.count() == 0
    dora.post(at("rank", made.pk), {"place-1": "3", "place-2": "1", "place-3": "2"})
    assert Ballot.objects.get().order == [2, 3, 1]
    assert "How it was counted" in dora.get(at("ask", made.pk)).text
    assert "How it was counted" not in signed_in(place.emil).get(at("ask", made.pk)).text


def test_a_poll_is_voted_and_closed_on_the_page_of_its_ask(place: Place) -> None:
    made = asked(place, place.dora, AskKind.POLL)
    poll = Poll.objects.select_related("topic__group", "topic__conversation").get()
    vote(place.anna, poll, [poll.options.get(words="Blue").pk])
    path = at("vote_in_poll", made.topic_id, poll.pk)
    answer = signed_in(place.emil).post(path, {"option": poll.options.get(words="Green").pk})
    assert answer["Location"] == at("ask", made.pk) + "#polls"
    shown = page(signed_in(place.emil), at("ask", made.pk)).words
    assert ("1 person voted" in shown, "1 from the team" in shown) == (True, True)
    signed_in(place.dora).post(at("close_poll", made.topic_id, poll.pk))
    assert Ask.objects.get().closed_at is not None


def test_who_asked_decides_merges_and_takes_apart_on_the_page_of_an_idea(place: Place) -> None:
    made, dora = asked(place, place.dora), signed_in(place.dora)
    blue, sea = idea(place.emil, made), idea(place.emil, made, "Sea blue")
    path = at("decide_ask_idea", made.pk, sea.pk)
    assert dora.post(path, {"do": "merge", "into": str(sea.pk)}).status_code == 422
    assert dora.post(path, {"do": "merge", "into": "x"}).status_code == 404
    assert dora.post(path, {"state": "anything"}).status_code == 422
    assert dora.post(path, {"do": "merge", "into": str(blue.pk), "why": "The same"}).status_code == 303
    shown = dora.get(at("ask_idea", made.pk, sea.pk)).text
    assert ("was merged into another idea" in shown, "The same" in shown) == (True, True)
    assert "Took in:" in dora.get(at("ask_idea", made.pk, blue.pk)).text
    assert dora.post(path, {"do": "take apart"}).status_code == 303
    assert AskIdea.objects.filter(merged_into=None).count() == 2


def test_an_idea_that_waits_shows_its_line_to_the_moderators(place: Place) -> None:
    made = asked(place, place.anna)
    place.community.held_first = 1
    place.community.save()
    fay = enter(place.community, "Fay")
    signed_in(fay).post(at("new_ask_idea", made.pk), {"title": "Green cups", "source": "Moss."})
    assert "Green cups" in signed_in(place.anna).get(at("moderation")).text
    assert "Green cups" not in Client().get(at("ask", made.pk)).text


def test_the_outcome_form_suggests_whom_to_thank_and_publishes_all_at_once(place: Place) -> None:
    made, anna = asked(place, place.anna), signed_in(place.anna)
    blue, green = idea(place.dora, made), idea(place.emil, made, "Green")
    anna.post(at("decide_ask_idea", made.pk, blue.pk), {"state": "done"})
    form = anna.get(at("publish_outcome", made.pk)).text
    assert f'value="{part_of(place.dora).pk}" checked' in form
    assert f'value="{part_of(place.emil).pk}" checked' not in form
    sent = {"source": "It is blue.", "thanked": [part_of(place.dora).pk], f"state-{green.pk}": "declined"}
    wrong = anna.post(at("publish_outcome", made.pk), sent)
    assert (wrong.status_code, "It is blue." in wrong.text, Outcome.objects.count()) == (422, True, 0)
    assert anna.post(at("publish_outcome", made.pk), sent | {f"why-{green.pk}": "No copper"}).status_code == 303
    assert anna.get(at("publish_outcome", made.pk)).status_code == 302
    assert "It is blue." in Client().get(at("outcomes")).text


def test_a_guest_reads_the_outcome_without_the_names_of_those_who_hide_theirs(place: Place) -> None:
    made = asked(place, place.anna)
    idea(place.dora, made)
    publish_outcome(place.anna, made, Words(source="Done."), [part_of(place.dora).pk])
    told = page(Client(), at("outcomes")).words
    assert ("With thanks to 1 person" in told, "Dora" in told) == (True, False)
    mine = signed_in(place.dora)
    assert "Do not name me" in mine.get(at("ask", made.pk)).text
    mine.post(at("name_in_outcome", made.pk), {"named": "no"})
    assert "With thanks to" not in page(signed_in(place.emil), at("outcomes")).words


def test_a_closed_ask_offers_nothing_to_vote(place: Place) -> None:
    made = asked(place, place.anna, closes_at=clock.now() + timedelta(hours=1))
    idea(place.dora, made)
    Ask.objects.update(closes_at=clock.now() - timedelta(hours=1))
    shown = signed_in(place.emil).get(at("ask", made.pk)).text
    assert ("vote_ask_idea" in shown, ">Vote<" in shown, "Put an idea forward" in shown) == (False, False, False)


def test_the_topic_of_an_ask_leads_to_it_and_names_its_ideas(place: Place) -> None:
    made = asked(place, place.anna)
    blue = idea(place.dora, made)
    shown = Client().get(at("topic", made.topic_id)).text
    assert (at("ask", made.pk) in shown, at("ask_idea", made.pk, blue.pk) in shown) == (True, True)
    assert at("ask", made.pk) in Client().get(at("community")).text


def test_thirty_ideas_are_shown_with_as_many_queries_as_one(place: Place) -> None:
    made, client = asked(place, place.anna), signed_in(place.emil)
    vote_for_idea(place.emil, idea(place.dora, made), wanted=True)
    client.get(at("ask", made.pk))
    one = count_queries(lambda: client.get(at("ask", made.pk)))
    for number in range(29):
        vote_for_idea(place.emil, idea(place.anna, made, f"Idea {number}"), wanted=True)
    assert count_queries(lambda: client.get(at("ask", made.pk))) == one
    assert client.get(at("ask", made.pk)).text.count('class="idea-row"') == 30


def test_a_host_asks_about_what_was_heard_from_the_inbox(place: Place) -> None:
    need = ask(place, place.emil)
    anna = signed_in(place.anna)
    shown = page(anna, f"/b/bottega/inbox/{need.conversation_id}/")
    begun = next(link["href"] for link in shown.all("a") if "/ask/?about=" in link["href"])
    assert f'value="{need.conversation.root_uri}"' in anna.get(begun).text
    made = anna.post(
        begun, {"title": "T", "source": "S", "purpose": "P", "kind": "ideas", "about": need.conversation.root_uri}
    )
    assert "My clay cracks." in anna.get(made["Location"]).text


def test_empty_pages_say_what_they_are_for(place: Place) -> None:
    client = signed_in(place.dora)
    assert "Nothing is asked right now" in client.get(at("asks")).text
    assert "Nothing to tell yet" in client.get(at("outcomes")).text
    assert "No idea yet" in client.get(at("ask", asked(place, place.anna).pk)).text
