"""Need: what people have said they need, what becomes of it, and who of them has been told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.conversations.models import Message
from antiphon.listening.models.words import KindLabel, NeedStateLabel
from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Identity


class Needs(models.QuerySet["Need"]):
    """Needs, as one speaks of them."""

    def standing(self) -> "Needs":
        """Those that were not merged into another."""
        return self.filter(merged_into=None)


class Need(models.Model):
    """Something that people need, want, ask or worry about, in a few words of ours: logged → planned → done → told.

    Their own words hang on it as voices. `state` is that of its last step.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="needs")
    kind = models.CharField(_("kind"), max_length=8, choices=KindLabel)
    subject = models.CharField(_("in a few words"), max_length=200)
    state = models.CharField(max_length=8, choices=NeedStateLabel, default=NeedStateLabel.LOGGED)
    state_since = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="took_in")

    objects = Needs.as_manager()

    class Meta:
        indexes = [models.Index(fields=["brand", "state", "-state_since"], name="need_state")]

    def __str__(self) -> str:
        return self.subject


class NeedStep(models.Model):
    """That a need came to a state, when, by whom and why; steps are added, never changed."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=8, choices=NeedStateLabel)
    why = models.CharField(_("why"), max_length=300, blank=True)
    into = models.ForeignKey(Need, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.need} · {self.state}"


class Voice(models.Model):
    """That somebody voiced a need in a message: `start` to `end` of its text is the quote, which is not copied."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="voices")
    message = models.ForeignKey(Message, models.CASCADE, related_name="voices")
    identity = models.ForeignKey(Identity, models.PROTECT, related_name="voices")
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("need", "message", name="one_voice_a_message")]

    def __str__(self) -> str:
        return f"{self.identity} · {self.need}"


class Telling(models.Model):
    """That somebody who voiced a need was told what came of it in another way: by whom, when, how."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="tellings")
    identity = models.ForeignKey(Identity, models.PROTECT, related_name="+")
    how = models.CharField(_("how"), max_length=200)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("need", "identity", name="one_telling_a_person")]

    def __str__(self) -> str:
        return f"{self.identity} · {self.need}"
