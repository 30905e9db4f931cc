"""KeptAnswer: what a question about a large brand comes to, asked as a row and reckoned by a worker; and its rows."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from antiphon.organizations.models import Brand


class Question(models.TextChoices):
    """What is asked: returns, attribution, whether following findings helped; or done: findings, a report."""

    RETURNS = "returns"
    ATTRIBUTION = "attribution"
    OUTCOMES = "outcomes"
    FINDINGS = "findings"
    REPORT = "report"


class KeptAnswers(models.QuerySet["KeptAnswer"]):
    """Kept answers, as one speaks of them."""

    def due(self, now: datetime) -> "KeptAnswers":
        """Those that were asked for since they were reckoned last, and that no worker holds."""
        asked = Q(made_at=None) | Q(asked_at__gt=F("made_at"))
        return self.filter(asked, Q(held_until=None) | Q(held_until__lt=now))


class KeptAnswer(models.Model):
    """A question with the answer to it, as of a moment.

    `about` says what is asked exactly, as JSON with its names in order. `made_at` is the moment of which `content`
    tells, None before the first time; `seconds` how long it took. `failed_at` is when it could not be reckoned, None
    once it could.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="kept_answers")
    question = models.CharField(max_length=12, choices=Question)
    about = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    content = models.JSONField(null=True)

    objects = KeptAnswers.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("brand", "question", "about", name="one_answer_to_a_question")]
        indexes = [models.Index("asked_at", name="answer_asked")]

    def __str__(self) -> str:
        return f"{self.brand} · {self.question} · {self.about}"


class KeptRows(models.Model):
    """The keys of the rows behind a part of a kept answer, the newest first, packed."""

    answer = models.ForeignKey(KeptAnswer, models.CASCADE, related_name="rows")
    part = models.CharField(max_length=120)
    keys = models.BinaryField()

    class Meta:
        verbose_name_plural = "kept rows"
        constraints = [models.UniqueConstraint("answer", "part", name="rows_of_a_part_once")]

    def __str__(self) -> str:
        return f"{self.answer} · {self.part}"
