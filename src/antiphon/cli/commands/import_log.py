"""Count visits out of a web server’s log: `antiphon import-log PATH --brand SHORT-NAME --site NAME`."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django

from antiphon.cli.preparing import bring_up_to_date
from antiphon.lib.errors import Refusal

if TYPE_CHECKING:
    from antiphon.visits.actions.log_reading import Read
    from antiphon.visits.models import TrackedSite


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which logs, and of which site."""
    parser.add_argument(
        "path", type=Path, nargs="+", help="a log in the combined format, plain or .gz, the oldest first"
    )
    parser.add_argument("--brand", required=True, metavar="SHORT-NAME", help="the short name of the brand")
    parser.add_argument("--site", metavar="NAME", default="", help="name or domain of the site, if there are several")


def run(options: argparse.Namespace) -> int:
    """Read each log from where it was left, a line after the other; say what became of the lines."""
    django.setup()
    from antiphon.visits.actions.log_reading import read_log

    bring_up_to_date()
    site = _site(options.brand, options.site)
    for path in options.path:
        told = None
        for told in read_log(site, path):
            _show(path, told)
        _tell(path, told)
    return 0


def _site(brand: str, name: str) -> "TrackedSite":
    from antiphon.visits.models import TrackedSite

    found = list(TrackedSite.objects.counted().filter(brand__slug=brand).order_by("name"))
    chosen = [one for one in found if not name or name in {one.name, *one.hosts}]
    if len(chosen) == 1:
        return chosen[0]
    if not found:
        raise Refusal(f"The brand {brand!r} has no site yet. Set one up on the page “Sites”.")
    raise Refusal(f"Say which site with --site: {', '.join(one.name for one in found)}.")


def _show(path: Path, told: "Read") -> None:
    """Show how far it is, where somebody looks."""
    if sys.stderr.isatty():
        size = path.stat().st_size
        share = f" of {size / 1e6:,.0f} MB" if path.suffix != ".gz" else " MB unpacked"
        print(f"\r{told.offset / 1e6:,.0f}{share} · {told.hits:,} pages", end="", file=sys.stderr, flush=True)


def _tell(path: Path, told: "Read | None") -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if told is None:
        print(f"{path}: nothing new since it was read last.")
        return
    left = "".join(f", {n:,} left out ({reason.value})" for reason, n in sorted(told.left.items()))
    print(f"{path}: {told.lines:,} lines, {told.hits:,} pages counted, {told.beside:,} lines of no page{left}.")
