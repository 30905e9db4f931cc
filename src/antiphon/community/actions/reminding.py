"""Letters before a live session, to those who asked for one: once each, in their language."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from antiphon.community.models import LiveSession, Participant, SessionReminder, Visibility
from antiphon.community.permissions import membership_in
from antiphon.community.queries.sessions import due_reminders
from antiphon.letters.actions import write_letter
from antiphon.lib import clock


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
