"""The pages of listening: triage, what was missed, needs, and how a brand listens."""

import pytest

from antiphon.conversations.models import Conversation
from antiphon.listening.actions.hearing import look_through
from antiphon.listening.actions.needing import Voiced, log_need
from antiphon.listening.models import Classifier, Finding, Label, Need
from antiphon.listening.queries.listening import listening_of
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from antiphon.publishing.models import Idea
from tests.listening.said import hear
from tests.web.listening_samples import classifier
from tests.web.readers import count_queries, page, signed_in
from tests.world import World, make_user

HERE = "/b/bottega/listening/"
NEEDS, HOW = f"{HERE}needs/", f"{HERE}how/"


def test_what_was_heard_is_shown_with_the_words_that_made_it_so(world: World) -> None:
    client = signed_in(world.anna)
    assert "Nothing has been heard yet" in page(client, HERE).words
    hear(world, "Ciao! Cerco un <b>macinino</b>.")
    look_through(world.bottega)
    html = client.get(HERE).content.decode()
    assert "Ciao! <mark>Cerco</mark> un &lt;b&gt;macinino&lt;/b&gt;." in " ".join(html.split())


def test_the_list_is_narrowed_down(world: World) -> None:
    hear(world, "Cerco un macinino.")
    hear(world, "Do you have decaf?", number=2)
    hear(world, "Does anyone know a good roaster", number=3)
    look_through(world.bottega)
    client = signed_in(world.anna)
    shown = {
        query: {word for word in ("macinino", "decaf", "roaster") if word in page(client, f"{HERE}?{query}").words}
        for query in ("tier=maybe", "kind=need", "language=it", f"channel={world.site.pk}", "shown=labeled", "tier=x")
    }
    everything = {"macinino", "decaf", "roaster"}
    assert shown == {
        "tier=maybe": {"roaster"}, "kind=need": {"macinino"}, "language=it": {"macinino"},
        f"channel={world.site.pk}": everything, "shown=labeled": set(), "tier=x": everything,
    }  # fmt: skip


def test_a_word_is_said_in_place_taken_back_and_kept(world: World) -> None:
    hear(world, "I need a saw.")
    look_through(world.bottega)
    client, finding = signed_in(world.anna), Finding.objects.get()
    part = {"HX-Request": "true", "HX-Target": f"finding-{finding.pk}"}
    said = client.post(f"{HERE}{finding.pk}/label/", {"says": "want"}, headers=part).content.decode()
    assert "Anna says: want." in said
    assert "<html" not in said
    undone = client.post(f"{HERE}labels/{Label.objects.get().pk}/undo/", headers=part).content.decode()
    assert "or rather" in undone
    assert client.post(f"{HERE}{finding.pk}/label/", {"says": "joy"}).status_code == 422
    assert Label.objects.filter(undone_by=world.anna).count() == 1


def test_what_was_passed_over_is_shown_until_somebody_says_what_it_is(world: World) -> None:
    client = signed_in(world.anna)
    assert "Nothing was passed over" in page(client, f"{HERE}missed/").words
    message = hear(world, "My saw is blunt again.")
    assert "My saw is blunt again." in page(client, f"{HERE}missed/").words
    client.post(f"{HERE}missed/{message.pk}/", {"says": "need"})
    assert "Nothing was passed over" in page(client, f"{HERE}missed/").words


def test_a_need_is_kept_planned_done_and_told_on_the_pages(world: World) -> None:
    hear(world, "Ciao! I need a course on dovetails. Bye.")
    look_through(world.bottega)
    client = signed_in(world.anna)
    assert "No need here" in page(client, NEEDS).words
    at = client.post(f"{HERE}{Finding.objects.get().pk}/need/", {"subject": "Dovetails"})["Location"]
    assert "I need a course on dovetails." in page(client, at).words
    client.post(f"{at}move/", {"state": "planned", "why": "Four asked"})
    assert Idea.objects.get().text == "Dovetails\n\nI need a course on dovetails."
    client.post(f"{at}move/", {"state": "done"})
    refused = client.post(f"{at}move/", {"state": "told"})
    assert (refused.status_code, "1 person who asked has not been told yet." in refused.content.decode()) == (
        422,
        True,
    )
    assert "not told yet" in page(client, at).words
    client.post(f"{at}told/{Need.objects.get().voices.get().pk}/", {"how": "At the market"})
    client.post(f"{at}move/", {"state": "told"})
    words = page(client, at).words
    assert "At the market (noted by Anna)" in words
    assert "Four asked" in words
    assert "Dovetails" in page(client, f"{NEEDS}?state=told").words


@pytest.mark.parametrize("query", ["state=lost", "kind=joy"])
def test_a_list_of_needs_that_there_is_not_is_not_found(world: World, query: str) -> None:
    assert signed_in(world.anna).get(f"{NEEDS}?{query}").status_code == 404


def test_what_was_said_among_few_is_shown_to_hosts_alone(world: World) -> None:
    log_need(world.anna, Voiced(hear(world, "I need help, in confidence.")), "need", "Secret help")
    look_through(world.bottega)
    analyst = add_member(by=world.anna, user=make_user("a@example.org", "Ada"), role=Role.ANALYST)
    Conversation.objects.update(confined=True)
    shown = [
        ["confidence" in page(signed_in(who), at).words for at in (HERE, NEEDS)] for who in (world.anna, analyst)
    ]
    assert shown == [[True, True], [False, False]]
    assert signed_in(analyst).get(f"{NEEDS}{Need.objects.get().pk}/").status_code == 404


def test_phrases_and_languages_are_chosen_and_what_was_said_is_looked_through_anew(world: World) -> None:
    hear(world, "Mi farebbe comodo un corso.")
    look_through(world.bottega)
    client = signed_in(world.anna)
    client.post(f"{HOW}phrases/", {"language": "it", "kind": "need", "words": "mi farebbe comodo"})
    look_through(world.bottega)
    assert Finding.objects.get().kind == "need"
    client.post(f"{HOW}languages/", {"languages": ["en"]})
    look_through(world.bottega)
    assert (listening_of(world.bottega).languages, Finding.objects.count()) == (["en"], 0)
    for fields in ({"words": " "}, {"words": "a*"}, {"words": "x", "kind": "joy"}, {"words": "x", "language": "de"}):
        answer = client.post(f"{HOW}phrases/", {"language": "it", "kind": "need"} | fields)
        assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)
    assert client.post(f"{HOW}languages/", {}).status_code == 422
    assert client.post(f"{HOW}learn/", {"language": "it"}).status_code == 422


def test_the_figures_of_what_was_learned_stand_on_the_page(world: World) -> None:
    classifier(world, None)  # type: ignore[arg-type]
    client = signed_in(world.anna)
    words = page(client, HOW).words
    assert "version 1, from 60" in words
    assert "need: 0.90 / 0.50 (n = 20)" in words
    client.post(f"{HOW}learned/{Classifier.objects.get().pk}/", {"on": "no"})
    assert "switched off by Anna" in page(client, HOW).words


def test_thirty_findings_cost_as_much_as_one(world: World) -> None:
    client = signed_in(world.anna)
    hear(world, "I need a saw.")
    look_through(world.bottega)
    few = count_queries(lambda: client.get(HERE))
    for number in range(2, 31):
        hear(world, "I need a saw.", f"Dora{number}")
    look_through(world.bottega)
    assert (Finding.objects.count(), count_queries(lambda: client.get(HERE))) == (30, few)
