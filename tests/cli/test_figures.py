"""Both returns on the command line, for programs and for who reads."""

import json

import pytest

from antiphon.cli.main import main
from antiphon.reports.returns.catalogue import return_measures
from tests.world import World


def test_every_measure_is_told_with_what_it_stands_on(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "--json", "--brand", "bottega", "--from", "2026-03-01", "--to", "2026-03-31"]) == 0
    [told] = json.loads(capsys.readouterr().out)
    assert (told["brand"], told["from"], told["to"]) == ("bottega", "2026-03-01", "2026-03-31")
    assert [one["name"] for one in told["figures"]] == list(return_measures())
    wanted = {"side", "definition", "unit", "value", "n", "interval", "before", "year_ago"}
    assert [one["name"] for one in told["figures"] if not wanted <= set(one)] == []


def test_figures_are_told_as_a_table_too(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "--brand", "bottega"]) == 0
    assert "response" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "yesterday"], "'yesterday' is no day. Write it as 2026-11-01."),
        (["--from", "2026-03-02", "--to", "2026-03-01"], "Give the first day before the last one."),
    ],
)
def test_wrong_days_are_refused_in_a_sentence(
    world: World, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["figures", *words]) == 1
    assert said in capsys.readouterr().out
