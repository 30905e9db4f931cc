"""Reminding stewards of what was promised and of days that come round: by mail to them, never to the person."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from antiphon.letters.actions import write_letter
from antiphon.organizations.models import Member
from antiphon.relationships.actions.remembering import note_reminded
from antiphon.relationships.models import Capacity
from antiphon.relationships.queries import Coming


@transaction.atomic
def remind(steward: Member, waiting: list[Coming], now: datetime) -> None:
    """Tell a steward what falls due today, once; by mail unless they want none. The pages show it in any case."""
    today = now.astimezone(steward.brand.zone).date()
    said = Capacity.objects.filter(member=steward).first()
    if said is None or said.by_mail:
        _write(steward, waiting, f"keep-in-touch:{steward.pk}:{today}:{_of(waiting)}")
    promises = [one.promise.pk for one in waiting if one.promise]
    note_reminded(promises, [one.date.pk for one in waiting if one.date], now, today)


def _of(waiting: list[Coming]) -> str:
    """Return a name for what a letter is about, so that two workers write it once."""
    about = sorted(f"p{one.promise.pk}" if one.promise else f"d{one.date.pk if one.date else 0}" for one in waiting)
    return hashlib.sha256(" ".join(about).encode()).hexdigest()[:24]


def _write(steward: Member, waiting: list[Coming], key: str) -> None:
    with translation.override(steward.user.language):
        subject = _("%(brand)s: whom to think of today") % {"brand": steward.brand.name}
        lines = [_line(one) for one in waiting]
        address = f"{settings.PUBLIC_URL}/b/{steward.brand.slug}/keep-in-touch/"
        end = _("Only you got this letter. Nothing was written to these people.")
        write_letter(key, steward.user.email, subject, "\n\n".join(["\n".join(lines), address, end]))


def _line(one: Coming) -> str:
    told = {"name": one.person.name, "day": date_format(one.day, "DATE_FORMAT")}
    if one.promise is None:
        return "· " + _("%(name)s: %(what)s, today") % {**told, "what": one.date}
    told["what"] = one.promise.what
    if one.promise.theirs:
        return "· " + _("%(name)s promised us, until %(day)s: %(what)s") % told
    return "· " + _("Promised to %(name)s until %(day)s: %(what)s") % told
