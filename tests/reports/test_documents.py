"""The documents tell the schedule by which networks are asked, and the bounds of the comparison."""

import re
from datetime import timedelta
from pathlib import Path

from antiphon.conversations.rules.looking import SCHEDULE
from antiphon.reports.rules.comparison import LAST, N_MIN
from antiphon.reports.tasks import COUNT_EVERY

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "measures.md").read_text("utf-8")


def span(text: str) -> timedelta:
    number, unit = text.split()
    return timedelta(**{f"{unit.rstrip('s')}s": int(number)})


def test_the_schedule_of_the_documents_is_that_of_the_code() -> None:
    rows = re.findall(r"^\| (\d+ (?:minute|hour|day)s?) \| (\d+ (?:minute|hour|day)s?) \|$", PAGE, re.MULTILINE)
    assert [(span(age), span(wait)) for age, wait in rows] == list(SCHEDULE)


def test_the_bounds_of_the_documents_are_those_of_the_code() -> None:
    assert f"Followers are asked for every {COUNT_EVERY // timedelta(hours=1)} hours" in PAGE
    assert f"the last {LAST} earlier posts" in PAGE
    assert f"Below {N_MIN}: not enough yet" in PAGE
