"""Take the ledger away as files: `antiphon export --format parquet|csv|duckdb --to DIR`."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django

from antiphon.lib.errors import Refusal

if TYPE_CHECKING:
    from antiphon.organizations.models import Brand


def arguments(parser: argparse.ArgumentParser) -> None:
    """As what, whereto, of which brand."""
    parser.add_argument("--format", choices=["parquet", "csv", "duckdb"], default="parquet", help="as what")
    parser.add_argument("--to", metavar="DIR", required=True, help="the folder; each brand gets one of its own in it")
    parser.add_argument("--brand", metavar="SHORT-NAME", default="", help="only this brand (default: all of them)")


def run(options: argparse.Namespace) -> int:
    """Bring the columns up to date, write the files, say where they are."""
    django.setup()
    from antiphon.measures.columns.exporting import Format, export
    from antiphon.measures.columns.writing import keep_up

    for brand in brands(options.brand):
        keep_up(brand)
        made = export(brand, Format(options.format), Path(options.to).resolve(), _told)
        print(f"{brand.name}: {len(made):,} files in {Path(options.to).resolve() / brand.slug}")
    return 0


def brands(slug: str) -> "list[Brand]":
    """Return the brand that was asked for, or all; raise Refusal where there is none of that name."""
    from antiphon.organizations.models import Brand

    found = Brand.objects.order_by("slug")
    asked = list(found.filter(slug=slug) if slug else found)
    if not asked:
        names = ", ".join(found.values_list("slug", flat=True))
        raise Refusal(f"There is no brand {slug!r}. There are: {names or 'none yet'}.")
    return asked


def _told(done: int, every: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done >= every else ""
        print(f"\r{done:,} of {every:,} rows", end=end, file=sys.stderr, flush=True)
