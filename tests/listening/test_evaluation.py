"""How often the rules are right is measured, and stands in the reference as it is."""

import re
from pathlib import Path

import pytest

from antiphon.listening.rules.language import LANGUAGES
from tests.listening.evaluation import table, texts

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "listening.md"
TITLES = {"development": "### Development part", "held_out": "### Held-out part"}


def recorded(part: str) -> list[list[str]]:
    """Return the rows of a table of figures as they stand in the reference."""
    told = REFERENCE.read_text("utf-8").split(TITLES[part])[1].split("\n#")[0].split("\n\nWhat")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in told.splitlines() if line.startswith("|")
    ]
    return [row for row in rows if row[0] in LANGUAGES]


@pytest.mark.parametrize("part", TITLES)
def test_the_figures_of_the_reference_are_those_that_are_measured(part: str) -> None:
    measured = [[language, kind, str(n), *sure, *every] for language, kind, n, sure, every in table(part)]
    print(*measured, sep="\n")
    assert measured == recorded(part)


def test_no_text_stands_in_both_parts_and_each_is_as_many_as_is_said() -> None:
    told = REFERENCE.read_text("utf-8")
    for language in LANGUAGES:
        one, other = ({each.text for each in texts(language, part)} for part in TITLES)
        assert one & other == set()
        assert re.search(rf"{len(one)} and {len(other)} texts", told)
