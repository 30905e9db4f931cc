"""3.4: which messages need an answer, in the four languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.conversations.rules import has_need_phrase, is_lone_thanks, is_only_symbols, needs_answer

LONE_THANKS = [
    "thanks",
    "Thank you so much!",
    "thx 🙏",
    "Thanks for your quick reply!!",
    "Grazie",
    "grazie mille ❤️",
    "Grazie 1000!",
    "Vi ringrazio di cuore",
    "Gracias",
    "¡Muchísimas gracias por la respuesta!",
    "Os lo agradezco",
    "Merci",
    "Merci beaucoup à vous tous",
    "Je vous remercie infiniment",
    "@bottega@example.social grazie!",
]
ONLY_SYMBOLS = ["👍", "👏👏👏", "❤️", "👍🏽 !!", "1️⃣", "🇮🇹", ":blobcat: :party:", "…", "@bottega 👍"]
QUESTIONS = [
    "When do you open?",
    "Grazie! E domani?",
    "¿Abrís el domingo",
    "C'est encore disponible ?",
    "👍?",
    "Have you seen https://example.org/a?b=c ?",
    "これは何ですか？",
]
NEEDS = [
    "I'm looking for a gift",
    "I can’t log in",
    "Cerco un regalo per mia madre",
    "Ho bisogno di un preventivo",
    "Grazie ma non riesco ad aprire il file",
    "Necesito ayuda",
    "No puedo entrar",
    "Je n’arrive pas à payer",
    "J'AI BESOIN d'aide",
]


@pytest.mark.parametrize("text", LONE_THANKS + ONLY_SYMBOLS)
@pytest.mark.parametrize("kind", ["reply", "mention", "direct", "quote", "post"])
def test_a_lone_thanks_and_mere_emoji_wait_for_nothing(text, kind):
    assert needs_answer(text, kind) is False


@pytest.mark.parametrize("text", QUESTIONS + NEEDS)
@pytest.mark.parametrize("kind", ["reply", "mention", "direct", "quote", "post"])
def test_a_question_or_a_need_waits_wherever_it_is_said(text, kind):
    assert needs_answer(text, kind) is True


@pytest.mark.parametrize("text", ["Nice place.", "Thanks, but it is still broken", "Ok", "https://example.org/a?b=c"])
def test_plain_words_wait_when_they_are_spoken_to_us(text):
    assert [needs_answer(text, kind) for kind in ("reply", "mention", "direct", "question")] == [True] * 4
    assert [needs_answer(text, kind) for kind in ("quote", "post", "share")] == [False] * 3


def test_a_picture_sent_to_us_without_words_waits():
    assert needs_answer("", "direct") is True
    assert needs_answer("@bottega", "mention") is True
    assert needs_answer("", "quote") is False


def test_a_question_mark_inside_an_address_asks_nothing():
    assert needs_answer("See https://example.org/search?q=bread", "post") is False
    assert needs_answer("See example.org/search?q=bread", "post") is False


def test_a_phrase_is_found_as_words_not_inside_others():
    assert not has_need_phrase("A needle in a haystack")
    assert not has_need_phrase("Rimbusco")
    assert has_need_phrase("NECESITO.")


def test_a_brand_may_add_its_own_phrases():
    assert needs_answer("Hätte gern ein Angebot", "post", {"de": ("hätte gern",)}) is True
    assert needs_answer("Hätte gern ein Angebot", "post") is False


def test_nothing_at_all_is_neither_thanks_nor_symbols():
    assert not is_lone_thanks("")
    assert not is_only_symbols("")


def test_words_around_a_thanks_are_no_thanks_alone():
    assert not is_lone_thanks("ok perfect")
    assert is_lone_thanks("ok perfect thanks")


def test_a_very_long_text_is_read_at_once():
    assert needs_answer("@a@b.c :x: https://a.b/? " * 40_000, "post") is True


@given(st.text())
def test_a_question_mark_at_the_end_always_waits(text):
    assert needs_answer(f"{text} ?", "post") is True


@given(st.text(), st.sampled_from(["post", "quote", "share"]))
def test_what_waits_when_said_to_the_world_waits_when_said_to_us(text, kind):
    assert needs_answer(text, "reply") >= needs_answer(text, kind)
