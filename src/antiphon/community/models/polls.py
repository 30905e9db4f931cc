"""Poll: a question inside a topic, with answers to choose; one vote a participant."""

from django.db import models

from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Topic


class Poll(models.Model):
    """A question inside a topic. `multiple`: several answers may be chosen; `closes_at`: None, it stays open."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="polls")
    question = models.CharField(max_length=300)
    multiple = models.BooleanField(default=False)
    opened_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.question


class PollOption(models.Model):
    """An answer that one may choose."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint("poll", "position", name="one_option_a_position")]

    def __str__(self) -> str:
        return self.words


class PollVote(models.Model):
    """What a participant chose: one vote a participant, however many answers it names."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="poll_votes")
    options = models.ManyToManyField(PollOption, related_name="votes")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("poll", "participant", name="one_vote_a_participant")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.poll}"
