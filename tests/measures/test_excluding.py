"""To set an interaction aside never raises a figure that counts it."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from antiphon.measures.catalogue import measures
from antiphon.measures.evidence import Evidence, Line

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: Figures that count something. The others tell of a shape, which has no more and no less.
COUNTS = ("reactions", "shares", "replies", "voices", "people_drawn_in", "depth", "width")


def talk(seed: int) -> Evidence:
    """Return a conversation of random answers, likes and shares, by people who come more than once."""
    chance = random.Random(seed)
    lines = [_line(0, "post", "us", "R", "", ours=True)]
    said = ["R"]
    for number in range(1, 40):
        verb, who = chance.choice(("reply", "reply", "like", "share")), f"person {chance.randrange(9)}"
        upon = chance.choice(said)
        makes = f"m{number}" if verb == "reply" else upon
        lines.append(_line(number, verb, who, makes, upon if verb == "reply" else ""))
        said += [makes] if verb == "reply" else []
    return Evidence(("R",), BEGIN + timedelta(days=9), tuple(lines))


def _line(number: int, verb: str, who: str, subject: str, parent: str, *, ours: bool = False) -> Line:
    return Line(
        id=number, verb=verb, at=BEGIN + timedelta(minutes=number), subject=subject, parent=parent, root="R",
        source=f"s{number}", author=who, ours=ours, counted=True, flagged=False, account=99 if ours else int(who[-1]),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_no_count_rises_when_one_more_is_set_aside(seed: int) -> None:
    known, chance = talk(seed), random.Random(-seed)
    for _ in range(12):
        place = chance.choice([n for n, line in enumerate(known.lines) if line.counted and not line.ours])
        aside = replace(known.lines[place], counted=False, flagged=True)
        fewer = replace(known, lines=(*known.lines[:place], aside, *known.lines[place + 1 :]))
        for name in COUNTS:
            before, after = measures()[name].figure(known).value, measures()[name].figure(fewer).value
            assert (after or 0) <= (before or 0), (name, aside)
        known = fewer
