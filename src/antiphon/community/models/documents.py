"""GroupDocument: a file or a link that a group keeps; DocumentVersion: how it stands, and how it stood before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.groups import Group
from antiphon.community.models.participants import Participant


class GroupDocuments(models.QuerySet["GroupDocument"]):
    """Documents, as one speaks of them."""

    def standing(self) -> "GroupDocuments":
        """Those that nobody took away."""
        return self.filter(removed_at=None)


class GroupDocument(models.Model):
    """Something that a group keeps: a file or a link, with what it is.

    `number` is that of its latest version. What was taken away keeps its row, who did it and why; its files are gone.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    words = models.CharField(_("what it is"), max_length=1_000, blank=True)
    added_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="documents")
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    number = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    removed_why = models.CharField(max_length=300, blank=True)

    objects = GroupDocuments.as_manager()

    class Meta:
        indexes = [models.Index(fields=["group", "-changed_at"], name="document_changed")]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """A document as it stood from a moment on: a file, or an address; `name` is what the file was called.

    `width` and `height` in pixels, of the first page for a PDF; `note` says what changed.
    """

    document = models.ForeignKey(GroupDocument, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    url = models.URLField(_("address"), max_length=1_000, blank=True)
    file = models.FileField(upload_to="documents/%Y/%m/", blank=True)
    name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=40, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("document", "number", name="one_version_a_document_number")]

    def __str__(self) -> str:
        return f"{self.document} · {self.number}"
