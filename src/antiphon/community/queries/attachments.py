"""What is attached, as far as somebody may see it, and what they are writing."""

from antiphon.community.models import Attachment, Participant, Sketch
from antiphon.community.permissions import Viewer, moderates
from antiphon.community.queries.topics import topics_read


def sketch_at(participant: Participant | None, place: str) -> Sketch | None:
    """Return what a participant began to write at a place and has not sent, the latest."""
    if participant is None:
        return None
    found = Sketch.objects.unsent().filter(participant=participant, place=place)
    return found.order_by("-saved_at", "-pk").first()


def attached_under(participant: Participant | None, key: str) -> list[Attachment]:
    """Return what goes with a form that is not sent yet."""
    if participant is None or not key:
        return []
    found = Attachment.objects.filter(sketch__participant=participant, sketch__key=key)
    return list(found.order_by("pk"))


def attachment_seen(viewer: Viewer, pk: int) -> Attachment | None:
    """Return an attachment if who looks may: its own before it is sent, then whoever reads the topic.

    Of words that were taken away only their author and the moderators.
    """
    found = Attachment.objects.select_related("writing__message", "sketch__participant").filter(pk=pk).first()
    if found is None:
        return None
    if found.writing is None:
        own = viewer.participant is not None and found.owner_id == viewer.participant.pk
        return found if own else None
    topics = topics_read(viewer).select_related("group")
    topic = topics.filter(conversation=found.writing.message.conversation_id).first()
    if topic is None:
        return None
    if found.writing.removed_at is None or moderates(viewer, topic.group):
        return found
    own = viewer.participant is not None and found.writing.author_id == viewer.participant.pk
    return found if own else None
