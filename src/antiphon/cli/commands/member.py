"""Let somebody work for a brand: `antiphon member add MAIL --name NAME --brand SHORT-NAME --role ROLE`."""

import argparse

import django

from antiphon.cli.commands.password import link_for
from antiphon.lib.errors import Refusal

ROLES = ("owner", "editor", "author", "approver", "analyst", "client")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Who, for which brand, as what."""
    parser.add_argument("what", choices=["add"], help="add: make them a member, with an account if they have none")
    parser.add_argument("mail", help="the mail address with which they sign in")
    parser.add_argument("--name", required=True, help="how they are called")
    parser.add_argument("--brand", required=True, metavar="SHORT-NAME", help="the short name of the brand")
    parser.add_argument("--role", required=True, choices=ROLES)


def run(options: argparse.Namespace) -> int:
    """Make the membership; print the link with which a new account sets its password."""
    django.setup()
    from antiphon.organizations.actions import add_member, make_user
    from antiphon.organizations.models import Member, Role

    owner = (
        Member.objects.select_related("brand")
        .filter(brand__slug=options.brand, role=Role.OWNER, left_at=None)
        .first()
    )
    if owner is None:
        raise Refusal(f"There is no brand {options.brand!r} with an owner.")
    user, is_new = make_user(options.mail, options.name)
    add_member(by=owner, user=user, role=Role(options.role))
    print(f"{user.name} is now {options.role} of {owner.brand}.")
    if is_new:
        print(f"They set their password here, once, within three days:\n  {link_for(user)}")
    return 0
