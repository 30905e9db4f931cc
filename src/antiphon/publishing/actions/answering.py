"""How a message is answered: an answer is a post to one channel, and goes out by the same door, once.

It is held back for some seconds, in which it can be undone; two who answer at once are told of each other.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.channels.connectors import connector_for
from antiphon.channels.sentences import network_name
from antiphon.conversations.models import Conversation, Message
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import first_line
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.composing import Draft, Moment
from antiphon.publishing.actions.repeating import compose_once
from antiphon.publishing.models import Delivery, Post
from antiphon.publishing.queries.answering import newer_answer
from antiphon.publishing.rules.delivering import State


@transaction.atomic
def answer(by: Member, message: Message, text: str, *, request_key: str = "", known: int | None = None) -> Post:
    """Answer a message where it was said; raise Refusal if the text is empty or too long for the channel.

    The same `request_key`, if any, answers once. Some networks take answers at their own pages only. `known` is the
    id of the newest answer in the conversation that its writer has seen, 0 for none: raise Conflict if a colleague
    answered after it, None asks nothing.
    """
    channel = message.conversation.channel
    if not connector_for(channel.kind).answers:
        sentence = _("%(network)s takes answers only on its own pages. Open the message there.")
        raise Refusal(sentence % {"network": network_name(channel.kind)})
    _refuse_to_cross(by, message.conversation, request_key, known)
    language = message.language[:2] if message.language[:2] in dict(settings.LANGUAGES) else by.brand.language
    draft = Draft(text=text, channels=[channel], language=language, in_reply_to=message)
    return compose_once(by, draft, Moment(held_back=settings.ANSWER_HELD_BACK), request_key)


@transaction.atomic
def undo_answer(by: Member, delivery: Delivery) -> None:
    """Take an answer back before it goes out; raise Conflict once a worker has taken it."""
    require(by, Duty.ANSWER)
    if delivery.post.brand_id != by.brand_id or delivery.post.in_reply_to_id is None:
        raise NotAllowed(_("This belongs to another brand."))
    now = clock.now()
    waiting = Delivery.objects.filter(pk=delivery.pk, state=State.SCHEDULED, attempts=None).free(now)
    if not waiting.update(state=State.CANCELLED, state_since=now, claimed_by="", lease_until=None):
        raise Conflict(_("This has gone out already. Take it down on its own page if it should not stand."))
    delivery.refresh_from_db()


def _refuse_to_cross(by: Member, conversation: Conversation, request_key: str, known: int | None) -> None:
    """Refuse an answer that its writer would not have sent, had they seen what a colleague sent meanwhile."""
    if known is None or (request_key and Post.objects.filter(brand=by.brand_id, request_key=request_key).exists()):
        return
    Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    newer = newer_answer(by, conversation, known)
    if newer is not None:
        sentence = _("%(name)s has answered meanwhile: “%(words)s” Read it, then send yours if it is still needed.")
        raise Conflict(sentence % {"name": newer.author.user, "words": first_line(newer.content.text, 160)})
