"""Words of groups that not everybody reads are kept among few: for hosts of the team only."""

from antiphon.community.models import Group, Topic, Visibility
from antiphon.conversations.models import Conversation


def confine(topic: Topic) -> None:
    """Mark the conversation of a topic as the visibility of its group says; for a topic that is new there."""
    confined = topic.group.visibility != Visibility.PUBLIC
    Conversation.objects.filter(pk=topic.conversation_id).exclude(confined=confined).update(confined=confined)


def confine_all(group: Group) -> None:
    """Mark all conversations of a group anew, when its visibility may have changed."""
    confined = group.visibility != Visibility.PUBLIC
    theirs = Conversation.objects.filter(topic__group=group).exclude(confined=confined)
    Conversation.objects.filter(pk__in=theirs.values("pk")).update(confined=confined)
