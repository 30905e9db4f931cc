"""What hangs on words follows them when they are changed or taken away: their title, what a live session shows."""

from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from antiphon.community.actions.indexing import index_topics
from antiphon.community.models import Ask, Kind, LiveSession, QuestionState, SessionQuestion, Topic
from antiphon.conversations.models import Message


def withhold_title(topic: Topic, message: Message, *, by_moderator: bool) -> None:
    """Let the title go with the words that open a topic: where it was made of them, or where a moderator took them.

    Who wrote them and the moderators still find it in their history.
    """
    made_of_them = topic.kind == Kind.NOTE or SessionQuestion.objects.filter(message=message).exists()
    if message.parent_uri or topic.taken_title or not (made_of_them or by_moderator):
        return
    with override(topic.brand.language):
        topic.taken_title, topic.title = topic.title, _("Words that were taken away")
    topic.save(update_fields=["title", "taken_title"])
    Ask.objects.filter(topic=topic).update(purpose="")
    index_topics([topic])


def show_in_sessions(message: Message, text: str, html: str) -> None:
    """Let live sessions show words as they stand now, in the streams that run too; empty: they were taken away."""
    found = SessionQuestion.objects.filter(Q(message=message) | Q(answer=message)).order_by("pk")
    for one in found.select_related("session"):
        fields: dict[str, object] = {}
        if one.message_id == message.pk:
            fields = {"text": text, "html": html}
        elif one.state == QuestionState.ASIDE and not text:
            fields = {"aside_why": ""}
        LiveSession.objects.select_for_update().get(pk=one.session_id)
        SessionQuestion.objects.filter(pk=one.pk).update(version=note_change(one.session), **fields)


def note_change(session: LiveSession, **fields: datetime) -> int:
    """Note that a session changed; return its new version."""
    LiveSession.objects.filter(pk=session.pk).update(version=F("version") + 1, **fields)
    session.refresh_from_db(fields=["version", *fields])
    return session.version
