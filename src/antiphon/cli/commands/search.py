"""Read everything in the communities into the index of search anew: `antiphon search rebuild`."""

import argparse

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with search."""
    parser.add_argument("what", choices=["rebuild"], help="rebuild: forget what search has read, and read it again")


def run(_options: argparse.Namespace) -> int:
    """Rebuild, and say how much was read."""
    django.setup()
    from antiphon.community.actions.indexing import rebuild

    print(f"Search has read {rebuild():,} topics, messages, groups and people anew.")
    return 0
