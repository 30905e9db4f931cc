"""Address books on servers, kept in step with the book of people: what each card told, and what clashed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.people.models.importing import ContactCard
from antiphon.people.models.knowing import Identity


class Giving(models.TextChoices):
    """What goes from the book of people to a server."""

    NOTHING = "nothing", _("nothing: it is only read")
    CHANGES = "changes", _("what changes here of people who came from there")
    EVERYBODY = "everybody", _("that, and a card of everybody with a mail address or number")


class AddressBooks(models.QuerySet["AddressBook"]):
    """Address books, as one speaks of them."""

    def kept(self) -> "AddressBooks":
        """Those that nobody disconnected and whose address is chosen."""
        return self.filter(disconnected_at=None).exclude(address="")


class AddressBook(models.Model):
    """An address book of a server. Until somebody chose among several (`offered`), `address` is empty.

    `mark` is up to where it was read. `trouble` is why the last look failed, empty where it did not; `failures`
    counts them in a row. What waits for a person (a wrong password) has no `due_at`. `held_until`: a worker’s lease.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="address_books")
    name = models.CharField(_("name"), max_length=200)
    server = models.CharField(max_length=500)
    address = models.CharField(max_length=1000, blank=True)
    offered = models.JSONField(default=list, blank=True)
    user_name = models.CharField(max_length=200)
    password_sealed = models.TextField()
    giving = models.CharField(max_length=10, choices=Giving, default=Giving.CHANGES)
    purpose = models.CharField(max_length=200)
    connected_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    connected_at = models.DateTimeField()
    disconnected_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    disconnected_at = models.DateTimeField(null=True, blank=True)
    mark = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=12, blank=True)
    trouble_detail = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)

    objects = AddressBooks.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "brand", "address", condition=Q(disconnected_at=None) & ~Q(address=""), name="one_address_book"
            )
        ]
        indexes = [models.Index("due_at", condition=Q(due_at__isnull=False), name="address_book_due")]

    def __str__(self) -> str:
        return self.name


class BookEntry(models.Model):
    """A card of an address book: whose it is, and how both sides stood when they were last compared.

    `told` is what the card says, `ours` what the book of people said then (see `rules.reconciling`). `failed_at`: it
    cannot be read. Of whom was erased only a digest of the path is left, in its place: the card is never read again.
    """

    book = models.ForeignKey(AddressBook, models.CASCADE, related_name="entries")
    path = models.CharField(max_length=1000)
    etag = models.CharField(max_length=300, blank=True)
    identity = models.ForeignKey(Identity, models.SET_NULL, null=True, blank=True, related_name="entries")
    card = models.ForeignKey(ContactCard, models.SET_NULL, null=True, blank=True, related_name="entries")
    told = models.JSONField(default=dict, blank=True)
    ours = models.JSONField(default=dict, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "book entries"
        constraints = [models.UniqueConstraint("book", "path", name="a_card_once")]

    def __str__(self) -> str:
        return f"{self.book}, {self.pk}"


class Wins(models.TextChoices):
    """Which side somebody chose."""

    OURS = "ours", _("ours")
    THEIRS = "theirs", _("theirs")


class BookConflict(models.Model):
    """That both sides changed the same thing otherwise: both are kept until a member chooses."""

    entry = models.ForeignKey(BookEntry, models.CASCADE, related_name="conflicts")
    field = models.CharField(max_length=12)
    ours = models.CharField(max_length=300)
    theirs = models.CharField(max_length=300)
    found_at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=Wins, blank=True)
    answered_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("entry", "field", condition=Q(answered_at=None), name="clashes_once")]

    def __str__(self) -> str:
        return f"{self.entry}: {self.field}"


class BookRun(models.Model):
    """A look at an address book in which something came, went or failed; what brought nothing leaves no row."""

    book = models.ForeignKey(AddressBook, models.CASCADE, related_name="runs")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    came = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    clashed = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [models.Index(fields=["book", "-began_at"], name="book_run")]

    def __str__(self) -> str:
        return f"{self.book}: {self.began_at:%Y-%m-%d %H:%M}"
