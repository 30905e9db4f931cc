"""Bring a community along: `antiphon import KIND PATH --brand SHORT-NAME --group SHORT-NAME [--dry-run]`."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import django

from antiphon.cli.commands.password import link_for
from antiphon.cli.preparing import bring_up_to_date, make_place
from antiphon.lib.errors import Refusal

if TYPE_CHECKING:
    from antiphon.community.models import Group
    from antiphon.community.permissions import Viewer
    from antiphon.community.rules.brought import Brought

KINDS = ("csv", "discourse", "mastodon", "mbox", "stackexchange")
_MOST_TOLD, _WIDTH = 20, 24


def arguments(parser: argparse.ArgumentParser) -> None:
    """What comes, from where, and into which group."""
    parser.add_argument("kind", choices=KINDS, help="what made the files")
    parser.add_argument("path", type=Path, help="a file, a folder, a .zip or a .tar.gz")
    parser.add_argument("--brand", required=True, metavar="SHORT-NAME", help="the short name of the brand")
    parser.add_argument("--group", required=True, metavar="SHORT-NAME", help="the group, as its address names it")
    parser.add_argument(
        "--source", metavar="NAME", default="", help="the place it comes from (default: the kind and the group)"
    )
    parser.add_argument(
        "--owner", metavar="MAIL", default="", help="make the brand, its community and the group, as far as not there"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would come, and write nothing")


def run(options: argparse.Namespace) -> int:
    """Bring it along; what cannot come is told with its file and row, and all else comes."""
    django.setup()
    from antiphon.community.actions.bringing_along import bring_along
    from antiphon.community.queries.origins import foreseen
    from antiphon.community.readers import READERS

    if options.owner and options.dry_run:
        raise Refusal("A dry run makes nothing: leave --owner out, or --dry-run.")
    bring_up_to_date()
    source = options.source or f"{options.kind}:{options.group}"
    read = READERS[options.kind]
    whole = sum(1 for _ in read(options.path))  # what breaks off in the middle is told before anything is written
    new = make_place(options.brand, options.group, options.owner) if options.owner else None
    viewer, group = _place(options.brand, options.group)
    rows = read(options.path)
    coming = foreseen(viewer.community, rows, source) if options.dry_run else bring_along(viewer, group, rows, source)
    brought = _watched(coming, whole)
    _tell(brought, str(group), dry=options.dry_run)
    if new is not None:
        print(f"{new.email} owns the brand, and sets a password here, once, within three days:\n  {link_for(new)}")
    return 1 if brought.faulty and not brought.topics + brought.replies + brought.here else 0


def _place(slug: str, name: str) -> "tuple[Viewer, Group]":
    from antiphon.community.models import Group
    from antiphon.community.permissions import Viewer
    from antiphon.community.queries.participants import community_of
    from antiphon.organizations.models import Member, Role

    community = community_of(slug)
    owners = Member.objects.select_related("brand", "user").filter(brand__slug=slug, role=Role.OWNER, left_at=None)
    owner = owners.first()
    if community is None or owner is None:
        raise Refusal(
            f"The brand {slug!r} has no community yet. Open it on the page “Community”, or here with --owner MAIL."
        )
    groups = list(Group.objects.filter(brand=community.brand).order_by("slug"))
    group = next((one for one in groups if one.slug == name), None)
    if group is None:
        raise Refusal(
            f"There is no group {name!r}. There are: {', '.join(one.slug for one in groups)}; --owner MAIL makes it."
        )
    return Viewer(community, None, owner), group


def _watched(coming: "Iterator[Brought]", whole: int) -> "Brought":
    """Go through all of it, with a bar that grows where somebody looks; return what came."""
    from antiphon.community.rules.brought import Brought

    brought, watched = Brought(), sys.stderr.isatty()
    for brought in coming:
        if watched:
            print(f"\r{bar(brought.rows, whole)}", end="", file=sys.stderr, flush=True)
    if watched:
        print(file=sys.stderr)
    return brought


def bar(done: int, whole: int) -> str:
    """Return a line that says how far it is.

    >>> bar(6, 24)
    '━━━━━━·················· 6 of 24'
    """
    full = _WIDTH * done // whole if whole else _WIDTH
    return "━" * full + "·" * (_WIDTH - full) + f" {done:,} of {whole:,}"


def _tell(brought: "Brought", group: str, *, dry: bool) -> None:
    for fault in brought.faults[:_MOST_TOLD]:
        print(f"{fault.place}: {fault.why}.")
    if brought.faulty > _MOST_TOLD:
        print(f"… and {brought.faulty - _MOST_TOLD:,} more that cannot come along.")
    verb = "would come" if dry else "came"
    print(
        f"{brought.topics:,} topics, {brought.replies:,} replies and {brought.people:,} people {verb} to “{group}”; "
        f"{brought.here:,} messages were here already, {brought.faulty:,} cannot come."
    )
