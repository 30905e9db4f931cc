"""How far files are read: written in one transaction with what was read, so that nothing is counted twice."""

from django.db import models

from antiphon.visits.models.sites import TrackedSite


class HitFile(models.Model):
    """How far a file of hits, which the pages write and the worker reads, is counted, in bytes."""

    name = models.CharField(max_length=120, unique=True)
    offset = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class ReadLog(models.Model):
    """How far a log of a web server is counted. `mark` is a keyed hash of its first line: the same file, known again.

    `offset` is in bytes of the text, unpacked; `lines`, `hits` and `left_out` say what became of them.
    """

    site = models.ForeignKey(TrackedSite, models.CASCADE, related_name="logs")
    mark = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    offset = models.BigIntegerField(default=0)
    lines = models.BigIntegerField(default=0)
    hits = models.BigIntegerField(default=0)
    left_out = models.BigIntegerField(default=0)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("site", "mark", name="one_log")]

    def __str__(self) -> str:
        return self.name
