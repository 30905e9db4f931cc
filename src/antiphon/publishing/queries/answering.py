"""The answers of a conversation, by whom and since when."""

from django.db.models import Max

from antiphon.conversations.models import Conversation
from antiphon.organizations.models import Member
from antiphon.publishing.models import Post
from antiphon.publishing.rules.delivering import State


def newest_answer(conversation: Conversation) -> int:
    """Return the id of the newest answer in a conversation that was not taken back, 0 without any."""
    found = Post.objects.filter(in_reply_to__conversation=conversation).exclude(deliveries__state=State.CANCELLED)
    return int(found.aggregate(newest=Max("pk"))["newest"] or 0)


def newer_answer(by: Member, conversation: Conversation, known: int) -> Post | None:
    """Return the newest answer of a colleague after one that is known, None if there is none."""
    answers = Post.objects.filter(in_reply_to__conversation=conversation, pk__gt=known).exclude(author=by)
    found = answers.exclude(deliveries__state=State.CANCELLED).select_related("author__user", "content")
    return found.order_by("-pk").first()
