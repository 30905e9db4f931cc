"""Simulated brands of three years whose truth is known: how often what a marketing-mix model says holds it."""

import random
import sys
from collections.abc import Iterable
from datetime import date
from os import cpu_count
from pathlib import Path

from antiphon.experiments.rules.mixing.soundness import diagnostics_in
from antiphon.experiments.rules.mixing.weeks import WeekTable, check_table
from antiphon.lib.apart import work_apart
from benchmarks.truth.experiments import Held
from tests.experiments.years import Paid, Years, years

BRANDS, LAST = 40, date(2026, 11, 22)
PYTHON = Path(__file__).parents[2] / ".venv-mix/bin/python"


def drawn(seed: int) -> Years:
    """Return a brand whose spends behave as chance has it: rare or steady, quick or long, strong or weak."""
    chance = random.Random(seed)
    paid = {
        f"campaign/{n}": Paid(
            mean=chance.uniform(300, 2000), often=chance.choice((0.3, 0.6, 0.95)), carries_on=chance.uniform(0, 0.7),
            saturates=chance.uniform(1, 4), most=chance.uniform(500, 6000),
        )
        for n in range(3)
    }  # fmt: skip
    return years(LAST, seed=seed, paid=paid)


def judge(seed: int, found: dict[str, Held]) -> bool:
    """Fit one brand and count its intervals; return whether it may be trusted."""
    made = drawn(seed)
    table = WeekTable(tuple(made.weeks), tuple(made.sales), made.spend, {"holiday": tuple(made.holiday)})
    check_table(table)
    cores = min(cpu_count() or 1, 4)
    fit = "experiments.rules.mixing.fit:fit"
    told = work_apart(fit, python=str(PYTHON), silence=900, seed=seed, cores=cores, **table.kept())
    if diagnostics_in(told["diagnostics"]).doubts:
        return False
    base = sum(made.sales) - sum(made.truth.values())
    _count(found, "what would have come anyway", told["base"], base)
    for name, truth in made.truth.items():
        _count(found, "what a spend brought", told["channels"][name]["brought"], truth)
    return True


def _count(found: dict[str, Held], name: str, band: list[float], truth: float) -> None:
    held = found.setdefault(name, Held())
    held.intervals += 1
    held.held += band[1] <= truth <= band[2]


def main(arguments: Iterable[str] = ()) -> None:
    """Run the simulation and print how often the intervals held the truth."""
    if not PYTHON.exists():
        sys.exit("bin/mix installs what this measures")
    brands = next((int(one) for one in arguments), BRANDS)
    found: dict[str, Held] = {}
    trusted = sum(judge(seed, found) for seed in range(1, brands + 1))
    print(f"### Marketing-mix models\n\n{brands} simulated brands of three years; {trusted} of the fits trusted.\n")
    print("| Figure | Intervals | Held the truth, % |\n|---|---:|---:|")
    for name, held in sorted(found.items()):
        print(f"| {name} | {held.intervals} | {100 * held.share:.1f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
