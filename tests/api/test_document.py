"""The reference of the API and its addresses keep up with each other."""

import re
from pathlib import Path

from tests.api.test_access import ADDRESSES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "api.md"


def test_each_address_stands_in_the_reference_and_nothing_else() -> None:
    told = re.findall(r"^\| `([A-Z]+) (/\S+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == ADDRESSES
