"""Look now: fetch what networks have to say, and hand it to the actions."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import structlog
from django.db import IntegrityError

from antiphon.channels.actions import claim_listening, finish_listening, note_trouble, note_wellness, open_connector
from antiphon.channels.connector import Capability, Connector, Heard, Reference, Said
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.conversations.actions import claim_refresh, finish_refresh, note_act, receive, tell_who_waits
from antiphon.conversations.actions.warning import tell_of_overdue
from antiphon.conversations.models import Conversation, Message
from antiphon.conversations.queries import parts_below, root_of
from antiphon.ledger.actions import note_reading
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError

LEASE = timedelta(minutes=3)
log = structlog.get_logger(__name__)


def listen_once() -> bool:
    """Listen on the channel whose turn it is; return False if none is due."""
    channel = claim_listening(LEASE)
    if channel is None:
        return False
    if not connector_for(channel.kind).can(Capability.LISTEN):
        finish_listening(channel, None, timedelta(days=1))
        return True
    try:
        heard = open_connector(channel).listen(channel.listen_cursor)
    except ChannelError as error:
        log.warning("listening failed", channel=channel.pk, kind=channel.kind, trouble=error.trouble)
        told = note_trouble(channel, error)
        finish_listening(channel, None, told.retry_after or timedelta(minutes=5))
    else:
        take_in(channel, heard)
        note_wellness(channel)
        finish_listening(channel, heard.cursor or None)
    return True


def take_in(channel: Channel, heard: Heard) -> None:
    """Keep all that was heard, the oldest first, so that answers find what they answer."""
    touched: dict[int, Conversation] = {}
    try:
        for said in sorted(heard.said, key=lambda said: said.at):
            message = _received(channel, said)
            if message is not None:
                touched[message.conversation_id] = message.conversation
    finally:
        for conversation in touched.values():
            tell_who_waits(conversation)
    for did in heard.did:
        note_act(channel, did)


def _received(channel: Channel, said: Said) -> Message | None:
    try:
        return receive(channel, said, one_of_many=True)
    except IntegrityError:  # kept in this moment by somebody else: the sender's record, or another worker
        log.info("heard at the same time", channel=channel.pk, uri=said.reference.uri)
        return None


def refresh_once() -> bool:
    """Look after the tree and the figures of the conversation whose turn it is; False if none is due."""
    conversation = claim_refresh(LEASE)
    if conversation is None:
        return False
    failed = False
    try:
        refresh(conversation)
    except ChannelError as error:
        failed = True
        log.warning("refreshing failed", conversation=conversation.pk, trouble=error.trouble)
        note_trouble(conversation.channel, error)
    conversation.refresh_from_db(fields=["last_at"])
    finish_refresh(conversation, failed=failed)
    return True


def refresh(conversation: Conversation) -> None:
    """Take in the whole tree of a conversation and the network's figures of its post; raise ChannelError."""
    message, channel = root_of(conversation), conversation.channel
    if message is None:
        return
    connector = open_connector(channel)
    if connector.can(Capability.THREAD):
        take_in(channel, Heard(said=connector.thread(_where(message))))
        tell_who_waits(Conversation.objects.get(pk=conversation.pk))
    if connector.can(Capability.FIGURES):
        _note_figures(connector, message)
        for part in parts_below(message) if connector.told_of_parts else ():
            _note_figures(connector, part, connector.told_of_parts)


def tell_who_answers() -> int:
    """Tell those responsible of calls that wait beyond their target; return how many were told."""
    return tell_of_overdue()


def _note_figures(connector: Connector[Any], message: Message, names: Collection[str] | None = None) -> None:
    for figure in connector.figures(_where(message)):
        if names is None or figure.name in names:
            note_reading(message.conversation.channel, message.uri, figure.name, figure.value, clock.now())


def _where(message: Message) -> Reference:
    return Reference(message.uri, message.network_id, message.url, message.version)
