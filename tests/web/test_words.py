"""The page of snippets, hashtag groups and variables."""

import pytest
from django.test import Client

from antiphon.publishing.actions.wording import keep_snippet, keep_variable
from antiphon.publishing.models import Snippet, Variable
from tests.web.readers import count_queries, page, signed_in
from tests.world import World

HERE = "/b/bottega/words/"


def test_words_are_kept_changed_and_given_up(world: World) -> None:
    client = signed_in(world.bruno)
    assert "No words are kept yet." in page(client, HERE).words
    client.post(HERE, {"kind": "hashtags", "name": "Wood", "text": "#oak #ash"})
    client.post(HERE, {"name": "hours", "value": "nine to five"})
    words = page(client, HERE).words
    assert "#oak #ash" in words
    assert "{hours}" in words
    one, other = Snippet.objects.get(), Variable.objects.get()
    client.post(f"{HERE}snippets/{one.pk}/", {"name": "Trees", "text": "#elm"})
    client.post(f"{HERE}variables/{other.pk}/", {"value": "ten to six"})
    assert (Snippet.objects.get().text, Variable.objects.get().value) == ("#elm", "ten to six")
    client.post(f"{HERE}snippets/{one.pk}/", {"remove": ""})
    client.post(f"{HERE}variables/{other.pk}/", {"remove": ""})
    assert (Snippet.objects.count(), Variable.objects.count()) == (0, 0)


@pytest.mark.parametrize("wrong", [{"kind": "words", "name": "", "text": "x"}, {"name": "1", "value": "x"}, {}])
def test_what_cannot_be_kept_is_said(world: World, wrong: dict[str, str]) -> None:
    answer = signed_in(world.anna).post(HERE, wrong)
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)


def test_who_may_look_and_who_may_change(world: World) -> None:
    one = keep_snippet(world.anna, "words", "One", "1")
    two = keep_variable(world.anna, "two", "2")
    assert Client().get(HERE).status_code == 302
    assert signed_in(world.carla).get(HERE).status_code == 404
    for address in (f"snippets/{one.pk}/", f"variables/{two.pk}/"):
        assert Client().post(HERE + address, {"remove": ""}).status_code == 302
        assert signed_in(world.carla).post(HERE + address, {"remove": ""}).status_code == 404
        assert signed_in(world.carla).post(f"/b/cards/words/{address}", {"remove": ""}).status_code == 404
    assert (Snippet.objects.count(), Variable.objects.count()) == (1, 1)


def test_many_take_as_many_queries_as_one(world: World) -> None:
    client = signed_in(world.anna)
    client.get(HERE)
    for_none = count_queries(lambda: client.get(HERE))
    for number in range(10):
        keep_snippet(world.anna, "words", f"Name {number}", "x")
        keep_variable(world.anna, f"name_{number}", "x")
    assert count_queries(lambda: client.get(HERE)) == for_none
