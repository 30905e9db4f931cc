"""Words of groups that not everybody reads are kept among few: for hosts of the team, and without eyes of others.

A picture from elsewhere would tell whoever keeps it who reads these words, and when: there it is a link.
"""

from django.db.models import QuerySet

from antiphon.community.models import Group, SessionQuestion, Topic, Visibility, Writing
from antiphon.conversations.models import Conversation, Message
from antiphon.lib.markdown import pictures_as_links

_PICTURE = "<img"


def shown_in(group: Group, html: str) -> str:
    """Return what read_markdown made of words as it is shown in a group."""
    return html if group.visibility == Visibility.PUBLIC else pictures_as_links(html)


def confine(topic: Topic) -> None:
    """Mark the conversation of a topic as the visibility of its group says; for a topic that is new there."""
    confined = topic.group.visibility != Visibility.PUBLIC
    Conversation.objects.filter(pk=topic.conversation_id).exclude(confined=confined).update(confined=confined)
    if confined:
        _unload(Topic.objects.filter(pk=topic.pk))


def confine_all(group: Group) -> None:
    """Mark all conversations of a group anew, when its visibility may have changed."""
    confined = group.visibility != Visibility.PUBLIC
    theirs = Conversation.objects.filter(topic__group=group).exclude(confined=confined)
    Conversation.objects.filter(pk__in=theirs.values("pk")).update(confined=confined)
    if confined:
        _unload(Topic.objects.filter(group=group))


def _unload(topics: QuerySet[Topic]) -> None:
    """Make links of the pictures from elsewhere that are shown in topics; what was typed stays as it is."""
    talks = topics.values("conversation")
    writings = Writing.objects.filter(message__conversation__in=talks, html__contains=_PICTURE)
    messages = Message.objects.filter(conversation__in=talks, html__contains=_PICTURE)
    asked = SessionQuestion.objects.filter(session__topic__in=topics.values("pk"), html__contains=_PICTURE)
    for rows in (writings, messages, asked):
        for pk, html in rows.values_list("pk", "html"):
            rows.model.objects.filter(pk=pk).update(html=pictures_as_links(html))
