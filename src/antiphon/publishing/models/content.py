"""What is to be said and shown: words, pictures, videos, documents, cards and polls."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand
from antiphon.publishing.models.planning import Category


class Asset(models.Model):
    """A picture, video or document of the brand; equal bytes are kept once.

    Pictures are upright and without camera or place data. `width` and `height` are in pixels, of the film
    for a video and of the cover for a document; `seconds` is of a video, `pages` of a document. `cover` is
    a still picture of it. After `expires_on` the brand may no longer use it.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="assets")
    file = models.FileField(upload_to="assets/%Y/%m/")
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    title = models.CharField(_("title"), max_length=200, blank=True)
    seconds = models.FloatField(default=0)
    pages = models.PositiveIntegerField(default=0)
    cover = models.FileField(upload_to="covers/%Y/%m/", blank=True)
    rights_holder = models.CharField(_("who holds the rights"), max_length=200, blank=True)
    licence = models.CharField(_("license"), max_length=200, blank=True)
    expires_on = models.DateField(_("may be used until"), null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("brand", "digest", name="kept_once")]

    def __str__(self) -> str:
        return self.title or str(_("without a title"))

    @property
    def is_picture(self) -> bool:
        """Whether it is a still or animated picture."""
        return self.media_type.startswith("image/")

    @property
    def is_video(self) -> bool:
        """Whether it is a film."""
        return self.media_type.startswith("video/")

    @property
    def is_document(self) -> bool:
        """Whether it is read page by page."""
        return self.media_type == "application/pdf"


class Tag(models.Model):
    """A word by which an asset is found again."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="tags")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint("asset", "name", name="one_tag_a_name")]

    def __str__(self) -> str:
        return self.name


class CaptionFile(models.Model):
    """The words of a video as WebVTT, in one language."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="captions")
    language = models.CharField(_("language"), max_length=8)
    file = models.FileField(upload_to="captions/%Y/%m/")

    class Meta:
        constraints = [models.UniqueConstraint("asset", "language", name="one_caption_file_a_language")]

    def __str__(self) -> str:
        return self.language


class Content(models.Model):
    """What is to be said, before anybody decides where and when."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="contents")
    title = models.CharField(_("title"), max_length=300, blank=True)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=8)
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True, related_name="contents")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:60]


class Illustration(models.Model):
    """An asset in a content, with the words for those who do not see it, or the decision to do without.

    The crop is the part that is shown, the focus the point that stays in it when a network asks for another
    shape; all are shares of width and height, 0–1 from the upper left.
    """

    content = models.ForeignKey(Content, models.CASCADE, related_name="illustrations")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="illustrations")
    alt_text = models.TextField(_("alternative text"), blank=True)
    alt_waived = models.BooleanField(_("decorative, needs no words"), default=False)
    position = models.PositiveSmallIntegerField()
    crop_left = models.FloatField(default=0)
    crop_top = models.FloatField(default=0)
    crop_width = models.FloatField(default=1)
    crop_height = models.FloatField(default=1)
    focus_x = models.FloatField(default=0.5)
    focus_y = models.FloatField(default=0.5)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint("content", "position", name="one_picture_a_place"),
            models.CheckConstraint(condition=~Q(alt_text="") | Q(alt_waived=True), name="words_or_a_decision"),
        ]

    def __str__(self) -> str:
        return self.alt_text


class Card(models.Model):
    """What stands behind the first link of a content, as it is shown where a network takes a preview card."""

    content = models.OneToOneField(Content, models.CASCADE, related_name="card")
    url = models.URLField(max_length=2000)
    title = models.CharField(_("title"), max_length=300)
    description = models.CharField(_("description"), max_length=1000, blank=True)
    picture = models.ForeignKey(Asset, models.PROTECT, null=True, blank=True, related_name="cards")

    def __str__(self) -> str:
        return self.url


class Poll(models.Model):
    """A question to choose answers of; the question is the text of the content."""

    content = models.OneToOneField(Content, models.CASCADE, related_name="poll")
    hours = models.PositiveIntegerField(_("open for (hours)"), default=24)
    multiple = models.BooleanField(_("several answers may be chosen"), default=False)

    def __str__(self) -> str:
        return str(self.content)


class PollOption(models.Model):
    """One answer of a poll."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("answer"), max_length=200)

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint("poll", "position", name="one_option_a_place")]

    def __str__(self) -> str:
        return self.text
