"""Trouble as sentences: what happened, to which account, and what to do next."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import Promise, lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.channels.connector import Connector
from antiphon.channels.connectors import connector_for
from antiphon.channels.rules import Access
from antiphon.lib.errors import ChannelError, Trouble

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_HAPPENED: dict[str, Promise] = {
    Trouble.AUTH: _("%(account)s no longer accepts our credentials. Connect the channel again, then retry."),
    Trouble.PERMISSION: _(
        "%(account)s does not allow this with the credentials we hold. "
        "Connect it again with the right to write, then retry."
    ),
    Trouble.CONTENT: _("%(account)s refused the text of this post. Change it for this channel, then retry."),
    Trouble.MEDIA: _("%(account)s refused a picture of this post. Replace it, then retry."),
    Trouble.LIMIT: _("%(account)s asked us to slow down. It is tried again by itself."),
    Trouble.DUPLICATE: _("%(account)s says that this was posted already. Look there before you send it again."),
    Trouble.RIGHTS: _(
        "Something that this post shows may no longer be used. Replace it, then send it to %(account)s."
    ),
    Trouble.BEFORE_SEND: _("%(account)s could not be reached. It is tried again by itself."),
    Trouble.UNKNOWN_AFTER_SEND: _(
        "%(account)s did not answer after the post was sent, so it may be live. Look there, then say what you found."
    ),
}

#: The network of people who left an address with us and stand on no other.
MAIL = "mail"
#: Where people stand who came by an address book without any address.
CARD = "card"


def network_name(kind: str) -> str:
    """Return what people call a network, in the language of who reads; mail is one, though no channel is."""
    if kind == MAIL:
        return gettext("Mail")
    if kind == CARD:
        return gettext("Address book")
    name = connector_for(kind).name
    return gettext(name)


def happened(trouble: str, account: str) -> str:
    """Return what happened and what to do, in the language of who reads; empty for no trouble."""
    sentence = _HAPPENED.get(trouble)
    return str(sentence) % {"account": account} if sentence else ""


def on_connecting(network: str, error: ChannelError) -> Promise:
    """Return why an account could not be connected and what to do."""
    if error.trouble in {Trouble.AUTH, Trouble.PERMISSION}:
        sentence = _("{network} does not accept these credentials. Check them and try again.")
    elif error.trouble == Trouble.LIMIT:
        sentence = _("{network} asks us to wait. Try again in some minutes.")
    else:
        sentence = _(
            "{network} could not be reached at this address, or did not answer as {network} does. Check the address."
        )
    return format_lazy(sentence, network=lazystr(network))


def out_of_reach(network: str) -> str:
    """Return that a network cannot fetch pictures and videos from this installation, and what to do."""
    return gettext(
        "%(network)s fetches pictures and videos itself, and cannot reach this installation at %(address)s: posts "
        "that show any cannot go out there. Let the product be reached over https at an address of the open "
        "internet, and set ANTIPHON_PUBLIC_URL to it."
    ) % {"network": network, "address": settings.PUBLIC_URL}


_ACCESS: dict[str, Promise] = {
    Access.ENDED: _("What was allowed at %(network)s is withdrawn there too."),
    Access.DOUBTFUL: _(
        "%(network)s did not confirm that what was allowed there is over. Withdraw it there: %(where)s"
    ),
    Access.SHARED: _(
        "What was allowed at %(network)s still stands there, since other channels may speak with it. "
        "To withdraw it for all of them: %(where)s"
    ),
    Access.STANDS: _("What was allowed at %(network)s cannot be withdrawn from here. Do it there: %(where)s"),
}


def on_leaving(made: type[Connector[Any]], access: Access) -> str:
    """Return what became at the network of what was allowed there, and what is left to do; empty for nothing."""
    where = gettext(made.withdrawn) if made.withdrawn else ""
    sentence = _ACCESS.get(access)
    return str(sentence) % {"network": network_name(made.kind), "where": where} if sentence else ""


def before_leaving(made: type[Connector[Any]], *, granted: bool) -> str:
    """Return what will become at the network of what was allowed there; empty where nothing was."""
    if granted and made.oauth and made.oauth.revokes:
        return gettext("%(network)s is asked to withdraw what was allowed there.") % {
            "network": network_name(made.kind)
        }
    return on_leaving(made, Access.STANDS) if made.withdrawn else ""


# Signing in at a network ------------------------------------------------------------------------------

NOT_WAITED_FOR = _(
    "This answer of the network belongs to no sign-in that was begun in this browser, or was used already. "
    "Nothing was connected. Begin again from Channels."
)
TOOK_TOO_LONG = _("This sign-in took too long and is over. Nothing was connected. Begin again from Channels.")

_SIGNING_IN: "dict[str, _StrPromise]" = {
    "access_denied": _("The sign-in at {network} was called off there. Nothing was connected; you can begin again."),
    "invalid_grant": _(
        "{network} no longer accepts this sign-in: it took too long or was used already. Begin again."
    ),
    "invalid_client": _(
        "{network} does not know the application, or its secret is wrong. Copy both again from its page there."
    ),
    "unauthorized_client": _(
        "{network} does not let this application sign people in yet. Look through the steps: "
        "something is not switched on, or its review is not finished."
    ),
    "invalid_scope": _(
        "{network} does not give this application a right that is needed. Look through the steps: "
        "a product is not added, or its review is not finished."
    ),
    "redirect_uri_mismatch": _(
        "{network} does not know the address to which it should send you back. Enter it there exactly as shown here."
    ),
}
_ALIASES = {
    "user_denied": "access_denied",
    "user_cancelled_login": "access_denied",
    "user_cancelled_authorize": "access_denied",
    "invalid_client_id": "invalid_client",
    "unauthorized_scope_error": "invalid_scope",
    "invalid_redirect_uri": "redirect_uri_mismatch",
}


def sign_in_instead(network: str) -> Promise:
    """Return that an account there is connected by signing in, not by typing."""
    return format_lazy(
        _("{network} is connected by signing in there: open Channels and choose it."), network=lazystr(network)
    )


def application_needed(network: str) -> Promise:
    """Return that nobody has registered an application yet."""
    return format_lazy(
        _("Register an application at {network} first, and type here what it is known by."), network=lazystr(network)
    )


def on_signing_in(network: str, error: str, said: str) -> Promise:
    """Return why nobody could sign in and what to do; what the network said itself stands behind it."""
    known = _SIGNING_IN.get(_ALIASES.get(error, error))
    sentence = known or _(
        "{network} did not let us in. Nothing was connected. Look through the steps and begin again."
    )
    its_words = " ".join(said.split())[:200] or ("" if known else error[:60])
    told = format_lazy(sentence, network=lazystr(network))
    if not its_words:
        return told
    return format_lazy(
        _("{sentence} {network} says: “{words}”"), sentence=told, network=lazystr(network), words=lazystr(its_words)
    )
