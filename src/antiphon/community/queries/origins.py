"""Who and what came from elsewhere already."""

import itertools
from collections.abc import Iterable, Iterator

from antiphon.community.models import Community, Origin, Participant
from antiphon.community.rules.brought import Brought, Row, digest, name_of, parents_first
from antiphon.conversations.models import Message
from antiphon.lib import clock

_BATCH = 500


def participants_from(community: Community, digests: Iterable[str]) -> dict[str, Participant]:
    """Return those who came already, by the digest of who they were there."""
    found = Origin.objects.filter(brand=community.brand, key__in=set(digests))
    return {one.key: one.participant for one in found.select_related("participant__identity", "participant__user")}


def messages_at(community: Community, addresses: Iterable[str]) -> dict[str, Message]:
    """Return the messages at these addresses that are here already, with their conversations and topics."""
    found = Message.objects.filter(brand=community.brand, uri__in=set(addresses))
    return {one.uri: one for one in found.select_related("conversation__topic")}


def address_from(community: Community, source: str, key: str) -> str:
    """Return where a message of another place stands here."""
    return f"{community.channel.identity.stable_id}/messages/{name_of(source, key)}/"


def foreseen(community: Community, rows: Iterable[Row], source: str) -> Iterator[Brought]:
    """Yield what would come along so far, batch after batch; nothing is written."""
    brought, coming, people = Brought(), set[str](), set[str]()
    ordered = parents_first(rows)
    while batch := list(itertools.islice(ordered, _BATCH)):
        brought.rows += len(batch)
        entries = brought.sound(batch, clock.now())
        keys = {key for one in entries for key in (one.key, one.answers) if key}
        where = {key: address_from(community, source, key) for key in keys}
        here = set(messages_at(community, where.values()))
        for one in entries:
            if where[one.key] in here or one.key in coming:
                brought.here += 1
            elif one.answers and one.answers not in coming and where[one.answers] not in here:
                brought.blame(one.place, "what it answers is not here")
            else:
                coming.add(one.key)
                people.add(digest(source, one.author.key))
                brought.topics += not one.answers
                brought.replies += bool(one.answers)
        brought.people = len(people) - Origin.objects.filter(brand=community.brand, key__in=people).count()
        yield brought
