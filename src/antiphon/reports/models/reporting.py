"""Report: what a month brought, as it was when it was made; who may read it, and when it is sent."""

from datetime import date, datetime, time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.reports.rules.months import LAST_DAY, addresses_in, moment_in


class ReportSchedule(models.Model):
    """When the report of the month before is sent, to whom: on a day of each month, at an hour on the brand's wall.

    `next_month` is the month in which it is sent next. Nobody sends it once it is ended.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="report_schedules")
    day = models.PositiveSmallIntegerField(_("day of the month"), default=1)
    hour = models.TimeField(_("hour"), default=time(8))
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    addresses = models.TextField(_("to whom"))
    next_month = models.DateField()
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="report_schedules")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", condition=Q(ended_at=None), name="one_report_schedule_a_brand"),
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=LAST_DAY), name="a_day_that_every_month_has"),
        ]

    def __str__(self) -> str:
        return f"{self.brand} · {self.day} · {self.hour:%H:%M}"

    @property
    def to(self) -> list[str]:
        """The addresses it is sent to."""
        return list(addresses_in(self.addresses))

    @property
    def next_at(self) -> datetime:
        """The moment at which it is sent next; another zone of the brand moves it, as its hour is on the wall."""
        return moment_in(self.next_month, self.day, self.hour, self.brand.time_zone)


class Report(models.Model):
    """What a month brought: `content` is what was known when it was made, and is never changed.

    One that a schedule made names it; there is one for each of its months.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="reports")
    month = models.DateField(_("month"))
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    content = models.JSONField()
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="reports")
    made_at = models.DateTimeField()
    schedule = models.ForeignKey(ReportSchedule, models.PROTECT, null=True, blank=True, related_name="reports")

    class Meta:
        constraints = [models.UniqueConstraint("schedule", "month", name="one_report_a_month_of_a_schedule")]
        indexes = [models.Index(fields=["brand", "-month", "-made_at"], name="report_brand")]

    def __str__(self) -> str:
        return f"{self.brand} · {self.month:%Y-%m}"

    @property
    def filename(self) -> str:
        """The name under which it is kept as a file."""
        return f"{self.brand.slug}-{self.month:%Y-%m}.pdf"


class ReportLink(models.Model):
    """An address at which somebody without an account reads one report. Only the digest of its secret is kept."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="links")
    label = models.CharField(_("for whom"), max_length=120, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="report_links")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label or str(self.pk)

    def opens(self, now: datetime) -> bool:
        """Whether it opens its report."""
        return self.revoked_at is None and self.expires_at > now


def first_day(text: str) -> date | None:
    """Return the month that is written as 2026-11, or None."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  a month has no zone
    except ValueError:
        return None
