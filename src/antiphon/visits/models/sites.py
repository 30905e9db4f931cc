"""A site whose visits are counted, and the salt of a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member


class Sites(models.QuerySet["TrackedSite"]):
    """Sites, as one speaks of them."""

    def counted(self) -> "Sites":
        """Those whose visits are counted today."""
        return self.filter(ended_at=None)

    def there(self) -> "Sites":
        """Those that were not deleted, counted or not."""
        return self.filter(deleted_at=None)


class TrackedSite(models.Model):
    """A site of the brand whose visits are counted.

    `public_key` stands in the pages of the site and is no secret; `domains` are its hosts, one a line: a hit from
    elsewhere is left out. `told_at` is when its own server told of it last, within some hours. Once ended it counts
    no more, and what was counted stays.

    Deleted, all that was counted goes, which is done at `erased_at`; the row stays to say that figures of some days
    (`erased_first` to `erased_last`) once held `erased_visits` more.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=120)
    public_key = models.CharField(max_length=24, unique=True)
    domains = models.TextField(_("domains"), max_length=2000)
    told_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_visits = models.PositiveIntegerField(default=0)
    erased_first = models.DateField(null=True, blank=True)
    erased_last = models.DateField(null=True, blank=True)

    objects = Sites.as_manager()

    class Meta:
        indexes = [models.Index("brand", "ended_at", name="site_brand")]

    def __str__(self) -> str:
        return self.name

    @property
    def hosts(self) -> tuple[str, ...]:
        """Its domains, one after the other."""
        return tuple(self.domains.split())


class DailySalt(models.Model):
    """The key of the hash by which visitors of a day (UTC) are told apart; erased after `kept_until`.

    Without it nobody can find out whose the keys of that day were, nor add to their visits.
    """

    day = models.DateField(unique=True)
    salt = models.CharField(max_length=64)
    kept_until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.day)
