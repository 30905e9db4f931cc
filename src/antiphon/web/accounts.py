"""How people sign in: allauth, with accounts made by a one-time link or by an owner, never by open sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from antiphon.web.senders import sender_of


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Keeps sign-up closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody signs up by themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return a name for who tries to sign in, by which tries are counted: their address is kept nowhere."""
        return sender_of(request)
