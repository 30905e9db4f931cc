"""Finding: what a message was found to be about; Label: what a member said of it; Classifier: what was learned."""

from django.db import models
from django.db.models import Q

from antiphon.conversations.models import Message
from antiphon.listening.models.words import KindLabel, TierLabel
from antiphon.organizations.models import Brand, Member

#: What a label says of a message that is about nothing of the kind.
NOTHING = "none"


class Classifier(models.Model):
    """What was learned from the labels of a brand in one language: asked for, trained, and with which figures.

    `figures` are those of cross-validation, by kind: precision, recall, n; `labels` how many it learned from.
    `weights` hold what it learned as plain numbers: they are read without any library, and run no code.
    Without `trained_at` it is asked for or under way; `trouble` says in a word why it came to nothing. It is used
    if it is the last one trained, `precision` passes the bar, and nobody switched it off.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="classifiers")
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    asked_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    trained_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=24, blank=True)
    labels = models.PositiveIntegerField(default=0)
    precision = models.FloatField(null=True, blank=True)
    recall = models.FloatField(null=True, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    weights = models.JSONField(default=dict, blank=True)
    off_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("brand", "language", "version", name="one_classifier_a_version")]

    def __str__(self) -> str:
        return f"{self.language} {self.version}"


class Finding(models.Model):
    """That a message asks, needs, wants or worries; `spans` are the places in its text that made it so.

    No word is copied: where a message is emptied, so is this. `digest` tells whether its words are still those.
    `likelihood` is that of the classifier, 0 to 1, where it was that which found it.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="findings")
    message = models.ForeignKey(Message, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=8, choices=KindLabel)
    tier = models.CharField(max_length=8, choices=TierLabel)
    language = models.CharField(max_length=2, blank=True)
    spans = models.JSONField(default=list)
    digest = models.CharField(max_length=16)
    likelihood = models.FloatField(null=True, blank=True)
    classifier = models.ForeignKey(Classifier, models.SET_NULL, null=True, blank=True, related_name="findings")
    said_at = models.DateTimeField()
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("message", "kind", name="one_finding_a_kind")]
        indexes = [
            models.Index(fields=["brand", "-said_at", "-id"], name="finding_last"),
            models.Index(fields=["brand", "tier", "-said_at"], name="finding_tier"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.message_id}"


class Labels(models.QuerySet["Label"]):
    """Labels, as one speaks of them."""

    def standing(self) -> "Labels":
        """Those that were not taken back."""
        return self.filter(undone_at=None)


class Label(models.Model):
    """What a member said a message is about, kept for good: `says` is a kind, or none. `asked` is what was found.

    One that was taken back stays, with when and by whom.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="labels")
    message = models.ForeignKey(Message, models.CASCADE, related_name="labels")
    asked = models.CharField(max_length=8, choices=KindLabel, blank=True)
    tier = models.CharField(max_length=8, choices=TierLabel, blank=True)
    says = models.CharField(max_length=8)
    language = models.CharField(max_length=2, blank=True)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = Labels.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("message", "asked", condition=Q(undone_at=None), name="one_label_stands")
        ]
        indexes = [models.Index("brand", "language", "undone_at", name="label_language")]

    def __str__(self) -> str:
        return f"{self.says} · {self.message_id}"
