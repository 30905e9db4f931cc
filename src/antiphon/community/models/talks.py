"""Talk: words between two to eight participants that nobody else reads; who is in it, mutes, blocks and reports."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.participants import Participant
from antiphon.organizations.models import Brand, Member


class Talk(models.Model):
    """A conversation of few: only who is in it reads it, no host, no search, no report of figures."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="talks")
    opened_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="talks_opened")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"talk {self.pk}"


class TalkMembers(models.QuerySet["TalkMember"]):
    """Who is in talks, as one speaks of them."""

    def seated(self) -> "TalkMembers":
        """Those who stand in a talk as the others see it: gone is only who left it, or the community."""
        return self.filter(left_at=None, participant__left_at=None)

    def reading(self) -> "TalkMembers":
        """Those to whom the talk is there: they accepted it, or it waits for them."""
        return self.seated().filter(refused_at=None)


class TalkMember(models.Model):
    """That a participant is in a talk, since when; they read what was said from then on, up to `read_up_to`.

    Until `accepted_at` it is a request. A refused one stays as it was for all others: refusing tells nobody. Of a
    muted one they get no news, and nobody is told that either.
    """

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="members")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="talks")
    added_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    muted_at = models.DateTimeField(null=True, blank=True)
    read_up_to = models.BigIntegerField(default=0)

    objects = TalkMembers.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("talk", "participant", condition=Q(left_at=None), name="one_seat_a_talk")
        ]
        indexes = [models.Index("added_by", "since", name="talk_member_added")]

    def __str__(self) -> str:
        return f"{self.participant_id} in {self.talk_id}"


class TalkMessage(models.Model):
    """What somebody said in a talk: Markdown, and how it is shown. No other table points to it but reports."""

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="messages")
    author = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="talk_messages")
    source = models.TextField(_("text"), max_length=5_000)
    html = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("talk", "id", name="talk_message_talk"),
            models.Index("author", "at", name="talk_message_author"),
        ]

    def __str__(self) -> str:
        return f"talk message {self.pk}"


class TalkMute(models.Model):
    """That a participant wants no news from another; the other is not told."""

    by = models.ForeignKey(Participant, models.CASCADE, related_name="talk_mutes")
    about = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("by", "about", name="one_mute_a_pair")]

    def __str__(self) -> str:
        return f"{self.by_id} mutes {self.about_id}"


class TalkBlock(models.Model):
    """That two participants cannot write to each other, because one of them said so; neither is told who."""

    by = models.ForeignKey(Participant, models.CASCADE, related_name="talk_blocks")
    about = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("by", "about", name="one_block_a_pair")]

    def __str__(self) -> str:
        return f"{self.by_id} blocks {self.about_id}"


class TalkReport(models.Model):
    """A message of a talk that somebody in it showed the hosts, with at most three before it, copied: a case.

    `words` are objects with handle, name, at (ISO 8601), source and reported, the oldest first. They stay when
    the talk is gone. `answer` is what the host told the reporter.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="talk_reports")
    message = models.ForeignKey(TalkMessage, models.SET_NULL, null=True, blank=True, related_name="reports")
    by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="talk_reports")
    about = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.CharField(_("what is wrong with it"), max_length=500)
    words = models.JSONField(default=list)
    reported_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.CharField(_("answer to who reported"), max_length=1_000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("message", "by", name="one_talk_report_a_message")]
        indexes = [models.Index("brand", "decided_at", name="talk_report_open")]

    def __str__(self) -> str:
        return f"talk report {self.pk}"
