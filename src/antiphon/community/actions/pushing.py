"""What participants have not read is pushed to their devices: at once, out of quiet hours, a push for each thing."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from antiphon.community.actions.notices import about_push
from antiphon.community.models import Notification, NotificationRhythm, Participant
from antiphon.community.notification_words import pushed_words
from antiphon.community.queries.notices import Bundle, bundled, hydrated, notifications_read, rhythm_of
from antiphon.community.queries.participants import viewer_of
from antiphon.community.rules import out_of_quiet
from antiphon.devices.actions.sending import Told, write_pushes
from antiphon.lib import clock

_MOST_SHOWN = 100
#: More things at once are told as so many: after a quiet night nobody wants twenty.
_MOST_APART = 3


def push_due(most: int = 50) -> int:
    """Write pushes of what is due; return to how many people, or with whom it was put off."""
    due = Notification.objects.filter(push_at__lte=clock.now())
    people = list(due.order_by("participant").values_list("participant", flat=True).distinct()[:most])
    for key in people:
        push_to(key)
    return len(people)


@transaction.atomic
def push_to(key: int) -> None:
    """Write the pushes of what is due to a participant, or put them off until their quiet hours are over."""
    held = Participant.objects.select_for_update(of=("self",)).select_related("user", "brand__community__channel")
    participant = held.get(pk=key)
    now = clock.now()
    due = Notification.objects.filter(participant=participant, push_at__lte=now)
    user = participant.user
    if not (participant.takes_part and user and user.is_active):
        due.update(push_at=None)
        return
    rhythm = rhythm_of(participant)
    until = out_of_quiet(now, participant.brand.zone, rhythm.quiet_from, rhythm.quiet_until)
    if until > now:
        due.update(push_at=until)
        return
    readable = notifications_read(viewer_of(participant.brand.community, user)).filter(read_at=None)
    rows = hydrated(readable.filter(pk__in=due.values("pk")), _MOST_SHOWN)
    with translation.override(user.language):
        _write(participant, rhythm, bundled(rows))
    due.update(push_at=None)


def _write(participant: Participant, rhythm: NotificationRhythm, bundles: Sequence[Bundle]) -> None:
    if len(bundles) > _MOST_APART:
        _write_together(participant, bundles)
        return
    brand = participant.brand
    for bundle in reversed(bundles):
        row = bundle.latest
        told = Told(
            title=brand.name,
            body=pushed_words(bundle, brand, says=rhythm.push_says),
            path=reverse("open_notification", args=[brand.slug, row.pk]),
            about=about_push(participant, row.bundle),
        )
        _push(participant, f"notification:{row.pk}", told)


def _write_together(participant: Participant, bundles: Sequence[Bundle]) -> None:
    brand, n = participant.brand, len(bundles)
    body = ngettext("%(n)s thing is new for you.", "%(n)s things are new for you.", n) % {"n": n}
    path = reverse("notifications", args=[brand.slug])
    told = Told(title=brand.name, body=body, path=path, about=about_push(participant, ""))
    _push(participant, f"notifications:{bundles[0].latest.pk}", told)


def _push(participant: Participant, key: str, told: Told) -> None:
    if participant.user is not None:
        write_pushes(participant.user, participant.brand, f"{key}:{participant.pk}", told)
