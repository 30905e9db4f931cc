"""How far people have read, and what they keep: nobody else sees it."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.models import Bookmark, Participant, Position, ReadingDay, Topic
from antiphon.community.rules import read_to
from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.lib.errors import Refusal


@transaction.atomic
def note_read(participant: Participant, topic: Topic, shown: Collection[int], whole: Collection[int]) -> None:
    """Remember which messages of a topic were shown, of `whole` that are in it: by their keys."""
    found, _is_new = Position.objects.select_for_update().get_or_create(
        participant=participant, topic=topic, defaults={"read_up_to": 0, "at": clock.now()}
    )
    up_to, beyond = read_to(found.read_up_to, found.beyond, shown, whole)
    if (up_to, beyond) != (found.read_up_to, found.beyond):
        found.read_up_to, found.beyond, found.at = up_to, beyond, clock.now()
        found.save(update_fields=["read_up_to", "beyond", "at"])
    _note_day(participant, topic)


@transaction.atomic
def keep_message(participant: Participant, message: Message, *, kept: bool) -> None:
    """Bookmark a message, or let it go."""
    if message.brand_id != participant.brand_id:
        raise Refusal(_("There is no such message here."))
    if kept:
        Bookmark.objects.get_or_create(participant=participant, message=message, defaults={"at": clock.now()})
    else:
        Bookmark.objects.filter(participant=participant, message=message).delete()


def _note_day(participant: Participant, topic: Topic) -> None:
    if topic.opened_by_id != participant.pk:  # to look at one's own words is not what trust is earned by
        today = clock.now().astimezone(participant.brand.zone).date()
        ReadingDay.objects.get_or_create(participant=participant, day=today)
