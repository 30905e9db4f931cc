"""Who must say yes before a post goes out, and what they said."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.organizations.models import Brand, Member, Role
from antiphon.publishing.models.delivering import Post
from antiphon.publishing.models.planning import Campaign
from antiphon.publishing.models.reviewing import ReviewGuest, ReviewLink
from antiphon.publishing.models.versions import Version
from antiphon.publishing.rules import agreeing


class NeedsLabel(models.TextChoices):
    """How many of those asked must say yes, as people read it."""

    ANY = agreeing.Needs.ANY, _("any one of them")
    ALL = agreeing.Needs.ALL, _("all of them")


class VerdictLabel(models.TextChoices):
    """What somebody says about a post, as people read it."""

    APPROVE = agreeing.Verdict.APPROVE, _("approved")
    CHANGES = agreeing.Verdict.CHANGES, _("asked for changes")
    HOLD = agreeing.Verdict.HOLD, _("put on hold")


class OutcomeLabel(models.TextChoices):
    """How a review stands or ended, as people read it."""

    OPEN = agreeing.Outcome.OPEN, _("waits for a yes")
    APPROVED = agreeing.Outcome.APPROVED, _("approved")
    CHANGES = agreeing.Outcome.CHANGES, _("changes asked for")
    HELD = agreeing.Outcome.HELD, _("put on hold")
    WITHDRAWN = agreeing.Outcome.WITHDRAWN, _("taken back")
    LATE = agreeing.Outcome.LATE, _("not agreed in time")
    SKIPPED = agreeing.Outcome.SKIPPED, _("sent by an owner without review")
    REPEATED = agreeing.Outcome.REPEATED, _("approved before, word for word")


class Flow(models.Model):
    """How posts are agreed: its steps, one after the other. Not used any more once it is archived."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="flows")
    name = models.CharField(_("name"), max_length=80)
    own_allowed = models.BooleanField(_("one may approve one’s own posts"), default=False)
    own_links = models.BooleanField(_("a client’s yes counts by a link of whoever wrote it, too"), default=False)
    owner_skips = models.BooleanField(_("owners may publish without asking"), default=False)
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", "name", condition=Q(archived_at=None), name="one_flow_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class FlowStep(models.Model):
    """One step of a flow."""

    flow = models.ForeignKey(Flow, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    needs = models.CharField(max_length=4, choices=NeedsLabel, default=NeedsLabel.ANY)

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint("flow", "position", name="one_step_a_place")]

    def __str__(self) -> str:
        return f"{self.flow} · {self.position + 1}"


class Approver(models.Model):
    """Who is asked in a step: one member, or anybody in a role."""

    step = models.ForeignKey(FlowStep, models.CASCADE, related_name="approvers")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(_("role"), max_length=12, choices=Role, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None) & ~Q(role="") | Q(member__isnull=False, role=""),
                name="a_member_or_a_role_is_asked",
            )
        ]

    def __str__(self) -> str:
        return str(self.member.user) if self.member else str(self.get_role_display())


class FlowChoice(models.Model):
    """Which flow is in force: for the brand, or instead for a campaign or a channel of it. None: nobody is asked."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="flow_choices")
    campaign = models.OneToOneField(Campaign, models.CASCADE, null=True, blank=True, related_name="flow_choice")
    channel = models.OneToOneField(Channel, models.CASCADE, null=True, blank=True, related_name="flow_choice")
    flow = models.ForeignKey(Flow, models.PROTECT, null=True, blank=True, related_name="choices")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(campaign=None) | Q(channel=None), name="chosen_for_one_thing"),
            models.UniqueConstraint("brand", condition=Q(campaign=None, channel=None), name="one_flow_for_the_brand"),
        ]

    def __str__(self) -> str:
        return str(self.flow)


class ReviewRequest(models.Model):
    """Somebody asked for a yes to exactly this version of a post. At most one is open for a post.

    Who is asked is copied from the flow when it is asked for: a flow that changes later changes no review that
    is under way. `step` is the one that waits, from 0. `repeats` is the review whose yes lets this out again.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="review_requests")
    version = models.ForeignKey(Version, models.CASCADE, related_name="review_requests")
    digest = models.CharField(max_length=64)
    own_allowed = models.BooleanField(default=False)
    own_links = models.BooleanField(default=False)
    repeats = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="repeated_by")
    step = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(Member, models.PROTECT, related_name="review_requests")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=OutcomeLabel, default=OutcomeLabel.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("post", condition=Q(outcome="open"), name="one_open_review_a_post"),
        ]
        indexes = [models.Index("outcome", "asked_at", name="review_outcome")]

    def __str__(self) -> str:
        return f"{self.post}: {self.outcome}"


class Asked(models.Model):
    """Who is asked in a step of a review, as the flow said when it began; and when they were told, if they were."""

    request = models.ForeignKey(ReviewRequest, models.CASCADE, related_name="asked")
    position = models.PositiveSmallIntegerField()
    needs = models.CharField(max_length=4, choices=NeedsLabel)
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="asked")
    role = models.CharField(max_length=12, choices=Role, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "pk")
        verbose_name_plural = "asked"

    def __str__(self) -> str:
        return str(self.member.user) if self.member else str(self.get_role_display())


class Decision(models.Model):
    """What a member or a guest said when they were asked; `digest` is of what they had before them. Never changed."""

    request = models.ForeignKey(ReviewRequest, models.CASCADE, related_name="decisions")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="decisions")
    guest = models.ForeignKey(ReviewGuest, models.PROTECT, null=True, blank=True, related_name="decisions")
    role = models.CharField(max_length=12, choices=Role)
    step = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=8, choices=VerdictLabel)
    words = models.TextField(_("in a sentence"), blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, guest__isnull=False) | Q(member__isnull=False, guest=None),
                name="a_member_or_a_guest_decides",
            )
        ]

    def __str__(self) -> str:
        return f"{self.said_by}: {self.verdict}"

    @property
    def said_by(self) -> str:
        """The name of who decided."""
        return str(self.member.user if self.member else self.guest)

    @property
    def link(self) -> ReviewLink | None:
        """The link by which it was said, if it was a guest who said it: it names who made it and for whom."""
        return self.guest.link if self.guest else None
