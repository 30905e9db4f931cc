"""Programs change and take away what their person wrote, quote, and say something short."""

import pytest

from antiphon.community.permissions import Viewer
from tests.api.conftest import Program, error_of, program_of
from tests.community.place import Place, ask, make_place, part_of, spark
from tests.world import World

HERE = "/communities/bottega"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


@pytest.fixture
def dora(place: Place) -> Program:
    return _program(place.dora)


@pytest.fixture
def emil(place: Place) -> Program:
    return _program(place.emil)


def _program(viewer: Viewer) -> Program:
    user = part_of(viewer).user
    assert user
    return program_of(user)


def test_words_are_changed_and_how_they_stood_is_readable(place: Place, dora: Program, emil: Program) -> None:
    topic = ask(place, place.dora, text="My clay cracks.")
    where = f"{HERE}/topics/{topic.pk}/messages/{spark(topic).pk}"
    changed = dora.put(where, {"source": "My clay *bends*."}).json()
    assert (changed["html"], changed["edited_at"] is None) == ("<p>My clay <em>bends</em>.</p>\n", False)
    told = [(one["source"], one["until"] is None) for one in emil.get(f"{where}/history").json()]
    assert told == [("My clay *bends*.", True), ("My clay cracks.", False)]


@pytest.mark.parametrize(("source", "field"), [("  ", "source"), ("x" * 50_001, "source")])
def test_words_that_are_none_or_too_many_change_nothing(place: Place, dora: Program, source: str, field: str) -> None:
    topic = ask(place, place.dora, text="My clay cracks.")
    where = f"{HERE}/topics/{topic.pk}/messages/{spark(topic).pk}"
    assert error_of(dora.put(where, {"source": source})) == (422, "refused", field)
    assert len(dora.get(f"{where}/history").json()) == 1


def test_only_who_wrote_it_changes_it_and_takes_it_away(place: Place, dora: Program, emil: Program) -> None:
    topic = ask(place, place.dora)
    where = f"{HERE}/topics/{topic.pk}/messages/{spark(topic).pk}"
    assert error_of(emil.put(where, {"source": "Mine"})) == (403, "not_allowed", None)
    assert error_of(emil.post(f"{where}/take-away", {})) == (403, "not_allowed", None)
    gone = dora.post(f"{where}/take-away", {}).json()
    assert (gone["taken_away"], gone["source"]) == (True, None)
    assert (emil.get(f"{where}/history").status_code, dora.get(f"{where}/history").status_code) == (404, 200)
    assert error_of(dora.post(f"{where}/take-away", {})) == (409, "conflict", None)
    assert emil.get(f"{where}/quotation").json() == {"source": "", "warning": ""}


def test_a_moderator_says_why_words_are_taken_away(place: Place) -> None:
    topic, anna = ask(place, place.dora), _program(place.anna)
    where = f"{HERE}/topics/{topic.pk}/messages/{spark(topic).pk}/take-away"
    assert error_of(anna.post(where, {})) == (422, "refused", "why")
    assert anna.post(where, {"why": "Not ours"}).json()["taken_away"] is True


def test_a_message_is_quoted_with_whose_words_they_are(place: Place, emil: Program) -> None:
    topic = ask(place, place.dora, text="My clay cracks.")
    quoted = emil.get(f"{HERE}/topics/{topic.pk}/messages/{spark(topic).pk}/quotation").json()["source"]
    assert quoted.splitlines()[0].startswith("> [Dora](/@bottega/community/messages/")
    assert quoted.splitlines()[2] == "> My clay cracks."


def test_something_short_is_said_without_a_title(dora: Program) -> None:
    made = dora.post(f"{HERE}/notes", {"source": "It rains on my kiln."})
    assert (made.status_code, made.json()["kind"], made.json()["group"]) == (201, "note", "square")
    assert error_of(dora.post(f"{HERE}/notes", {"source": " "})) == (422, "refused", "source")
