"""Ask: that somebody asks the community for help until a day; its ideas, their votes, and what came of it."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Topic
from antiphon.conversations.models import Message
from antiphon.organizations.models import Brand


class AskKind(models.TextChoices):
    """How people help."""

    IDEAS = "ideas", _("ideas: people put them forward and vote")
    QUESTION = "question", _("open question: people answer in their words")
    RANKING = "ranking", _("ranking: people put things in order")
    POLL = "poll", _("poll: people choose answers")


class Ask(models.Model):
    """That somebody asks a group for help: a topic underneath, what will be done with it, until when.

    `about` is a message it is about: a post of the brand, or a need that somebody voiced. `votes_each` limits the
    votes of one person, None: no limit. `named_votes`: everybody sees who voted what. `closed_at` is when it was
    closed, by hand or by the worker once `closes_at` had passed; after `closes_at` nothing counts in any case.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="asks")
    topic = models.OneToOneField(Topic, models.CASCADE, related_name="ask")
    kind = models.CharField(_("how people help"), max_length=8, choices=AskKind)
    purpose = models.CharField(_("what we will do with it"), max_length=300)
    about = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="asks")
    votes_each = models.PositiveSmallIntegerField(null=True, blank=True)
    named_votes = models.BooleanField(default=False)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-id"], name="ask_last"),
            models.Index(fields=["closes_at"], condition=models.Q(closed_at=None), name="ask_due"),
        ]

    def __str__(self) -> str:
        return self.topic.title

    def is_open(self, now: datetime) -> bool:
        """Whether it still takes ideas and votes."""
        ended = self.closes_at is not None and self.closes_at <= now
        return not ended and self.closed_at is None and self.topic.closed_at is None


class AskIdeaState(models.TextChoices):
    """What becomes of an idea of an ask."""

    OPEN = "open", _("open")
    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    DECLINED = "declined", _("declined")
    MERGED = "merged", _("merged")


class AskIdea(models.Model):
    """An idea that somebody put forward: an answer to the ask with a title, and the branch below it its discussion.

    Its votes are its own and, each person once, those of the ideas that were merged into it.
    """

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="ideas")
    message = models.OneToOneField(Message, models.CASCADE, related_name="ask_idea")
    author = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="ask_ideas")
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(max_length=8, choices=AskIdeaState, default=AskIdeaState.OPEN)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="took_in")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class IdeaDecision(models.Model):
    """That an idea came to a state: when, by whom, why. `into` is the idea that it was merged into."""

    idea = models.ForeignKey(AskIdea, models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=8, choices=AskIdeaState)
    why = models.CharField(max_length=300, blank=True)
    into = models.ForeignKey(AskIdea, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.idea} · {self.state}"


class IdeaVote(models.Model):
    """That somebody votes for an idea."""

    idea = models.ForeignKey(AskIdea, models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="idea_votes")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("idea", "participant", name="one_vote_an_idea")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.idea}"


class RankedItem(models.Model):
    """A thing that is put in order."""

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint("ask", "position", name="one_item_a_position")]

    def __str__(self) -> str:
        return self.words


class Ballot(models.Model):
    """The order in which somebody puts the things of a ranking: their positions, the best first."""

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="ballots")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="ballots")
    order = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("ask", "participant", name="one_ballot_a_participant")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.ask_id}"


class Outcome(models.Model):
    """You said, we did: what came of an ask, in a message of its topic."""

    ask = models.OneToOneField(Ask, models.CASCADE, related_name="outcome")
    message = models.OneToOneField(Message, models.CASCADE, related_name="outcome")
    by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"outcome of {self.ask_id}"


class Credit(models.Model):
    """That somebody helped, and is thanked by name unless they said no."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="credits")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="credits")
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("outcome", "participant", name="one_credit_a_participant")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.outcome_id}"
