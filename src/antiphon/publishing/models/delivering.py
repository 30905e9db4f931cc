"""Post → Delivery → Attempt: what is to be said where and when, and every try at it."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.conversations.models import Message
from antiphon.organizations.models import Brand, Member
from antiphon.publishing.models.content import Content, Illustration
from antiphon.publishing.models.planning import Campaign
from antiphon.publishing.rules.delivering import HAS_STOOD, FenceState, State


class StateLabel(models.TextChoices):
    """The states of a delivery as people read them."""

    DRAFT = State.DRAFT, _("draft")
    IN_REVIEW = State.IN_REVIEW, _("in review")
    APPROVED = State.APPROVED, _("approved")
    SCHEDULED = State.SCHEDULED, _("scheduled")
    SENDING = State.SENDING, _("sending")
    PROCESSING = State.PROCESSING, _("at the network")
    LIVE = State.LIVE, _("live")
    REMOVING = State.REMOVING, _("taking down")
    NOT_REMOVED = State.NOT_REMOVED, _("still to take down")
    REFUSED = State.REFUSED, _("refused")
    UNKNOWN = State.UNKNOWN, _("needs a look")
    MISSED = State.MISSED, _("missed")
    HELD = State.HELD, _("on hold")
    CANCELLED = State.CANCELLED, _("dropped")
    REMOVED = State.REMOVED, _("taken down")


class HoldReason(models.TextChoices):
    """Why a delivery is on hold."""

    ASKED = "asked", _("Somebody who was asked for a yes put it on hold.")
    LATE = "late", _("Its hour came before everybody had said yes.")
    CHANGED = "changed", _("What would have gone out is not what was approved.")
    NOT_AGREED = "not_agreed", _("Nobody had said yes to it.")


class Continuation(models.TextChoices):
    """How a post hangs on the one before it."""

    THREAD = "thread", _("next part")
    COMMENT = "comment", _("first comment")


class Post(models.Model):
    """The intention to say a content: on which channels and when stands in its deliveries.

    A later part of a thread and a first comment are posts of their own that continue the one before.

    `request_key` names the request of a program that asked for it, so that asking twice writes it once.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="posts")
    content = models.ForeignKey(Content, models.PROTECT, related_name="posts")
    author = models.ForeignKey(Member, models.PROTECT, related_name="posts")
    in_reply_to = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="answers")
    continues = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="continued_by")
    continues_as = models.CharField(max_length=8, choices=Continuation, blank=True)
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="posts")
    request_key = models.CharField(max_length=80, null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("brand", "request_key", name="one_post_a_request")]
        indexes = [models.Index(fields=["brand", "-created_at"], name="post_brand")]

    def __str__(self) -> str:
        return self.content.text[:60]


