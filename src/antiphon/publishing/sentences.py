"""What does not fit, as sentences."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.channels.sentences import network_name
from antiphon.publishing.rules.delivering import Misfit

UNIT_NAMES = {
    "code_points": _("characters"),
    "graphemes": _("characters"),
    "mastodon_characters": _("characters"),
    "threads_characters": _("characters"),
    "utf16_units": _("characters"),
    "utf8_bytes": _("bytes"),
}


def does_not_fit(channel: Channel, misfit: Misfit) -> Promise:
    """Return which limit of which account is broken, by how much, and what to do."""
    account = f"{network_name(channel.kind)} ({channel.identity.handle})"
    if misfit.what == "images":
        sentence = _(
            "{account} takes at most {most} pictures; here are {found}. Remove some or leave out this channel."
        )
    elif misfit.what == "alt_text":
        sentence = _("{account} takes at most {most} characters of alternative text; one has {found}. Shorten it.")
    else:
        sentence = _(
            "The text is too long for {account}: {found} of {most} {unit}. "
            "Shorten it, or write other words for this channel."
        )
    unit = UNIT_NAMES.get(misfit.what, misfit.what)
    return format_lazy(sentence, account=account, most=misfit.most, found=misfit.found, unit=unit)
