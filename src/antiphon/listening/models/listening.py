"""Listening: in which languages a brand listens, how far it has come, and the phrases that it added or put aside."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.listening.models.words import KindLabel
from antiphon.listening.rules.language import LANGUAGES
from antiphon.organizations.models import Brand, Member


def all_languages() -> list[str]:
    """Return every language in which phrases are known."""
    return list(LANGUAGES)


class Listening(models.Model):
    """How a brand listens: the languages, and the last message that was looked through."""

    brand = models.OneToOneField(Brand, models.CASCADE, related_name="listening")
    languages = models.JSONField(default=all_languages)
    looked_through = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.brand}: {', '.join(self.languages)}"


class Phrases(models.QuerySet["Phrase"]):
    """Phrases, as one speaks of them."""

    def in_force(self) -> "Phrases":
        """Those that nobody took back."""
        return self.filter(ended_at=None)


class Phrase(models.Model):
    """A phrase that a brand added, or one of ours that it put aside: then `added` is false."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="phrases")
    language = models.CharField(_("language"), max_length=2)
    kind = models.CharField(_("what it says"), max_length=8, choices=KindLabel)
    words = models.CharField(_("words"), max_length=80)
    added = models.BooleanField(default=True)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Phrases.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "brand", "language", "kind", "words", condition=models.Q(ended_at=None), name="one_phrase_in_force"
            )
        ]

    def __str__(self) -> str:
        return self.words
