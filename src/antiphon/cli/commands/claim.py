"""Let somebody have the place of who was brought along: `antiphon claim HANDLE --brand SHORT-NAME --user MAIL`."""

import argparse

import django

from antiphon.lib.errors import Refusal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whose place, in which community, for whom."""
    parser.add_argument("handle", help="how the participant is called in addresses")
    parser.add_argument("--brand", required=True, metavar="SHORT-NAME", help="the short name of the brand")
    parser.add_argument("--user", required=True, metavar="MAIL", help="the mail address with which they sign in")


def run(options: argparse.Namespace) -> int:
    """Hand the place over; print the link with which a new account sets its password."""
    django.setup()
    from antiphon.cli.commands.password import link_for
    from antiphon.community.actions.bringing_along import hand_over
    from antiphon.community.models import Participant
    from antiphon.community.permissions import Viewer
    from antiphon.community.queries.participants import community_of
    from antiphon.organizations.actions import make_user
    from antiphon.organizations.models import Member, Role

    community = community_of(options.brand)
    owners = Member.objects.select_related("brand").filter(brand__slug=options.brand, role=Role.OWNER, left_at=None)
    owner = owners.first()
    found = Participant.objects.filter(brand__slug=options.brand, handle=options.handle.lstrip("@")).first()
    if community is None or owner is None or found is None:
        raise Refusal(f"There is nobody called {options.handle!r} in a community of a brand {options.brand!r}.")
    user, is_new = make_user(options.user, found.name)
    hand_over(Viewer(community, None, owner), found, user)
    print(f"{found.name} signs in with {user.email}.")
    if is_new:
        print(f"They set their password here, once, within three days:\n  {link_for(user)}")
    return 0
