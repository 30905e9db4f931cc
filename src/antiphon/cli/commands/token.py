"""Make, list and revoke the bearer tokens with which programs come in: `antiphon token create --user MAIL`."""

import argparse
from typing import TYPE_CHECKING

import django

from antiphon.lib.errors import Refusal

if TYPE_CHECKING:
    from antiphon.organizations.models import Key


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the tokens."""
    choices = parser.add_subparsers(dest="what", metavar="create | list | revoke", required=True)
    create = choices.add_parser("create", help="make a token and print it, this once")
    create.add_argument("--user", metavar="MAIL", required=True, help="for whom the programs act")
    create.add_argument("--label", metavar="NAME", default="", help="what the token is for")
    listing = choices.add_parser("list", help="list the tokens: whose, what for, when used last")
    revoke = choices.add_parser("revoke", help="end a token at once")
    revoke.add_argument("id", type=int, help="the number that `list` shows")
    for one in (create, listing, revoke):
        one.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help="as above")


def run(options: argparse.Namespace) -> int:
    """Do what was asked."""
    django.setup()
    {"create": _create, "list": _list, "revoke": _revoke}[options.what](options)
    return 0


def _create(options: argparse.Namespace) -> None:
    from antiphon.organizations.actions import issue_token
    from antiphon.organizations.models import User

    user = User.objects.filter(email=options.user.lower(), is_active=True).first()
    if user is None:
        raise Refusal(f"Nobody signs in with {options.user}. Give the mail address of an account.")
    print(issue_token(user, options.label[:80]))


def _list(_options: argparse.Namespace) -> None:
    for key in _tokens():
        used = f"used {key.used_at:%Y-%m-%d %H:%M}" if key.used_at else "never used"
        ended = f", revoked {key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else ""
        label = f" · {key.label}" if key.label else ""
        print(f"{key.pk}{label} · {key.user} · made {key.created_at:%Y-%m-%d %H:%M}, {used}{ended} (UTC)")


def _revoke(options: argparse.Namespace) -> None:
    from antiphon.organizations.actions import revoke_token

    key = next((one for one in _tokens() if one.pk == options.id), None)
    if key is None:
        raise Refusal(f"There is no token {options.id}. `antiphon token list` shows those there are.")
    revoke_token(key)


def _tokens() -> "list[Key]":
    from antiphon.organizations.models import Key

    return list(Key.objects.filter(purpose=Key.Purpose.API).select_related("user").order_by("pk"))
