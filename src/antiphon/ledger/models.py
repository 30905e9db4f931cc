"""Interaction and Reading: rows that are added and never changed."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.lib.errors import AntiphonError
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity


class AppendOnly(AntiphonError):
    """Somebody tried to change or erase a row that stands. Add a row that corrects it instead."""


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise AppendOnly("These rows are added and never changed: record a correction as a new row.")


class AddedOnly[M: models.Model](models.QuerySet[M]):
    """Rows that can be added and read."""

    update = _refuse
    bulk_update = _refuse
    delete = _refuse
    update_or_create = _refuse


class Added(models.Model):
    """A row that stays as it was written."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; raise AppendOnly if it stands already."""
        if not self._state.adding:
            _refuse()
        super().save(*args, **kwargs)

    delete = _refuse


class Entry(Added):
    """What both books have in common: whose it is, and when."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField()
    subject = models.CharField(max_length=700)

    class Meta:
        abstract = True


class Interaction(Entry):
    """Someone did something to something.

    `subject` is the stable address of the message that the act made (reply, post, mention) or was
    done to (like, share), or of the account that was followed; `parent` of what it responds to;
    `root` of the message that opened the conversation. `source` is unique within the brand: hearing
    the same act twice adds nothing. `words` counts the words said, 0 for an act without words.
    """

    verb = models.CharField(max_length=12)
    direction = models.CharField(max_length=8)
    actor = models.ForeignKey(Identity, models.PROTECT, related_name="acts")
    target = models.ForeignKey(Identity, models.PROTECT, null=True, related_name="acts_received")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="+")
    parent = models.CharField(max_length=700, blank=True)
    root = models.CharField(max_length=700, blank=True)
    words = models.PositiveIntegerField(default=0)
    automated = models.BooleanField(default=False)
    inferred = models.BooleanField(default=False)
    source = models.CharField(max_length=800)

    objects = AddedOnly["Interaction"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("brand", "source", name="heard_once")]
        indexes = [
            models.Index("brand", "root", "verb", name="interaction_root"),
            models.Index("brand", "at", name="interaction_at"),
            models.Index("actor", "at", name="interaction_actor"),
            models.Index("target", "at", name="interaction_target"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.verb} {self.subject}"


class Reading(Entry):
    """A number that a network told about a subject at a moment, as a meter is read. The last one holds."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    value = models.BigIntegerField()

    objects = AddedOnly["Reading"].as_manager()

    class Meta:
        indexes = [models.Index("brand", "subject", "name", "at", name="reading_subject")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"
