"""Who may be one person: definition 3.11 with its worked example."""

import doctest

import pytest
from rapidfuzz.fuzz import ratio, token_sort_ratio

from antiphon.lib import folding
from antiphon.lib.folding import folded
from antiphon.people.rules import Candidate, Kind, Sign, Trait, holding, mail_trait, match, matching, recognizing
from antiphon.people.rules.recognizing import traits_of, username_trait


def known(*traits: Trait, name: str = "", on: str = "") -> Candidate:
    return Candidate(frozenset(traits), frozenset({name} - {""}), frozenset({on} - {""}))


KEY = b"a key of one brand"
DORA = Trait(Kind.USERNAME, "doraconti")


@pytest.mark.parametrize("module", [folding, holding, matching, recognizing])
def test_the_examples_in_the_documentation_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_the_worked_example_a_username_and_a_name_are_suggested() -> None:
    """.4 and .5: 1 − .6 · .5 = .70; with two handles on one network .35."""
    one, other = known(DORA, name="Dora Conti", on="mastodon"), known(DORA, name="Conti, Dora", on="bluesky")
    found = match(one, other)
    assert (found.score, found.likely, found.certain) == (pytest.approx(0.70), True, False)
    assert [one.sign for one in found.evidence] == [Sign.NAME, Sign.USERNAME]
    doubted = match(one, known(DORA, name="Conti, Dora", on="mastodon"))
    assert (doubted.score, doubted.likely, doubted.doubt) == (pytest.approx(0.35), False, True)


def test_accents_are_folded_before_names_are_compared() -> None:
    assert token_sort_ratio("Rossi Mario", "Mario Rossi") == 100
    assert ratio("niccolò", "niccolo") == pytest.approx(85.7, abs=0.05)
    assert ratio(folded("niccolò"), folded("niccolo")) == 100


def test_one_word_is_no_full_name_and_nobodys_name_is_no_name() -> None:
    assert match(known(name="Dora"), known(name="Dora")).score == 0
    assert match(known(name="Support Team"), known(name="Support Team")).score == 0


@pytest.mark.parametrize(
    "address", ["info@shop.example", "TEAM@shop.example", "admin@shop.example", "no-reply@a.example"]
)
def test_an_address_of_nobody_in_particular_is_no_trait(address: str) -> None:
    assert mail_trait(KEY, address) is None


def test_a_short_or_common_username_is_no_trait() -> None:
    assert [username_trait("mastodon", handle) for handle in ("@dora@a.example", "@support@a.example")] == [
        None,
        None,
    ]


def test_the_same_mail_counts_more_where_both_are_verified() -> None:
    typed, proven = mail_trait(KEY, "dora@a.example"), mail_trait(KEY, "Dora@a.example ", verified=True)
    assert typed is not None
    assert proven is not None
    assert match(known(typed), known(proven)).score == pytest.approx(0.6)
    assert match(known(proven), known(proven)).score == pytest.approx(0.98)


def test_the_same_mail_of_two_brands_is_two_things() -> None:
    assert mail_trait(KEY, "dora@a.example") != mail_trait(b"another", "dora@a.example")


def test_an_alias_has_to_be_said_both_ways_unless_the_network_asked_both() -> None:
    here, there = Trait(Kind.ADDRESS, "a.example/dora"), Trait(Kind.ADDRESS, "b.example/dora")
    says = Trait(Kind.ALIAS, "b.example/dora")
    back = Trait(Kind.ALIAS, "a.example/dora")
    assert match(known(here, says), known(there)).score == 0
    assert match(known(here, says), known(there, back)).certain
    assert match(known(here, Trait(Kind.ALIAS, "b.example/dora", verified=True)), known(there)).certain


def test_proof_is_not_doubted_for_two_accounts_on_one_network() -> None:
    page, there = Trait(Kind.PAGE, "b.example/@dora", verified=True), Trait(Kind.ADDRESS, "b.example/@dora")
    found = match(known(page, on="mastodon"), known(there, on="mastodon"))
    assert (found.score, found.certain, found.doubt) == (pytest.approx(0.98), True, True)


def test_the_page_that_somebody_typed_on_a_blog_is_no_address_of_theirs() -> None:
    guest = traits_of(
        KEY, network="wordpress", stable_id="https://blog.example/#guest-1", handle="guest-1@blog.example",
        name="Not Dora", url="https://dora.example",
    )  # fmt: skip
    page = Trait(Kind.PAGE, "dora.example", verified=True)
    assert match(known(page), known(*guest)).score == 0


def test_what_a_network_tells_gives_name_username_and_addresses() -> None:
    found = traits_of(
        KEY, network="mastodon", stable_id="https://a.example/users/dora", handle="@dora.conti@a.example",
        name="Dora Conti", url="https://a.example/@dora",
    )  # fmt: skip
    assert sorted((one.kind.value, one.key) for one in found) == [
        ("address", "a.example/@dora"),
        ("address", "a.example/users/dora"),
        ("name", "conti dora"),
        ("username", "doraconti"),
    ]