class Deliveries(models.QuerySet["Delivery"]):
    """Deliveries, as one speaks of them."""

    def free(self, now: datetime) -> "Deliveries":
        """Those that no living worker holds."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=now))

    def not_waiting_for_another(self) -> "Deliveries":
        """Those that begin something, or whose earlier part stands already."""
        return self.filter(Q(follows=None) | Q(follows__state=State.LIVE))

    def may_be_tried(self, now: datetime) -> "Deliveries":
        """Those whose waiting time after a failed try is over and whose network did not ask to wait."""
        waited = Q(next_try_at=None) | Q(next_try_at__lte=now)
        return self.filter(waited, Q(channel__quiet_until=None) | Q(channel__quiet_until__lte=now))

    def to_prepare(self, now: datetime, ahead: datetime) -> "Deliveries":
        """Those due before `ahead` whose pictures are not yet at the network."""
        found = self.filter(state=State.SCHEDULED, prepared_at=None, due_at__lte=ahead)
        return found.free(now).may_be_tried(now)

    def to_send(self, now: datetime) -> "Deliveries":
        """Those due now with everything ready."""
        found = self.filter(state=State.SCHEDULED, prepared_at__isnull=False, due_at__lte=now)
        return found.free(now).may_be_tried(now).not_waiting_for_another()

    def abandoned(self, now: datetime) -> "Deliveries":
        """Those that a worker was sending when its lease ran out."""
        return self.filter(state=State.SENDING, lease_until__lt=now)

    def at_the_network(self, now: datetime) -> "Deliveries":
        """Those that the network took and still works on, and whose turn to be asked after has come."""
        return self.filter(state=State.PROCESSING).free(now).may_be_tried(now)

    def in_doubt(self, now: datetime) -> "Deliveries":
        """Those of unknown outcome that may be looked after without a person, now."""
        return self.filter(state=State.UNKNOWN, next_try_at__isnull=False).free(now).may_be_tried(now)

    def to_remove(self, now: datetime) -> "Deliveries":
        """Those that their network is to be asked to take down, now: of a thread the last part first."""
        asked = Q(state=State.REMOVING) | Q(state=State.NOT_REMOVED, next_try_at__isnull=False)
        later = Delivery.objects.filter(follows=OuterRef("pk"), state=State.REMOVING)
        return self.filter(asked, ~Exists(later)).free(now).may_be_tried(now)

    def needing_a_person(self) -> "Deliveries":
        """Those that will not go on by themselves."""
        stuck = [State.REFUSED, State.MISSED, State.HELD, State.APPROVED, State.NOT_REMOVED]
        return self.filter(Q(state__in=stuck) | Q(state=State.UNKNOWN, next_try_at=None))

    def live(self) -> "Deliveries":
        """Those that stand on their network."""
        return self.filter(state=State.LIVE)

    def that_stood(self) -> "Deliveries":
        """Those that stand, or stood until they were taken down."""
        return self.filter(state__in=HAS_STOOD)


class Delivery(models.Model):
    """A post on one channel: owns the state, the time and the variant of the text.

    `wall_time` (naive, ISO to the minute) and `time_zone` are what the person chose; `due_at` is what
    they resolve to. `operation` names the one thing to be made and is the same at every try. `settings`
    are those of the channel's connector. A delivery that `follows` another waits until that one is live.
    `approved_digest` is of what was approved: if something else would go out, it is held. `held_for` says why,
    while it is.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries")
    follows = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="followed_by")
    title = models.CharField(_("title for this channel"), max_length=300, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    approved_digest = models.CharField(max_length=64, blank=True)
    held_for = models.CharField(max_length=10, choices=HoldReason, blank=True)
    text = models.TextField(_("text for this channel"), blank=True)
    state = models.CharField(max_length=12, choices=StateLabel, default=State.DRAFT)
    state_since = models.DateTimeField()
    wall_time = models.CharField(max_length=16, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    late_minutes = models.PositiveIntegerField(default=60)
    operation = models.CharField(max_length=64)
    claimed_by = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    prepared = models.JSONField(default=list, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    uri = models.CharField(max_length=700, blank=True)
    network_id = models.CharField(max_length=700, blank=True)
    version = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    live_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=24, blank=True)

    #: What was begun and read for all of a claim at once; None for one that was read otherwise.
    attempt: "Attempt | None" = None
    shown: "list[Illustration] | None" = None

    objects = Deliveries.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint("post", "channel", name="once_a_channel"),
            models.UniqueConstraint("channel", "operation", name="one_delivery_an_operation"),
        ]
        indexes = [
            models.Index("state", "due_at", name="delivery_due"),
            models.Index("channel", "due_at", name="delivery_plan"),
            models.Index(F("uri"), name="delivery_uri"),
            # What is live grows for ever; a few times a second it is asked for what is not in the ledger yet.
            models.Index("state", "live_at", name="delivery_unrecorded", condition=Q(recorded_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.channel} · {self.state}"

    @property
    def words(self) -> str:
        """The text for this channel: its own variant or the content's."""
        return self.text or self.post.content.text


class Attempt(models.Model):
    """One try at a delivery, kept for ever. At most one is active (unfinished) at a time."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    operation = models.CharField(max_length=64)
    fence = models.CharField(max_length=20, default=FenceState.PREPARED)
    fingerprint = models.CharField(max_length=64)
    retry_safety = models.CharField(max_length=20)
    worker = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=24, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint("delivery", "number", name="one_attempt_a_number"),
            models.UniqueConstraint("delivery", condition=Q(finished_at=None), name="one_active_attempt"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.fence}"


class Checkpoint(models.Model):
    """A step behind the fence that an operation has certainly reached, with what it yielded. Never changed."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="checkpoints")
    operation = models.CharField(max_length=64)
    step = models.CharField(max_length=120)
    value = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("delivery", "operation", "step", name="one_checkpoint_a_step")]

    def __str__(self) -> str:
        return self.step
