"""Seal every stored credential with a fresh key: `antiphon secrets rotate`."""

import argparse

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the secrets."""
    parser.add_argument("what", choices=["rotate"], help="rotate: make a new key, seal anew, forget the old keys")


def run(_options: argparse.Namespace) -> int:
    """Rotate, and say how many credentials were sealed anew."""
    django.setup()
    from django.conf import settings

    from antiphon.channels.actions import rotate_secrets

    count = rotate_secrets()
    print(f"{count} credentials are sealed with a new key, kept in {settings.SECRETS_FILE}.")
    return 0
