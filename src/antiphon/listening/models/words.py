"""How kinds, tiers, states and movements are named to people."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class KindLabel(models.TextChoices):
    """What somebody does with their words."""

    QUESTION = "question", pgettext_lazy("kind of message", "question")
    NEED = "need", pgettext_lazy("kind of message", "need")
    WANT = "want", pgettext_lazy("kind of message", "want")
    WORRY = "worry", pgettext_lazy("kind of message", "worry")


class TierLabel(models.TextChoices):
    """How sure it is."""

    CERTAIN = "certain", _("certain")
    PHRASE = "phrase", _("by a phrase")
    MAYBE = "maybe", _("maybe")


class NeedStateLabel(models.TextChoices):
    """How far a need has come."""

    LOGGED = "logged", pgettext_lazy("state of a need", "logged")
    PLANNED = "planned", pgettext_lazy("state of a need", "planned")
    DONE = "done", pgettext_lazy("state of a need", "done")
    TOLD = "told", pgettext_lazy("state of a need", "told")
    DECLINED = "declined", pgettext_lazy("state of a need", "declined")


class MovementLabel(models.TextChoices):
    """How a topic moved against the stretch of time before."""

    NOT_ENOUGH = "not_enough", _("not enough yet")
    NEW = "new", pgettext_lazy("movement of a topic", "new")
    UP = "up", pgettext_lazy("movement of a topic", "up")
    LEVEL = "level", pgettext_lazy("movement of a topic", "as before")
    DOWN = "down", pgettext_lazy("movement of a topic", "down")
    GONE = "gone", pgettext_lazy("movement of a topic", "gone")
