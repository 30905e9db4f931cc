"""Person and Identity: a human, and the accounts by which they are met."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.lib.folding import folded
from antiphon.organizations.models import Brand


class People(models.QuerySet["Person"]):
    """People, as one speaks of them."""

    def met(self) -> "People":
        """Those of whom an account is known that is not ours; who was joined with somebody is found as them."""
        return self.filter(seen_at__isnull=False)

    def part_of(self, person: "Person | int") -> "People":
        """A person with all who were joined with them: what was noted about any of these is about this one."""
        key = person if isinstance(person, int) else person.pk
        return self.filter(Q(pk=key) | Q(merged_into=key))


class Person(models.Model):
    """A human, thin and mergeable: what they did hangs on their identities.

    Who was joined with somebody keeps their row: `merged_into` is the person they are part of today. `seen_at` and
    `spoke_at` follow from the identities: when one was last seen, and when words last went either way. `sought` is
    the name as it is searched. From `compare_due_at` on it is looked for who else they may be.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=200)
    sought = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="joined")
    seen_at = models.DateTimeField(null=True, blank=True)
    spoke_at = models.DateTimeField(null=True, blank=True)
    compare_due_at = models.DateTimeField(null=True, blank=True)

    objects = People.as_manager()

    class Meta:
        verbose_name_plural = "people"
        indexes = [
            models.Index("brand", "seen_at", "id", name="person_seen"),
            models.Index("brand", "spoke_at", "id", name="person_spoke"),
            models.Index("brand", "sought", "id", name="person_sought"),
            models.Index("brand", "created_at", "id", name="person_new"),
            models.Index("compare_due_at", condition=Q(compare_due_at__isnull=False), name="person_compare"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the person, and the name as it is searched."""
        self.sought = folded(self.name)[:200]
        _along(kwargs, {"name"})
        super().save(*args, **kwargs)

    @property
    def today(self) -> "Person":
        """Whom they are part of today: themselves, or who they were joined with."""
        return self.merged_into or self


class Side(models.TextChoices):
    """On which side of a conversation an identity stands."""

    US = "us", _("us")
    THEM = "them", _("them")


class Identity(models.Model):
    """One account on one network. `stable_id` is what never changes there: a DID, an actor's address.

    `spoke_at` is when words last went between it and us. Whoever asked to be erased is left without a name; then
    `anonymized_at` says when.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="identities")
    network = models.CharField(max_length=40)
    stable_id = models.CharField(max_length=500)
    handle = models.CharField(max_length=300)
    name = models.CharField(max_length=300, blank=True)
    sought = models.CharField(max_length=600, blank=True, editable=False)
    url = models.URLField(max_length=1000, blank=True)
    avatar_url = models.URLField(max_length=1000, blank=True)
    side = models.CharField(max_length=4, choices=Side, default=Side.THEM)
    automated = models.BooleanField(default=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="identities")
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    spoke_at = models.DateTimeField(null=True, blank=True)
    anonymized_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "identities"
        constraints = [models.UniqueConstraint("brand", "network", "stable_id", name="one_identity_an_account")]

    def __str__(self) -> str:
        return self.name or self.handle

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the identity, and name and handle as they are searched."""
        self.sought = f"{folded(self.name)} {folded(self.handle)}".strip()[:600]
        _along(kwargs, {"name", "handle"})
        super().save(*args, **kwargs)


def _along(kwargs: dict[str, Any], names: Iterable[str]) -> None:
    """Write what is searched along with the names it follows from."""
    fields = kwargs.get("update_fields")
    if fields is not None and set(names) & set(fields):
        kwargs["update_fields"] = [*fields, "sought"]
