"""What to remember of a person: what was promised, what is noted, which days come round."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from antiphon.organizations.models import Brand, Member
from antiphon.people.models import ContactCard, Person


class Promises(models.QuerySet["Promise"]):
    """Promises, as one speaks of them."""

    def open(self) -> "Promises":
        """Those neither kept nor dropped."""
        return self.filter(settled_at=None)


class Promise(models.Model):
    """What was promised to a person, by whom, until when; and whether it was kept or dropped, and when.

    A promise of `theirs` is one that they made to us: it waits in the same way.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        KEPT = "kept", pgettext_lazy("promise", "kept")
        DROPPED = "dropped", _("dropped")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="promises")
    person = models.ForeignKey(Person, models.CASCADE, related_name="promises")
    what = models.CharField(_("what"), max_length=300)
    due = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="promises")
    theirs = models.BooleanField(_("they promised it to us"), default=False)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    settled_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = Promises.as_manager()

    class Meta:
        indexes = [models.Index("brand", "due", condition=Q(settled_at=None), name="promise_due")]

    def __str__(self) -> str:
        return self.what


class PersonNotes(models.QuerySet["PersonNote"]):
    """Notes, as one speaks of them."""

    def told_to(self, member: Member) -> "PersonNotes":
        """Those that a member may read: what is shared, and their own. Nobody's role opens the notes of another."""
        return self.filter(Q(shared=True) | Q(author=member))


class PersonNote(models.Model):
    """Something to remember of a person: for its author alone, or shared with the team. Never counted anywhere."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="person_notes")
    person = models.ForeignKey(Person, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Member, models.CASCADE, related_name="person_notes")
    text = models.TextField(_("note"), max_length=4000)
    shared = models.BooleanField(_("share it with the team"), default=False)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = PersonNotes.as_manager()

    class Meta:
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return self.text[:60]


class PersonDate(models.Model):
    """A day that comes round each year and is worth a word: a birthday, the day a shop was opened.

    `year` is when it began, where that is known; `card` is what told of it, where an address book did.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="person_dates")
    person = models.ForeignKey(Person, models.CASCADE, related_name="dates")
    name = models.CharField(_("what it is"), max_length=120)
    day = models.PositiveSmallIntegerField(_("day"))
    month = models.PositiveSmallIntegerField(_("month"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    noted_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    reminded_on = models.DateField(null=True, blank=True)
    card = models.ForeignKey(ContactCard, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("month", "day", "pk")

    def __str__(self) -> str:
        return self.name
