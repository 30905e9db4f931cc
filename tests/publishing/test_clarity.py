"""Clear at a glance, held to examples worked out by hand."""

import pytest

from antiphon.lib.syllables import count_syllables
from antiphon.publishing.rules.clarity import (
    FORMULAS,
    Counted,
    Verdict,
    camel_case,
    counted,
    first_line,
    hashtags,
    opening,
    reading_ease,
)

#: Words that the rules were not made with, and their syllables as dictionaries part them.
WORDS = {
    "en": "bread 1 garden 2 tomorrow 3 water 2 invite 2 library 3 member 2 friendly 2 opening 3 hammer 2 tools 1 "
    "learned 1 planted 2 questions 2 answers 2 market 2 morning 2 yellow 2 winter 2 festival 3 exhibition 4 price 1 "
    "prices 2 nature 2 material 4 seats 1 paper 2 music 2 musician 3 coffee 2 tea 1 teacher 2 children 2 school 1 "
    "information 4 free 1 freedom 2 place 1 places 2 people 2 welcome 2 together 3 evening 2 recipe 3 reliable 4",
    "es": "pan 1 jardín 2 mañana 3 agua 2 invitar 3 biblioteca 5 miembro 2 amigo 3 apertura 4 martillo 3 aprendió 3 "
    "pregunta 3 respuesta 3 mercado 3 amarillo 4 invierno 3 fiesta 2 exposición 4 precio 2 naturaleza 5 papel 2 "
    "música 3 café 2 té 1 maestra 3 niños 2 escuela 3 información 4 libre 2 libertad 3 bienvenido 4 juntos 2 "
    "noche 2 receta 3 cuidado 3 oír 2 baúl 2 héroe 3 caos 2 viaje 2",
    "fr": "pain 1 jardin 2 demain 2 eau 1 inviter 3 bibliothèque 4 membre 1 ami 2 ouverture 3 marteau 2 appris 2 "
    "réponse 2 marché 2 matin 2 jaune 1 hiver 2 fête 1 exposition 4 prix 1 nature 2 papier 2 café 2 thé 1 "
    "enfants 2 école 2 information 4 libre 1 bienvenue 3 ensemble 2 soir 1 recette 2 fiable 2 lieu 1 réunion 3 "
    "cuisine 2 voisin 2 poésie 3 gratuit 2 samedi 3",
}  # fmt: skip


@pytest.mark.parametrize("language", WORDS)
def test_nine_words_in_ten_have_as_many_syllables_as_the_dictionary_says(language: str) -> None:
    told = WORDS[language].split()
    words = {word: int(number) for word, number in zip(told[::2], told[1::2], strict=True)}
    wrong = {
        word: count_syllables(word, language) for word in words if count_syllables(word, language) != words[word]
    }
    assert len(wrong) <= len(words) / 10, wrong


@pytest.mark.parametrize(
    ("language", "text", "parts", "ease"),
    [
        # 206.835 − 1.015 × 6/1 − 84.6 × 6/6
        ("en", "The cat sat on the mat.", Counted(1, 6, 17, 6, 6), 116.145),
        # 206.835 − 1.015 × 16/1 − 84.6 × 23/16
        (
            "en", "This sentence, taken as a reading passage unto itself, is being used to prove a point.",
            Counted(1, 16, 68, 23, 16), 68.983),
        # 89 + (300 × 2 − 10 × 35) / 9
        ("it", "Apriamo la bottega sabato. Venite a tornire il legno!", Counted(2, 9, 43, 0, 5), 107.889),
        # 206.835 − 62.3 × 12/7 − 7/2
        ("es", "Abrimos el taller. Ven con tu familia.", Counted(2, 7, 30, 12, 4), 96.535),
        # 207 − 1.015 × 9/2 − 73.6 × 16/9
        ("fr", "Nous ouvrons samedi. Venez avec un ami du village.", Counted(2, 9, 40, 16, 6), 71.588),
    ],
)  # fmt: skip
def test_reading_ease_is_the_published_formula(language: str, text: str, parts: Counted, ease: float) -> None:
    assert counted(text, language) == parts
    assert FORMULAS[language].of(parts) == pytest.approx(ease, abs=0.001)


