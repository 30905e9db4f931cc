"""The decisions that join people and part them again: added, never changed but for who took one back, and when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.people.models.knowing import Identity, Person


class Ground(models.TextChoices):
    """Why it was decided."""

    FIRST_SEEN = "first_seen", _("first seen")
    VERIFIED = "verified", _("verified evidence")
    BY_HAND = "by_hand", _("decided by a member")
    TAKEN_BACK = "taken_back", _("taken back")


class Merges(models.QuerySet["Merge"]):
    """Joinings of people, as one speaks of them."""

    def standing(self) -> "Merges":
        """Those that nobody took back."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """That two people are one: who is gone is part of who is kept, since when, by whom and why.

    `by` is empty where the evidence alone decided. `evidence` is a list of [sign, weight], `score` what follows from
    it, None where a member knew. `name_before` and `name_after` are what the kept person is called. Taken back it
    stays, with who did it and when.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="merges")
    kept = models.ForeignKey(Person, models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Person, models.CASCADE, related_name="merged_by")
    ground = models.CharField(max_length=12, choices=Ground)
    evidence = models.JSONField(default=list, blank=True)
    score = models.FloatField(null=True, blank=True)
    name_before = models.CharField(max_length=200)
    name_after = models.CharField(max_length=200)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = Merges.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("gone", condition=Q(undone_at=None), name="gone_into_one_person"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="nobody_goes_into_themselves"),
        ]
        indexes = [models.Index(fields=["brand", "-at"], name="merge_brand")]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class IdentityLink(models.Model):
    """A decision that an identity belongs to a person; the last one holds, none is erased.

    `merge` is the joining that brought it about, or that was taken back by it.
    """

    Ground = Ground

    identity = models.ForeignKey(Identity, models.CASCADE, related_name="links")
    person = models.ForeignKey(Person, models.CASCADE, related_name="links")
    ground = models.CharField(max_length=12, choices=Ground)
    merge = models.ForeignKey(Merge, models.CASCADE, null=True, blank=True, related_name="links")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.identity} → {self.person}"


class Suggestions(models.QuerySet["Suggestion"]):
    """Suggestions, as one speaks of them."""

    def open(self) -> "Suggestions":
        """Those that nobody answered."""
        return self.filter(answered_at=None)


class Answer(models.TextChoices):
    """What a member said to a suggestion."""

    LINKED = "linked", _("one person")
    REJECTED = "rejected", _("not the same")


class Suggestion(models.Model):
    """That two people may be one, with the evidence as a list of [sign, weight]. `one` is who was known first.

    Until `put_off_until` nobody is asked.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="suggestions")
    one = models.ForeignKey(Person, models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    score = models.FloatField()
    evidence = models.JSONField(default=list)
    doubt = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    put_off_until = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = Suggestions.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("one", "other", condition=Q(answered_at=None), name="asked_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="a_pair_has_one_order"),
        ]
        indexes = [models.Index(fields=["brand", "answered_at", "-score"], name="suggestion_open")]

    def __str__(self) -> str:
        return f"{self.one} = {self.other}?"


class Rejection(models.Model):
    """That two accounts are not of one person, whatever becomes of the people: the pair is never suggested again."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="rejections")
    one = models.ForeignKey(Identity, models.CASCADE, related_name="+")
    other = models.ForeignKey(Identity, models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("one", "other", name="rejected_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="a_rejection_has_one_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"
