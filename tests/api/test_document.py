"""The reference of the API and its addresses keep up with each other."""

import re
from pathlib import Path

from ninja import Schema

from tests.api.test_access import ADDRESSES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "api.md"


def test_each_address_stands_in_the_reference_and_nothing_else() -> None:
    told = re.findall(r"^\| `([A-Z]+) (/\S+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == ADDRESSES


def test_no_two_bodies_bear_one_name_or_one_would_be_described_as_the_other() -> None:
    names = [one.__name__ for one in bodies_of(Schema) if one.__module__.startswith("antiphon.api.")]
    assert {one for one in names if names.count(one) > 1} == set()
    assert len(names) > 50


def bodies_of(parent: type[Schema]) -> list[type[Schema]]:
    """Return what bodies and parameters are described by."""
    return [found for one in parent.__subclasses__() for found in (one, *bodies_of(one))]
