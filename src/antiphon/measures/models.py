"""Export: the columns of a brand as files, asked for by a member, made by the worker."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member


class ExportFormat(models.TextChoices):
    """As what the columns are taken away."""

    PARQUET = "parquet", _("Parquet, by month")
    CSV = "csv", _("CSV, a file for each table")
    DUCKDB = "duckdb", _("One DuckDB file with views")


class Exports(models.QuerySet["Export"]):
    """Exports, as one speaks of them."""

    def waiting(self) -> "Exports":
        """Those that are not made yet."""
        return self.filter(made_at=None, failed_at=None)


class Export(models.Model):
    """Files that somebody asked for: how far they are, where they lie, until when.

    `held_until` is the lease of the worker that makes them, `rows_done` of `rows_all` how far it is. `file` lies in
    the data folder and is gone after `gone_at`.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="exports")
    format = models.CharField(_("format"), max_length=8, choices=ExportFormat, default=ExportFormat.PARQUET)
    asked_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    rows_done = models.PositiveBigIntegerField(default=0)
    rows_all = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    file = models.CharField(max_length=100, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    objects = Exports.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "brand", condition=Q(made_at=None, failed_at=None), name="one_export_under_way_a_brand"
            )
        ]
        indexes = [models.Index(fields=["brand", "-asked_at"], name="export_brand")]

    def __str__(self) -> str:
        return f"{self.brand.slug}-{self.asked_at:%Y-%m-%d}-{self.format}.zip"

    @property
    def is_waiting(self) -> bool:
        """Whether it is not made yet."""
        return self.made_at is None and self.failed_at is None
