"""A question that a live session did not reach becomes a topic of its own, a question that waits for an answer."""

from django.db import transaction

from antiphon.community.actions.withholding import note_change
from antiphon.community.actions.writing import Words, open_topic
from antiphon.community.models import Kind, Participant, SessionQuestion
from antiphon.community.permissions import Viewer
from antiphon.community.queries.participants import community_of
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.markup import first_line

_AT_ONCE = 20


def hand_on_left_over() -> int:
    """Hand on what sessions left over, each question by itself; return how many were looked at."""
    due = SessionQuestion.objects.filter(left_over_at__isnull=False)
    found = due.select_related("session__brand", "session__topic__group", "asker__identity", "asker__user")
    return sum(_hand_on(one) for one in found.order_by("left_over_at", "pk")[:_AT_ONCE])


@transaction.atomic
def _hand_on(question: SessionQuestion) -> bool:
    """Open a topic for a question in its asker's name, unless they are gone; False if somebody else does."""
    if not SessionQuestion.objects.filter(pk=question.pk, left_over_at__isnull=False).update(left_over_at=None):
        return False
    if question.asker is not None and question.asker.takes_part:
        _open_for(question, question.asker)
    return True


def _open_for(question: SessionQuestion, asker: Participant) -> None:
    community = community_of(question.session.brand.slug)
    if community is None:
        return
    title = first_line(question.text, 120) or "…"
    words = Words(source=question.text)
    try:
        topic = open_topic(Viewer(community, asker), question.session.topic.group, title, words, Kind.QUESTION)
    except (NotAllowed, Refusal):  # whoever may not write there any more asks nothing
        return
    message = topic.conversation.messages.earliest("sent_at", "pk")
    SessionQuestion.objects.filter(pk=question.pk).update(message=message, version=note_change(question.session))
