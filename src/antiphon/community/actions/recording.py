"""What happens in a community is recorded in the ledger, in the transaction in which it happens."""

from datetime import datetime

from antiphon.community.models import Community, Participant, Topic
from antiphon.conversations.models import Message
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.people.models import Identity


def record_act(
    community: Community,
    actor: Identity | None,
    verb: Verb,
    *,
    target: Identity | None,
    subject: str,
    source: str,
    at: datetime | None = None,
    root: str = "",
    parent: str = "",
    words: int = 0,
    inferred: bool = False,
) -> bool:
    """Record an act, of now unless `at` says when; return whether it is new. Who has no identity leaves no line.

    `root` is the topic that the act is about, if it is about one; `parent` the message in it, if not its opening.
    """
    if actor is None:
        return False
    return record(
        Happened(
            verb=verb,
            at=at or clock.now(),
            actor=actor,
            target=target,
            channel=community.channel,
            subject=subject,
            source=source,
            parent=parent or root,
            root=root,
            words=words,
            inferred=inferred,
        )
    )


def record_in_topic(community: Community, actor: Identity | None, verb: Verb, topic: Topic, source: str) -> bool:
    """Record that somebody took part in what a topic opened with, towards its author; return whether it is new."""
    root = topic.conversation.root_uri
    opening = Message.objects.filter(brand=community.brand_id, uri=root).select_related("author").first()
    target = opening.author if opening else community.channel.identity
    return record_act(community, actor, verb, target=target, subject=root, root=root, source=source)


def record_task(
    community: Community, by: Participant, verb: Verb, where: str, source: str, target: Participant | None = None
) -> bool:
    """Record what somebody does for the community itself, or for a `target`; return whether it is new.

    `where` is the place of it among the addresses of the community.
    """
    ours = community.channel.identity
    return record_act(
        community,
        by.identity,
        verb,
        target=target.identity if target else ours,
        subject=f"{ours.stable_id}/{where}/",
        source=f"community:{source}",
    )
