"""What a text is about, found by marks and phrases; and what only looks like it."""

import pytest

from antiphon.listening.rules.hearing import hear
from antiphon.listening.rules.language import LANGUAGES
from antiphon.listening.rules.phrases import PHRASES, with_own


def heard(text: str, told: str = "") -> list[tuple[str, str, list[str]]]:
    """Return what is found: kind, tier, and the words that made it so."""
    found = hear(text, told, PHRASES, LANGUAGES).found
    return [(one.kind.value, one.tier.value, [text[start:end] for start, end in one.spans]) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Great. Is it open on Sunday? Bye.", [("question", "certain", ["Is it open on Sunday?"])]),
        ("¿Tenéis café descafeinado", [("question", "certain", ["¿Tenéis café descafeinado"])]),
        ("Cerco un macinino usato.", [("need", "phrase", ["Cerco"])]),
        ("Ho bisogno di una mano, non riesco a montarlo.", [("need", "phrase", ["Ho bisogno", "non riesco"])]),
        ("Necesito un molino nuevo.", [("need", "phrase", ["Necesito"])]),
        (
            "J’ai besoin d’un moulin, je n’arrive pas à choisir.",
            [("need", "phrase", ["J’ai besoin", "je n’arrive pas"])],
        ),
        ("I'm looking for a grinder.", [("need", "phrase", ["looking for"])]),
        ("Me gustaría un taller en mayo.", [("want", "phrase", ["Me gustaría"])]),
        ("Ho paura che il pacco arrivi rotto.", [("worry", "phrase", ["Ho paura"])]),
        ("Sono preoccupata per la spedizione.", [("worry", "phrase", ["preoccupata"])]),
        ("Does anyone know a good roaster near Turin", [("question", "maybe", ["Does anyone"])]),
        ("Comment faire pour nettoyer la machine", [("question", "maybe", ["Comment faire"])]),
    ],
)
def test_what_is_said_plainly_is_found_with_the_words_that_made_it_so(
    text: str, expected: list[tuple[str, str, list[str]]]
) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Che bella giornata al mercato",
        "Che bella!",
        "Qué bonito taller",
        "Quel bonheur ce café",
        "What a lovely evening",
        "Quando piove, resto a casa a leggere.",
        "Cuando llueve me quedo en casa.",
        "Quand il pleut, je reste à la maison.",
        "When it rains I stay at home.",
        "Chi va piano va sano e va lontano",
        "Qui vivra verra, comme on dit",
        "Quien madruga, Dios le ayuda",
        "See https://shop.example/search?q=grinder",
        "See shop.example/search?q=grinder for more",
        "🎉🎉 ☕",
        "",
        "> Do you have decaf?\nWe do.",
        "You need not hurry, I don't need it today.",
        "Non ho bisogno di altro, grazie.",
        "Ya no necesito nada, gracias.",
    ],
)
def test_what_cries_out_tells_when_or_is_no_word_is_not_found(text: str) -> None:
    assert heard(text) == []


def test_each_sentence_of_a_text_in_two_languages_is_read_in_its_own() -> None:
    text = "Grazie per il caffè di ieri sera, era buonissimo. I am looking for the same beans in London."
    assert heard(text) == [("need", "phrase", ["looking for"])]
    assert hear(text, "", PHRASES, LANGUAGES).language == "it"


def test_the_language_that_the_network_told_wins() -> None:
    assert heard("Cerco un macinino usato.", told="fr-CH") == []
    assert heard("Cerco un macinino usato.", told="it_IT") == [("need", "phrase", ["Cerco"])]
    assert heard("Haben Sie geöffnet?", told="de") == [("question", "certain", ["Haben Sie geöffnet?"])]


@pytest.mark.parametrize("text", ["I need beans. " * 715, "a." * 5_000, "?" * 10_000, "why " * 2_500, "¿" * 10_000])
def test_ten_thousand_characters_are_read_in_a_moment_and_show_a_few_places(text: str) -> None:
    found = hear(text, "", PHRASES, LANGUAGES).found
    assert all(1 <= len(one.spans) <= 5 for one in found)


def test_a_brand_adds_phrases_and_puts_ours_aside() -> None:
    own = with_own([("it", "need", "mi farebbe comodo"), ("it", "worry", "timor*")], [("it", "need", "cerco")])
    told = hear("Mi farebbe comodo un corso. Ho dei timori. Cerco casa.", "it", own, LANGUAGES).found
    assert [(one.kind.value, one.spans) for one in told] == [("need", ((0, 17),)), ("worry", ((35, 41),))]
