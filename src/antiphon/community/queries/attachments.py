"""What is attached, as far as somebody may see it, and what they are writing."""

from collections.abc import Sequence

from antiphon.community.models import Attachment, HeldWriting, Participant, Sketch
from antiphon.community.permissions import Viewer, moderates
from antiphon.community.queries.cases import groups_moderated
from antiphon.community.queries.sealing import is_sealed
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


def attached_to_held(held: Sequence[HeldWriting]) -> dict[int, list[Attachment]]:
    """Return what goes with words that wait, by their key, in the order in which it was added: one query."""
    forms = {(one.author_id, one.key) for one in held if one.key}
    wanted = Attachment.objects.filter(
        sketch__participant__in={author for author, _key in forms}, sketch__key__in={key for _author, key in forms}
    )
    found: dict[tuple[int, str], list[Attachment]] = {}
    for one in wanted.select_related("sketch").order_by("pk"):
        if one.sketch is not None:
            found.setdefault((one.sketch.participant_id, one.sketch.key), []).append(one)
    return {one.pk: found.get((one.author_id, one.key), []) for one in held}


def waits(participant: Participant | int, key: str) -> bool:
    """Whether the words of a form wait for a moderator: until then nothing that goes with them changes."""
    return bool(key) and HeldWriting.objects.waiting().filter(author=participant, key=key).exists()


def attachment_seen(viewer: Viewer, pk: int, seal: str = "") -> Attachment | None:
    """Return an attachment if who looks may: its own before it is sent, then whoever reads the topic.

    Of words that wait their author and who may let them through; of those taken away their author and the moderators.
    A seal opens it until its words are taken away.
    """
    every = Attachment.objects.select_related("writing__message", "sketch__participant")
    found = every.filter(pk=pk).first()
    if found is None:
        return None
    if is_sealed("attachment", pk, seal) and _of_brand(viewer, found) and not _taken_away(found):
        return found
    if found.writing is None:
        own = viewer.participant is not None and found.owner_id == viewer.participant.pk
        return found if own or _decides(viewer, found.sketch) else None
    topics = topics_read(viewer).select_related("group")
    topic = topics.filter(conversation=found.writing.message.conversation_id).first()
    if topic is None:
        return None
    if found.writing.removed_at is None or moderates(viewer, topic.group):
        return found
    own = viewer.participant is not None and found.writing.author_id == viewer.participant.pk
    return found if own else None


def _of_brand(viewer: Viewer, one: Attachment) -> bool:
    whose = one.writing.message if one.writing else one.sketch.participant if one.sketch else None
    return whose is not None and whose.brand_id == viewer.brand.pk


def _taken_away(one: Attachment) -> bool:
    return one.writing is not None and one.writing.removed_at is not None


def _decides(viewer: Viewer, sketch: Sketch | None) -> bool:
    """Whether who looks may let through the words that wait of a form."""
    if sketch is None or not sketch.key:
        return False
    held = HeldWriting.objects.waiting().filter(author=sketch.participant_id, key=sketch.key)
    return held.filter(group__in=groups_moderated(viewer).values("pk")).exists()
