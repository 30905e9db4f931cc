"""Trouble as sentences: what happened, to which account, and what to do next."""

from django.utils.functional import Promise, lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.channels.connectors import connector_for
from antiphon.lib.errors import ChannelError, Trouble

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
    Trouble.BEFORE_SEND: _("%(account)s could not be reached. It is tried again by itself."),
    Trouble.UNKNOWN_AFTER_SEND: _(
        "%(account)s did not answer after the post was sent, so it may be live. Look there, then say what you found."
    ),
}


def network_name(kind: str) -> str:
    """Return what people call a network, in the language of who reads."""
    made = connector_for(kind)
    return gettext(made.name)


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
