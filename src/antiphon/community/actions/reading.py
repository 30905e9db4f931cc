"""How far people have read, and what they keep: nobody else sees it."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.models import Bookmark, Participant, Position, ReadingDay, Topic
from antiphon.community.rules import read_to
from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.lib.errors import Refusal


def note_read(participant: Participant, topic: Topic, shown: Collection[int], whole: Collection[int]) -> None:
    """Remember which messages of a topic were shown, of `whole` that are in it: by their keys.

    Most pages are looked at again: what is remembered already is only read, and nobody who writes waits for it.
    """
    found = Position.objects.filter(participant=participant, topic=topic).first()
    if found is None or _moved(found, shown, whole):
        _remember(participant, topic, shown, whole)
    if topic.opened_by_id != participant.pk:  # to look at one's own words is not what trust is earned by
        today = clock.now().astimezone(participant.brand.zone).date()
        ReadingDay.objects.get_or_create(participant=participant, day=today)


@transaction.atomic
def keep_message(participant: Participant, message: Message, *, kept: bool) -> None:
    """Bookmark a message, or let it go."""
    if message.brand_id != participant.brand_id:
        raise Refusal(_("There is no such message here."))
    if kept:
        Bookmark.objects.get_or_create(participant=participant, message=message, defaults={"at": clock.now()})
    else:
        Bookmark.objects.filter(participant=participant, message=message).delete()


@transaction.atomic
def _remember(participant: Participant, topic: Topic, shown: Collection[int], whole: Collection[int]) -> None:
    found, _is_new = Position.objects.select_for_update().get_or_create(
        participant=participant, topic=topic, defaults={"read_up_to": 0, "at": clock.now()}
    )
    if _moved(found, shown, whole):
        found.at = clock.now()
        found.save(update_fields=["read_up_to", "beyond", "at"])


def _moved(found: Position, shown: Collection[int], whole: Collection[int]) -> bool:
    """Move a position on to what was shown; return whether it stood elsewhere before."""
    before = (found.read_up_to, found.beyond)
    found.read_up_to, found.beyond = read_to(found.read_up_to, found.beyond, shown, whole)
    return (found.read_up_to, found.beyond) != before
