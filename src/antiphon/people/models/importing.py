"""Address books handed in: looked through first, then written in batches, and undone as a whole if need be."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.people.models.knowing import Identity, Person


class Stage(models.TextChoices):
    """How far an import is."""

    COLUMNS = "columns", _("waits for its columns")
    READING = "reading", _("is looked through")
    PREVIEW = "preview", _("waits for your word")
    WRITING = "writing", _("is written")
    DONE = "done", _("is in the book")
    UNDOING = "undoing", _("is taken back")
    UNDONE = "undone", _("was taken back")
    FAILED = "failed", _("cannot be read")


class Imports(models.QuerySet["ContactImport"]):
    """Imports, as one speaks of them."""

    def waiting(self) -> "Imports":
        """Those that the worker has something to do for."""
        return self.filter(stage__in=[Stage.READING, Stage.WRITING, Stage.UNDOING])


class ContactImport(models.Model):
    """An address book that was handed in, and how far it is; `held_until` is the lease of the worker that is at it.

    `columns` says what each column of a table holds. `rows_read` and `rows_written` are where a worker goes on;
    `purpose` and `source` are why and where from these people are kept: nobody agreed to be written to by it.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="contact_imports")
    kind = models.CharField(max_length=10)
    file = models.FileField(upload_to="contacts/%Y/%m/", blank=True)
    file_name = models.CharField(max_length=200)
    encoding = models.CharField(max_length=16)
    delimiter = models.CharField(max_length=1, blank=True)
    skip = models.PositiveIntegerField(default=0)
    header = models.JSONField(default=list, blank=True)
    columns = models.JSONField(default=list, blank=True)
    sample = models.JSONField(default=list, blank=True)
    region = models.CharField(max_length=2, blank=True)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.COLUMNS)
    given_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField()
    purpose = models.CharField(_("what you keep them for"), max_length=200, blank=True)
    source = models.CharField(_("where they come from"), max_length=200, blank=True)
    approved_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_written = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)

    objects = Imports.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-given_at"], name="import_brand"),
            models.Index("stage", "held_until", name="import_waiting"),
        ]

    def __str__(self) -> str:
        return self.file_name


class Outcome(models.TextChoices):
    """What a row of an import becomes."""

    NEW = "new", _("new person")
    KNOWN = "known", _("joins somebody known")
    LIKELY = "likely", _("new, and you will be asked whether it is somebody known")
    SAME = "same", _("nothing new")
    TWICE = "twice", _("stands above already")
    FAILED = "failed", _("cannot be taken")


class ImportedRow(models.Model):
    """An entry of an address book: what it becomes, and whom it joins. What it tells goes once it is written.

    `key` is its first account; `score` (0 to 1) and `evidence` say how likely it is the person.
    """

    imported = models.ForeignKey(ContactImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=500, blank=True)
    told = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome)
    why = models.CharField(max_length=10, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    score = models.FloatField(null=True, blank=True)
    evidence = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("imported", "number", name="a_row_once")]
        indexes = [
            models.Index("imported", "key", name="imported_key"),
            models.Index("imported", "outcome", "number", name="imported_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.imported}, {self.number}"


class ContactCard(models.Model):
    """What an address book told of somebody, as it came; another book adds another card.

    `told` is the contact (see `rules.contacts`): names, mails, phones, organization, role, urls, birthday, note.
    `birthday` waits to be remembered among the days of the person, and is empty then.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="cards")
    identity = models.ForeignKey(Identity, models.CASCADE, related_name="cards")
    imported = models.ForeignKey(ContactImport, models.CASCADE, null=True, blank=True, related_name="cards")
    told = models.JSONField(default=dict)
    birthday = models.CharField(max_length=10, blank=True)
    added_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "imported", "identity", condition=Q(imported__isnull=False), name="one_card_an_import"
            )
        ]
        indexes = [models.Index("id", condition=~Q(birthday=""), name="birthday_waits")]

    def __str__(self) -> str:
        return f"{self.identity}: {self.added_at:%Y-%m-%d}"


class ImportedAccount(models.Model):
    """An account that an import brought into the book: it goes again when the import is undone."""

    imported = models.ForeignKey(ContactImport, models.CASCADE, related_name="accounts")
    identity = models.OneToOneField(Identity, models.CASCADE, related_name="brought_by")

    def __str__(self) -> str:
        return f"{self.imported}: {self.identity}"
