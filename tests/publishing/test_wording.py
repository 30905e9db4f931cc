"""Words that are kept, and names in braces that stand for some."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.publishing.actions.wording import give_up, keep_snippet, keep_variable
from antiphon.publishing.drafts import Draft, Part
from antiphon.publishing.models import Snippet, Variable
from antiphon.publishing.queries.wording import expand, snippets_of, spelled_out
from antiphon.publishing.rules.wording import names_in, replaced
from tests.web.readers import count_queries
from tests.world import World


def test_a_variable_stands_for_its_words(world: World) -> None:
    keep_variable(world.anna, "{Opening_Hours}", "nine to five")
    assert expand(world.bottega, "We open {opening_hours}.") == "We open nine to five."
    assert expand(world.bottega, "{{opening_hours}} { x } {Y} {1}") == "{opening_hours} { x } {Y} {1}"


def test_a_variable_that_nobody_knows_is_named(world: World) -> None:
    keep_variable(world.anna, "hours", "nine to five")
    with pytest.raises(Refusal, match=r"no variable \{hour\}") as refused:
        expand(world.bottega, "We open {hours} or {hour}.")
    assert refused.value.field == "text"
    with pytest.raises(Refusal):
        expand(world.carla.brand, "We open {hours}.")


def test_a_text_without_variables_costs_nothing(world: World) -> None:
    assert count_queries(lambda: expand(world.bottega, "We open at nine.")) == 0


def test_what_a_variable_stands_for_is_not_looked_through_again(world: World) -> None:
    keep_variable(world.anna, "a", "{b}")
    keep_variable(world.anna, "b", "{a}")
    assert expand(world.bottega, "{a}{b}") == "{b}{a}"


def test_all_words_of_a_draft_are_spelled_out(world: World) -> None:
    keep_variable(world.anna, "day", "Saturday")
    draft = Draft(
        "{day}", [world.site], "en", variants={1: "On {day}"}, title="{day}", titles={1: "{day}!"},
        parts=[Part("and {day}")], comment="{{day}}",
    )  # fmt: skip
    said = spelled_out(world.bottega, draft)
    assert (said.text, said.title, said.comment) == ("Saturday", "Saturday", "{day}")
    assert (said.variants, said.titles) == ({1: "On Saturday"}, {1: "Saturday!"})
    assert [part.text for part in said.parts] == ["and Saturday"]


def test_a_group_is_made_of_hashtags(world: World) -> None:
    assert keep_snippet(world.anna, "hashtags", "Wood", "#oak ash, #oak\n#planing").text == "#oak #ash #planing"
    keep_snippet(world.anna, "words", "Closing", "Come and see.")
    assert [one.name for one in snippets_of(world.bottega)] == ["Closing", "Wood"]


@pytest.mark.parametrize(
    ("kind", "name", "text", "field"),
    [
        ("words", "", "x", "name"),
        ("words", "x" * 81, "x", "name"),
        ("words", "x", " ", "text"),
        ("words", "x", "x" * 10_001, "text"),
        ("hashtags", "x", "# , #1", "text"),
        ("poem", "x", "x", "kind"),
    ],
)
def test_what_cannot_be_kept_is_refused(world: World, kind: str, name: str, text: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        keep_snippet(world.anna, kind, name, text)
    assert (refused.value.field, Snippet.objects.count()) == (field, 0)


@pytest.mark.parametrize(("name", "value"), [("", "x"), ("1st", "x"), ("a b", "x"), ("x" * 41, "x"), ("a", " ")])
def test_what_cannot_be_a_variable_is_refused(world: World, name: str, value: str) -> None:
    with pytest.raises(Refusal):
        keep_variable(world.anna, name, value)
    assert not Variable.objects.exists()


def test_one_of_a_name_changed_and_given_up(world: World) -> None:
    one, two = keep_snippet(world.anna, "words", "One", "1"), keep_snippet(world.anna, "words", "Two", "2")
    with pytest.raises(Refusal, match="already"):
        keep_snippet(world.anna, "words", "One", "2", two)
    keep_snippet(world.bruno, "words", "First", "1st", one)
    give_up(world.bruno, two)
    assert list(Snippet.objects.values_list("name", "text")) == [("First", "1st")]
    with pytest.raises(NotAllowed):
        give_up(world.carla, one)
    with pytest.raises(NotAllowed):
        keep_snippet(world.carla, "words", "Mine", "x", one)


TEXTS = st.text(alphabet="{}ab_1 ", max_size=30)


@given(TEXTS, st.dictionaries(st.sampled_from(["a", "b", "ab"]), TEXTS))
def test_all_that_is_known_is_replaced_and_nothing_else(text: str, values: dict[str, str]) -> None:
    said = replaced(text, values)
    if not names_in(text) and "{{" not in text and "}}" not in text:
        assert said == text
    if not values and "{{" not in text and "}}" not in text:
        assert said == text
    assert replaced(text.replace("{", "{{").replace("}", "}}"), values) == text
