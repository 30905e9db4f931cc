"""Words before what is near: letters before a live session, to those who asked; notifications before an event."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from antiphon.community.actions.seating import locked, tell_of_event
from antiphon.community.models import (
    Event,
    EventReminder,
    How,
    LiveSession,
    Notification,
    Participant,
    SessionReminder,
    Visibility,
)
from antiphon.community.permissions import membership_in
from antiphon.community.queries.sessions import due_reminders
from antiphon.letters.actions import write_letter
from antiphon.lib import clock
from antiphon.lib.words import gettext_noop

_NEAR = {
    EventReminder.Before.DAY: gettext_noop("“%(title)s” is near: %(when)s"),
    EventReminder.Before.HOUR: gettext_noop("“%(title)s” begins in an hour: %(when)s"),
}


def remind_due() -> int:
    """Write the letters whose hour has come; return how many were looked at."""
    return sum(_remind(one) for one in due_reminders().select_related("topic__group", "brand", "host")[:20])


@transaction.atomic
def _remind(session: LiveSession) -> int:
    waiting = SessionReminder.objects.filter(session=session, told_at=None).select_related("participant__user")
    told = 0
    for one in waiting[:200]:
        if SessionReminder.objects.filter(pk=one.pk, told_at=None).update(told_at=clock.now()):
            told += 1
            _write(session, one.participant)
    return told


def _write(session: LiveSession, to: Participant) -> None:
    group = session.topic.group
    inside = group.visibility == Visibility.PUBLIC or membership_in(group, to) is not None
    if to.user is None or not (to.takes_part and to.mailed and inside):
        return
    with translation.override(to.user.language or session.brand.language):
        at = timezone.localtime(session.starts_at, session.brand.zone)
        told = {"title": session.topic.title, "time": date_format(at, "TIME_FORMAT"), "brand": session.brand.name}
        subject = _("%(title)s begins at %(time)s") % told
        lines = [
            _("You asked to be reminded: %(title)s begins at %(time)s, by the clock of %(brand)s.") % told,
            _("Ask and vote here:") + f"\n{address_of(session)}",
        ]
        write_letter(f"session:{session.pk}:{to.pk}", to.user.email, subject, "\n\n".join(lines))


def address_of(session: LiveSession) -> str:
    """Return where a session is followed."""
    return f"{settings.PUBLIC_URL}/@{session.brand.slug}/community/sessions/{session.pk}/"


def remind_of_events() -> int:
    """Tell those who come, or may come, of the events that are near; return how many reminders were looked at."""
    due = EventReminder.objects.filter(told_at=None, due_at__lte=clock.now()).order_by("due_at", "pk")
    return sum(_remind_of(one) for one in list(due[:20]))


@transaction.atomic
def _remind_of(one: EventReminder) -> int:
    """Tell of an event once; not of one that was called off or has begun meanwhile."""
    event, now = locked(one.event), clock.now()
    due = EventReminder.objects.filter(pk=one.pk, told_at=None, due_at__lte=now)
    if not due.update(told_at=now):
        return 0
    if event.called_off_at is None and event.starts_at > now:
        _tell_who_comes(event, EventReminder.Before(one.before))
    return 1


def _tell_who_comes(event: Event, before: EventReminder.Before) -> None:
    """Tell who comes; the hour before by mail at once, since who is away for ten minutes more is late."""
    about = f"event:{event.pk}:{before}:{event.edition}"
    seated = event.attendances.concerned().exclude(answer="yes", seated_at=None)
    people = {*seated.values_list("participant", flat=True), *event.hosts.values_list("pk", flat=True)}
    tell_of_event(event, people, about, _NEAR[before])
    if before == EventReminder.Before.HOUR:
        at_once = Notification.objects.filter(about=about, participant__brand=event.brand_id, mail=How.NOW)
        at_once.update(mail_at=clock.now())
