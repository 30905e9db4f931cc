"""How a message is answered: an answer is a post to one channel, and goes out by the same door, once."""

from django.conf import settings
from django.utils.translation import gettext as _

from antiphon.channels.connectors import connector_for
from antiphon.channels.sentences import network_name
from antiphon.conversations.models import Message
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.publishing.actions.composing import Draft, Moment
from antiphon.publishing.actions.repeating import compose_once
from antiphon.publishing.models import Post


def answer(by: Member, message: Message, text: str, *, request_key: str = "") -> Post:
    """Answer a message where it was said; raise Refusal if the text is empty or too long for the channel.

    The same `request_key`, if any, answers once. Some networks take answers at their own pages only.
    """
    channel = message.conversation.channel
    if not connector_for(channel.kind).answers:
        sentence = _("%(network)s takes answers only on its own pages. Open the message there.")
        raise Refusal(sentence % {"network": network_name(channel.kind)})
    language = message.language[:2] if message.language[:2] in dict(settings.LANGUAGES) else by.brand.language
    draft = Draft(text=text, channels=[channel], language=language, in_reply_to=message)
    return compose_once(by, draft, Moment(), request_key)
