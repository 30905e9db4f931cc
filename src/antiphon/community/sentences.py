"""Sentences about moments and sanctions that more than one place says."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from antiphon.community.models import Sanction, SanctionKind
from antiphon.organizations.models import Brand


def moment_of(brand: Brand, at: datetime) -> str:
    """Return a moment on the brand's clock, in words."""
    return date_format(localtime(at, brand.zone), "DATETIME_FORMAT")


def told(brand: Brand, sanction: Sanction) -> str:
    """Return what a sanction does and until when, as the person is told."""
    if sanction.kind == SanctionKind.WARN:
        return _("This is a warning. You write as before.")
    if sanction.kind == SanctionKind.LIMIT:
        return _limited(brand, sanction.until)
    return _suspended(brand, sanction.until)


def _limited(brand: Brand, until: datetime | None) -> str:
    if until is None:
        return _("From now on what you write waits for a moderator.")
    return _("Until %(moment)s what you write waits for a moderator.") % {"moment": moment_of(brand, until)}


def _suspended(brand: Brand, until: datetime | None) -> str:
    if until is None:
        return _("You are suspended: you can read, and not write.")
    return _("You are suspended until %(moment)s: you can read, and not write.") % {"moment": moment_of(brand, until)}
