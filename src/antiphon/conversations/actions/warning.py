"""How those responsible learn that somebody waits for longer than was promised."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antiphon.conversations.models import CallToAnswer, OverdueNotice
from antiphon.conversations.queries.answering import untold_overdue
from antiphon.devices.actions.sending import Told, write_pushes
from antiphon.letters.actions import write_letter
from antiphon.letters.queries import written_of
from antiphon.lib import clock
from antiphon.organizations.models import Member

_MOST_SHOWN = 20


def tell_of_overdue() -> int:
    """Tell those responsible of what waits beyond its target, at most once an hour; return how many were told."""
    now = clock.now()
    return sum(_tell(member, calls, now) for member, calls in untold_overdue(now))


@transaction.atomic
def _tell(member: Member, calls: Sequence[CallToAnswer], now: datetime) -> bool:
    key = f"overdue:{member.pk}:{now:%Y-%m-%dT%H}"
    if written_of([key]):
        return False
    OverdueNotice.objects.bulk_create([OverdueNotice(call=call, member=member, told_at=now) for call in calls])
    brand, n = member.brand, len(calls)
    with translation.override(member.user.language):
        told = ngettext(
            "%(n)s person waits for longer than you promised.", "%(n)s people wait for longer than you promised.", n
        ) % {"n": n}
        write_letter(key, member.user.email, f"{brand.name}: {told}", _words(member, calls))
        push = Told(title=brand.name, body=told, path=f"/b/{brand.slug}/inbox/", about=f"overdue:{brand.pk}")
        write_pushes(member.user, brand, key, push)
    return True


def _words(member: Member, calls: Sequence[CallToAnswer]) -> str:
    lines = [_line(member, call) for call in calls[:_MOST_SHOWN]]
    if len(calls) > _MOST_SHOWN:
        lines.append(_("And %(n)s more.") % {"n": len(calls) - _MOST_SHOWN})
    return "\n\n".join([*lines, f"{settings.PUBLIC_URL}/b/{member.brand.slug}/inbox/"])


def _line(member: Member, call: CallToAnswer) -> str:
    since = date_format(localtime(call.opened_at, member.brand.zone), "DATETIME_FORMAT")
    address = f"{settings.PUBLIC_URL}/b/{member.brand.slug}/inbox/{call.conversation_id}/"
    return "\n".join([_("Since %(since)s:") % {"since": since}, f"“{call.opened_by.text[:200]}”", address])
