"""What does not fit, and what is done about it without asking, as sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.channels import sentences as channels
from antiphon.channels.connector import Capability
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.channels.sentences import network_name
from antiphon.lib.errors import Trouble
from antiphon.publishing.models import Delivery
from antiphon.publishing.queries.removing import Way, way_down
from antiphon.publishing.rules.delivering import State
from antiphon.publishing.rules.fitting import Misfit

#: Why nothing can be put into the queue of a channel.
_NO_SLOT = {
    "none": _("{account} keeps no hour free yet. Keep one free in its queue, or choose an hour."),
    "others": _(
        "{account} keeps its hours for other content. Keep one free for this in its queue, or choose an hour."
    ),
    "full": _(
        "The queue of {account} is full: every hour that it keeps for this is taken for two years. "
        "Keep another one free, or choose an hour."
    ),
}

UNIT_NAMES = {
    "code_points": _("characters"),
    "graphemes": _("characters"),
    "mastodon_characters": _("characters"),
    "threads_characters": _("characters"),
    "x_weight": _("characters"),
    "utf16_units": _("characters"),
    "utf8_bytes": _("bytes"),
}

_MISFITS: Mapping[str, Any] = {
    "images": _("{account} takes at most {most} pictures; here are {found}. Remove some or leave out this channel."),
    "videos": _("{account} takes at most {most} videos; here are {found}. Remove some or leave out this channel."),
    "documents": _(
        "{account} takes at most {most} documents; here are {found}. Remove some or leave out this channel."
    ),
    "mixes": _(
        "{account} takes either pictures or a video or a document, not several kinds together. "
        "Keep one kind, or leave out this channel."
    ),
    "media_needed": _("{account} takes no words alone. Add a picture or a video, or leave out this channel."),
    "alt_text": _("{account} takes at most {most} characters of alternative text; one has {found}. Shorten it."),
    "title": _("The title is too long for {account}: {found} of {most} {unit}. Shorten it."),
    "title_needed": _("{account} needs a title. Write one."),
    "hashtags": _("{account} takes at most {most} hashtags; here are {found}. Take some out."),
    "mentions": _("{account} takes at most {most} mentions; here are {found}. Take some out."),
    "video_seconds": _(
        "{account} takes videos of {least} to {most} seconds; this one has {found}. "
        "Cut it, or leave out this channel."
    ),
    "video_ratio": _(
        "{account} takes videos whose width is {least} to {most} times their height; here it is {found} times. "
        "Choose another one, or leave out this channel."
    ),
    "video_bytes": _(
        "This video is too long for the {most} MB that {account} takes: it could not be seen well. "
        "Cut it, or leave out this channel."
    ),
    "document_pages": _("{account} takes documents of at most {most} pages; this one has {found}."),
    "document_bytes": _("{account} takes documents of at most {most} MB; this one has {found}. Make it smaller."),
    "poll_options": _("{account} takes at most {most} answers in a poll; here are {found}. Take some out."),
    "no_polls": _("{account} knows no polls. Leave out this channel, or take the poll out."),
    "poll_option": _("An answer of the poll is too long for {account}: {found} of {most} {unit}. Shorten it."),
    "poll_hours": _("{account} keeps polls open for {least} to {most} hours; here it is {found}."),
    "alone": _(
        "Nothing follows a story on {account}: no further parts, no first comment. Take them out, or leave out this "
        "channel."
    ),
    "address": _(
        "{account} fetches pictures and videos itself, and this installation has no address that it can reach. "
        "Set ANTIPHON_PUBLIC_URL to one that begins with https://, or leave out this channel."
    ),
}
_TOO_LONG = _(
    "The text is too long for {account}: {found} of {most} {unit}. Shorten it, or write other words for this channel."
)
_NOTES: Mapping[str, Any] = {
    "joined": _("{account} knows no threads: the parts go out as one text, with an empty line between them."),
    "no_comment": _("{account} lets us write no first comment: it does not go out there."),
    "no_words": _("{account} shows no words with a story: it goes out without the text, and is gone after 24 hours."),
    "no_title": _("{account} shows no title: it does not go out there."),
    "no_card": _("{account} makes its own preview of a link, or none: this card does not go out there."),
    "no_captions": _("{account} takes no captions for a video: they do not go out there."),
    "no_alt_text": _("{account} takes no alternative text. Say in the post itself what has to be known."),
    "cut": _("{account} takes other shapes: a picture is cut around its focus, as shown here."),
    "still": _("A moving picture is made still for {account}, so that it fits."),
    "made_anew": _("The video is made anew for {account} before its hour, so that it fits."),
}
#: Numbers that are told in millions.
_IN_MEGABYTES = frozenset({"video_bytes", "document_bytes"})


def account_of(channel: Channel) -> str:
    """Return how an account is named in a sentence."""
    return f"{network_name(channel.kind)} ({channel.identity.handle})"


#: Why a feed of others could not be read, and what to do.
FEED_TROUBLES = {
    "unreachable": _("Nobody answers at this address. Look whether it is written right."),
    "refused": _("This address leads into a private network, which is not asked unless the operator allows it."),
    "missing": _("There is nothing for us at this address. Look for the feed’s address on the site."),
    "gone": _("The site says that this feed is gone for good."),
    "asked_to_wait": _("The site asked us to come back later."),
    "server": _("The site has trouble of its own. It is asked again later."),
    "too_large": _("What is at this address is larger than a feed may be."),
    "too_slow": _("The site took too long to answer."),
    "no_feed": _("What is at this address is no RSS or Atom feed. Look for the feed’s own address on the site."),
}


_NOT_REMOVED: Mapping[str, Any] = {
    Trouble.AUTH: _(
        "It still stands: %(account)s no longer accepts our credentials. "
        "Connect the channel again and try again, or take it down there by hand."
    ),
    Trouble.PERMISSION: _(
        "It still stands: %(account)s does not let us take it down with the credentials we hold. "
        "Connect the channel again with the right to do so, or take it down there by hand."
    ),
    Trouble.LIMIT: _("It still stands: %(account)s asked us to slow down."),
    Trouble.BEFORE_SEND: _("It may still stand: %(account)s could not be reached."),
    Trouble.UNKNOWN_AFTER_SEND: _("It may still stand: %(account)s did not answer."),
}
_REFUSED_TO_REMOVE = _(
    "It still stands: %(account)s refused to take it down. Look there: take it down by hand, or let it stand."
)
_BY_HAND = _("Antiphon cannot take it down. Do it there by hand as %(account)s, then say here that it is gone.")


def happened(state: str, trouble: str, account: str) -> str:
    """Return what happened to a delivery and what to do, in the language of who reads; empty for no trouble."""
    if state not in {State.REMOVING, State.NOT_REMOVED}:
        return channels.happened(trouble, account)
    if not trouble and state == State.REMOVING:
        return ""
    sentence = _NOT_REMOVED.get(trouble, _REFUSED_TO_REMOVE) if trouble else _BY_HAND
    return str(sentence) % {"account": account}


def how_taken_down(delivery: Delivery) -> str:
    """Return what taking a live delivery down does on its network, or how a person does it where we cannot."""
    channel, made = delivery.channel, connector_for(delivery.channel.kind)
    if way_down(delivery) == Way.BY_HAND and made.can(Capability.REMOVE):
        return gettext(
            "Open the post there and delete it: the channel is not connected any more, "
            "or the network never told us which post it is."
        )
    if made.removal:
        return gettext(made.removal)
    if made.can(Capability.REMOVE):
        return gettext("The post is deleted there, with what hangs on it.")
    return gettext("%(network)s lets no program delete a post.") % {"network": network_name(channel.kind)}


def does_not_fit(channel: Channel, misfit: Misfit) -> Promise:
    """Return which limit of which account is broken, by how much, and what to do."""
    what = "no_polls" if misfit.what == "poll_options" and not misfit.most else misfit.what
    scale = 10**6 if misfit.what in _IN_MEGABYTES else 1
    numbers = {
        name: _number(value / scale)
        for name, value in (("found", misfit.found), ("most", misfit.most), ("least", misfit.least))
    }
    unit = UNIT_NAMES.get(misfit.unit or misfit.what, misfit.unit or misfit.what)
    sentence = _MISFITS.get(what, _TOO_LONG)
    return format_lazy(sentence, account=account_of(channel), unit=unit, **numbers)


def in_part(place: int, sentence: Promise) -> Promise:
    """Return a sentence with the part of the thread that it is about named first; the first part needs no name."""
    return format_lazy(_("Part {place}: {sentence}"), place=place + 1, sentence=sentence) if place else sentence


def note(channel: Channel, what: str) -> Promise:
    """Return what happens to a post on a channel without anybody being asked."""
    return format_lazy(_NOTES[what], account=account_of(channel))


def no_slot(channel: Channel, *, fits: bool, kept: bool) -> Promise:
    """Return why a channel has no free slot; `fits` if it keeps hours for such content, `kept` if it keeps any."""
    why = "full" if fits else "others" if kept else "none"
    return format_lazy(_NO_SLOT[why], account=account_of(channel))


def _number(value: float) -> str:
    if value == int(value):
        return str(int(value))
    return str(formats.localize(round(value, 2)))
