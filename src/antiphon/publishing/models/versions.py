"""What a post said at each time that it was saved."""

from django.db import models

from antiphon.organizations.models import Member
from antiphon.publishing.models.delivering import Post


class Version(models.Model):
    """A post as it was saved by somebody: never changed.

    `snapshot` is what it says, shows and asks on every channel, with all its parts; `digest` is of that.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Member, models.PROTECT, related_name="versions")
    at = models.DateTimeField()
    snapshot = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint("post", "number", name="one_version_a_number")]

    def __str__(self) -> str:
        return str(self.number)
