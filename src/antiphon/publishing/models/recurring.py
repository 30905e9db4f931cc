"""What is said again: a series, and each of its occurrences."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.organizations.models import Brand, Member
from antiphon.publishing.models.content import Content
from antiphon.publishing.models.delivering import Post
from antiphon.publishing.models.planning import Campaign, Category


class Series(models.Model):
    """What is said again and again: one content (recurring), or in turn those of a category (evergreen).

    `rule` is a recurrence rule of RFC 5545 without beginning and end; `first_wall` is the first wall time
    (ISO, to the minute) in `time_zone`. It ends after `ends_on` or `count` occurrences, if either is set.
    Of a category each content rests `cool_down_days` and is said again at most `most_cycles` times.
    `trouble` names why nothing could be planned the last time, if so.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="series")
    name = models.CharField(_("name"), max_length=120)
    author = models.ForeignKey(Member, models.PROTECT, related_name="series")
    content = models.ForeignKey(Content, models.PROTECT, null=True, blank=True, related_name="series")
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="series")
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="series")
    channels = models.ManyToManyField(Channel, related_name="series")
    rule = models.CharField(_("how often"), max_length=300)
    first_wall = models.CharField(_("first time"), max_length=16)
    time_zone = models.CharField(max_length=64)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    count = models.PositiveIntegerField(_("how many times"), null=True, blank=True)
    as_draft = models.BooleanField(_("each time as a draft"), default=False)
    cool_down_days = models.PositiveIntegerField(_("days of rest"), default=30)
    most_cycles = models.PositiveIntegerField(_("times a content is said again"), null=True, blank=True)
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    planned_until = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(
                condition=Q(content=None, category__isnull=False) | Q(content__isnull=False, category=None),
                name="a_content_or_a_category",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_evergreen(self) -> bool:
        """Whether it says the contents of a category in turn."""
        return self.category_id is not None


class Occurrence(models.Model):
    """One time of a series, named by the wall time that its rule gave; once it is here it is never made again.

    `post` is what was planned for it, none if it is skipped or was thrown away. `content` is what the post
    said when it was made, so that one that was rewritten is left alone; `source` is the content that an
    evergreen series said again.
    """

    series = models.ForeignKey(Series, models.CASCADE, related_name="occurrences")
    wall_time = models.CharField(max_length=16)
    post = models.OneToOneField(Post, models.SET_NULL, null=True, blank=True, related_name="occurrence")
    content = models.ForeignKey(Content, models.SET_NULL, null=True, blank=True, related_name="+")
    source = models.ForeignKey(Content, models.SET_NULL, null=True, blank=True, related_name="said_again")
    made_at = models.DateTimeField()
    skipped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("wall_time",)
        constraints = [models.UniqueConstraint("series", "wall_time", name="one_occurrence_a_time")]

    def __str__(self) -> str:
        return self.wall_time
