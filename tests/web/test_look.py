"""The colours can be read by everybody: WCAG 2.2 AA, in light and in dark."""

import re
from itertools import product
from pathlib import Path

import pytest

import antiphon

TOKENS = Path(antiphon.__file__).parent / "web" / "static" / "css" / "tokens.css"
PAIRS = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS.read_text("utf-8"))
THEMES = [{name: light for name, light, _ in PAIRS}, {name: dark for name, _, dark in PAIRS}]
WORDS = ["ink", "soft", "call", "response", "return", "warn", "bad"]
GROUNDS = ["paper", "sheet", "sunk"]
VOICES = ["call", "response", "return", "warn", "bad"]


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
@pytest.mark.parametrize(("word", "ground"), list(product(WORDS, GROUNDS)))
def test_words_stand_out_from_every_ground(theme: dict[str, str], word: str, ground: str) -> None:
    assert contrast(theme[word], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
@pytest.mark.parametrize("voice", VOICES)
def test_a_voice_stands_out_from_its_wash_and_under_a_button(theme: dict[str, str], voice: str) -> None:
    assert contrast(theme[voice], theme[f"{voice}-wash"]) >= 4.5
    assert contrast(theme["ink"], theme[f"{voice}-wash"]) >= 4.5
    assert contrast(theme["soft"], theme[f"{voice}-wash"]) >= 4.5
    assert contrast(theme["on-color"], theme[voice]) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
def test_the_edges_of_fields_can_be_seen(theme: dict[str, str]) -> None:
    assert min(contrast(theme["edge"], theme[ground]) for ground in ("paper", "sheet")) >= 3
