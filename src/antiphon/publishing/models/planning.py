"""What gives posts an order: the campaign they belong to, the category they fill."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand


class Campaign(models.Model):
    """Posts that pursue one goal together, for a while. `slug` names it in the addresses of its links."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="campaigns")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("name in addresses"), max_length=60)
    goal = models.TextField(_("goal"), blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("brand", "slug", name="one_campaign_a_slug")]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A kind of content that the brand keeps in balance: its queue slots ask for it by name."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="categories")
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name_plural = "categories"
        constraints = [models.UniqueConstraint("brand", "name", name="one_category_a_name")]

    def __str__(self) -> str:
        return self.name
