"""Sketch: what a participant is writing and has not sent; Attachment: a picture or document that goes with words."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.holding import HeldWriting
from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Writing


class Sketches(models.QuerySet["Sketch"]):
    """Sketches, as one speaks of them."""

    def under_way(self) -> "Sketches":
        """Those that were neither sent nor thrown away."""
        return self.filter(closed_at=None)

    def unsent(self) -> "Sketches":
        """Those under way, but for forms whose words wait for a moderator: they were sent, and keep their files."""
        waiting = HeldWriting.objects.waiting().filter(author=OuterRef("participant"), key=OuterRef("key"))
        return self.under_way().filter(~Exists(waiting))


class Sketch(models.Model):
    """What a participant is writing at a place and has not sent yet, so that nothing is lost.

    `place` says where: `reply:<topic>:<message>`, `edit:<topic>:<message>`, `group:<slug>`, `starter:<turn>`,
    `ask:<slug>`, `idea:<ask>` or `note`. `key` names the form, `rest` holds what else was typed into it, by field.
    Once it was sent it is closed: its words are gone, and the row stays for a while so that a look at the form that
    arrives late cannot bring them back.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="sketches")
    place = models.CharField(max_length=120)
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=200, blank=True)
    source = models.TextField(blank=True)
    warning = models.CharField(max_length=200, blank=True)
    rest = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Sketches.as_manager()

    class Meta:
        verbose_name_plural = "sketches"
        constraints = [models.UniqueConstraint("participant", "key", name="one_sketch_a_words_form")]
        indexes = [models.Index(fields=["participant", "place"], name="sketch_place")]

    def __str__(self) -> str:
        return self.source[:60]


class Attachment(models.Model):
    """A picture, video or document that goes with a writing, or with a sketch until it is sent.

    Pictures are upright and bare of camera and place data; `width` and `height` in pixels, of the first page for a
    document. A video lasts `seconds`, has a picture of how it begins as `poster`, and `captions` if there are any
    (WebVTT). `name` is what a document was called, or nothing; `words` say what a picture shows.
    """

    owner = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="attachments")
    sketch = models.ForeignKey(Sketch, models.CASCADE, null=True, blank=True, related_name="attachments")
    writing = models.ForeignKey(Writing, models.CASCADE, null=True, blank=True, related_name="attachments")
    file = models.FileField(upload_to="community/%Y/%m/")
    media_type = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    words = models.CharField(_("what it shows"), max_length=1_500, blank=True)
    bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    poster = models.FileField(upload_to="community/%Y/%m/", blank=True)
    captions = models.FileField(upload_to="community/%Y/%m/", blank=True)
    captions_language = models.CharField(max_length=8, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["writing", "id"], name="attachment_writing")]

    def __str__(self) -> str:
        return self.name or self.words or self.media_type

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture."""
        return self.media_type.startswith("image/")

    @property
    def is_film(self) -> bool:
        """Whether it is a video."""
        return self.media_type.startswith("video/")
