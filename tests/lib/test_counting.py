"""Text counted in each network's unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.lib.counting import UNITS, mastodon_characters, threads_characters, x_weight

FAMILY = "👨‍👩‍👧‍👦 caffè"
any_text = st.text(st.characters(exclude_categories=[]))


@pytest.mark.parametrize(
    ("unit", "length"),
    [
        ("code_points", 13),
        ("graphemes", 7),
        ("utf8_bytes", 32),
        ("utf16_units", 17),
        ("mastodon_characters", 7),
        ("threads_characters", 31),
        ("x_weight", 8),
    ],
)
def test_the_worked_text_in_each_unit(unit, length):
    assert UNITS[unit](FAMILY) == length


def test_every_unit_counts_nothing_in_nothing():
    assert {unit: count("") for unit, count in UNITS.items()} == dict.fromkeys(UNITS, 0)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("https://example.org", 23),
        ("https://example.org/" + "a" * 500, 23),
        ("http://x.io", 23),
        ("See https://example.org/a, https://example.org/b.", 4 + 23 + 2 + 23 + 1),
        ("(https://example.org/a)", 25),
        ("https://example.org/Fu_(bar)", 23),
        ("https://example.org/who?", 24),
        ("https://caffè.example/perché#sì", 23),
        ("example.org/path", 16),
        ("https://localhost/a", 19),
        ("https://", 8),
        ("xhttps://example.org", 20),
        ("@anna@example.social ciao", 10),
        ("@anna ciao", 10),
        ("anna@example.org", 16),
        ("@anna@example.social: ciao", 11),
        ("ciao (@anna.b_c@social.example.org)", 16),
        ("https://example.social/@anna@other.example", 23),
        ("https://example.social/@anna", 23),
        ("👨‍👩‍👧‍👦" * 10, 10),
        ("e\u0301", 1),
    ],
)
def test_mastodon_counts_addresses_short(text, length):
    assert mastodon_characters(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("ciao", 4),
        ("caffè", 5),
        ("e\u0301", 2),
        ("👋", 4),
        ("🇮🇹", 8),
        ("1️⃣", 7),
        ("👋🏽", 8),
        ("1#*", 3),
        ("日本", 2),
        ("ciao 👋", 9),
    ],
)
def test_threads_counts_the_bytes_of_emoji_alone(text, length):
    assert threads_characters(text) == length


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("ciao", 4),
        (f"{FAMILY} https://example.org/a/very/long/path", 32),
        ("cafe\u0301", 4),
        ("日本", 4),
        ("👋🏽", 2),
        ("🇮🇹", 2),
        ("1️⃣", 2),
        ("“così” — sì…", 13),
        ("www.example.org", 23),
        ("Example.com, yes", 28),
        ("bottega.it", 10),
        ("bottega.it/lana", 23),
        ("www.bottega.it", 23),
        ("t.co", 23),
        ("anna@example.org", 16),
        ("file.txt", 8),
    ],
)
def test_x_weighs_its_characters(text, weight):
    assert x_weight(text) == weight


@pytest.mark.parametrize("piece", ["@a", "@a@", "https://a.b/(", "a.", "((((", "]", "@a@b.", "@à"])
def test_a_hostile_text_of_a_million_characters_is_counted_at_once(piece):
    assert mastodon_characters(piece * (1_000_000 // len(piece))) >= 0
    assert x_weight(piece * (1_000_000 // len(piece))) >= 0
    assert mastodon_characters("https://example.org/" + piece * (1_000_000 // len(piece))) >= 23


@given(any_text)
def test_the_units_keep_their_order(text):
    length = {unit: count(text) for unit, count in UNITS.items()}
    assert length["graphemes"] <= length["code_points"] <= length["utf16_units"] <= length["utf8_bytes"]
    assert length["utf16_units"] <= 2 * length["code_points"]
    assert length["code_points"] <= length["threads_characters"] <= length["utf8_bytes"]


@given(any_text, any_text)
def test_bytes_and_units_add_up(one, other):
    for unit in ("code_points", "utf8_bytes"):
        count = UNITS[unit]
        assert count(one) + count(other) == count(one + other)


@given(st.text(alphabet="abc èé👋\n", max_size=200))
def test_without_addresses_mastodon_counts_graphemes(text):
    assert mastodon_characters(text) == UNITS["graphemes"](text)
