"""Words that are kept to be used again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand


class Snippet(models.Model):
    """Words that are often needed: a closing line, a group of hashtags."""

    class Kind(models.TextChoices):
        """What the words are."""

        WORDS = "words", _("words")
        HASHTAGS = "hashtags", _("hashtag group")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="snippets")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.WORDS)
    name = models.CharField(_("name"), max_length=80)
    text = models.TextField(_("text"))

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint("brand", "name", name="one_snippet_a_name")]

    def __str__(self) -> str:
        return self.name


class Variable(models.Model):
    """A name in braces that stands for words: {opening_hours}."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="variables")
    name = models.CharField(_("name"), max_length=40)
    value = models.TextField(_("stands for"))

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint("brand", "name", name="one_variable_a_name")]

    def __str__(self) -> str:
        return self.name