def test_addresses_handles_and_signs_are_no_words() -> None:
    with_all = "Look at https://example.org/a/very/long-path with @anna@example.social #WoodTurning"
    assert counted(with_all, "en").words == len(["Look", "at", "with", "WoodTurning"])


def test_each_line_is_a_sentence_even_without_a_point() -> None:
    assert counted("Saturday\nat nine\n\nBring an apron", "en").sentences == 3


HARD = (
    "Notwithstanding institutional considerations concerning organizational responsibilities, participants’ "
    "representatives subsequently demonstrated extraordinary unwillingness regarding administrative simplification."
)
EASY = "We open the shop at nine. You can turn a bowl of your own. Bring a friend and a mug. We have tea and wood."


def test_an_easy_text_is_good_and_a_hard_one_is_not() -> None:
    easy, hard = reading_ease(EASY, "en"), reading_ease(HARD, "en")
    assert easy is not None
    assert hard is not None
    assert (easy.verdict, hard.verdict, hard.score) == (Verdict.GOOD, Verdict.POOR, 0)
    assert easy.method == "Flesch Reading Ease"


def test_of_a_few_words_nothing_is_said_and_of_some_only_with_a_warning() -> None:
    assert reading_ease("We open on Saturday.", "en") is None
    some = reading_ease("We open the shop at nine and you can turn a bowl.", "en")
    assert some is not None
    assert some.reasons[-1] == ("few_words", {"words": 12})


def test_a_long_sentence_is_pointed_at() -> None:
    found = reading_ease(" ".join(["wood"] * 31) + ".", "en")
    assert found is not None
    assert ("long_sentence", {"words": 31}) in found.reasons


LINES = {
    "Would you like to turn a bowl?": (Verdict.GOOD, {"asks", "speaks_to_you", "short_line"}),
    "3 bowls, 2 hours, one apron": (Verdict.GOOD, {"counts", "short_line"}),
    "https://example.org/saturday": (Verdict.POOR, {"begins_with_link", "brief_line"}),
    "#wood is what we love most": (Verdict.FAIR, {"begins_with_hashtag", "short_line"}),
    "WE OPEN THE SHOP AGAIN TODAY": (Verdict.FAIR, {"shouts", "short_line"}),
    "Hello": (Verdict.POOR, {"brief_line"}),
    "x " * 90: (Verdict.POOR, {"long_line"}),
}


@pytest.mark.parametrize("line", LINES)
def test_a_first_line_is_judged_by_what_it_does(line: str) -> None:
    found = opening(f"\n{line}\nAnd then more.", {}, "en")
    verdict, names = LINES[line]
    assert found is not None
    assert {name for name, _ in found.reasons} == names
    assert found.verdict == verdict


def test_what_a_network_folds_away_is_told_with_its_place() -> None:
    line = "What happens when twelve people who never held a gouge stand around one lathe for all of a long Saturday?"
    found = opening(line + "\nA story.", {"Instagram": 100, "Bluesky": 300}, "en")
    assert found is not None
    assert ("cut_by_fold", {"network": "Instagram", "fold": 100}) in found.reasons


def test_nothing_is_said_of_no_first_line() -> None:
    assert (opening(" \n", {}, "en"), first_line("\n  One\nTwo"), first_line("")) == (None, "One", "")


def test_hashtags_are_judged_by_number_length_and_how_they_are_read_aloud() -> None:
    assert hashtags("No tags here") is None
    good = hashtags("#WoodTurning #Verona")
    assert good is not None
    assert (good.verdict, good.score, good.reasons) == (Verdict.GOOD, 100, (("good_hashtags", {"number": 2}),))
    poor = hashtags("#slowwoodworking #SHOPPING #a #b #c #d " + "#" + "Abc" * 9)
    assert poor is not None
    assert {name for name, _ in poor.reasons} == {
        "many_hashtags", "long_hashtag", "shouted_hashtag", "unspaced_hashtag",
    }  # fmt: skip
    assert poor.verdict == Verdict.POOR


def test_a_name_in_capitals_is_no_shout() -> None:
    found = hashtags("#NASA")
    assert found is not None
    assert found.verdict == Verdict.GOOD


def test_joined_words_get_their_capitals() -> None:
    assert camel_case("slow_wood_shop") == "SlowWoodShop"
