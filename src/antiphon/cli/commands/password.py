"""Print a link with which somebody sets a new password, once: `antiphon password MAIL`."""

import argparse

import django

from antiphon.lib.errors import Refusal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whose password."""
    parser.add_argument("mail", help="the mail address with which they sign in")


def run(options: argparse.Namespace) -> int:
    """Print the link; it works until it is used or three days have passed."""
    django.setup()
    from antiphon.organizations.models import User

    user = User.objects.filter(email=options.mail.lower()).first()
    if user is None:
        raise Refusal(f"Nobody signs in with {options.mail}.")
    print(f"{user.name} sets a new password here, once, within three days:\n  {link_for(user)}")
    return 0


def link_for(user: object) -> str:
    """Return the address at which the user sets a password."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str
    from django.conf import settings
    from django.urls import reverse

    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    page = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return f"{settings.PUBLIC_URL}{page}"
