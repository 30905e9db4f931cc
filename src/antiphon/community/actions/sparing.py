"""People spare themselves others: mute, of which the other learns nothing, and block, which keeps both apart."""

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.models import Participant, TalkBlock, TalkMute
from antiphon.community.permissions import Viewer, require_part
from antiphon.lib import clock
from antiphon.lib.errors import Refusal


@transaction.atomic
def mute_participant(viewer: Viewer, other: Participant, *, muted: bool) -> None:
    """Have somebody's talks out of the list and hear no news of them, or take it back."""
    mine = _other_than(viewer, other)
    if muted:
        TalkMute.objects.get_or_create(by=mine, about=other, defaults={"at": clock.now()})
    else:
        TalkMute.objects.filter(by__user=mine.user_id, by__brand=mine.brand_id, about__user=other.user_id).delete()


@transaction.atomic
def block_participant(viewer: Viewer, other: Participant, *, blocked: bool) -> None:
    """Keep somebody away: neither writes to the other until who blocked takes it back."""
    mine = _other_than(viewer, other)
    if blocked:
        TalkBlock.objects.get_or_create(by=mine, about=other, defaults={"at": clock.now()})
    else:
        TalkBlock.objects.filter(by__user=mine.user_id, by__brand=mine.brand_id, about__user=other.user_id).delete()


def _other_than(viewer: Viewer, other: Participant) -> Participant:
    mine = require_part(viewer)
    if other.pk == mine.pk or other.brand_id != mine.brand_id:
        raise Refusal(_("Choose somebody else of this community."))
    return mine
