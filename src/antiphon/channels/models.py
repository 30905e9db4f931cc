"""Channel: one account of the brand on one network; and what lets us speak for it: Application, Grant, SignIn."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member, Organization
from antiphon.people.models import Identity


class Paced(models.Model):
    """What is remembered of a network's rate: how many requests were left, of how many, until when."""

    pace_left = models.PositiveIntegerField(null=True, blank=True)
    pace_most = models.PositiveIntegerField(null=True, blank=True)
    pace_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Application(Paced):
    """What an organization registered at a network so that its members can sign in there: a client of OAuth 2.

    With a `brand` it is for that brand alone. `server` is where everybody has a server of their own.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="applications")
    brand = models.ForeignKey(Brand, models.CASCADE, null=True, blank=True, related_name="applications")
    kind = models.CharField(max_length=40)
    server = models.CharField(max_length=300, blank=True)
    client_id = models.CharField(max_length=300)
    secret_sealed = models.TextField(blank=True)
    redirect_address = models.CharField(max_length=500)
    registered_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "brand", "kind", "server", condition=Q(replaced_at=None), name="one_application_of_a_brand"
            ),
            models.UniqueConstraint(
                "organization",
                "kind",
                "server",
                condition=Q(replaced_at=None, brand=None),
                name="one_application_of_an_organization",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.client_id}"


class Grants(models.QuerySet["Grant"]):
    """Grants, as one speaks of them."""

    def free(self, now: datetime) -> "Grants":
        """Those that nobody renews right now."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=now))

    def due(self, now: datetime) -> "Grants":
        """Those whose turn to be renewed has come."""
        in_use = Q(channels__disconnected_at=None, channels__isnull=False)
        return self.free(now).filter(in_use, due_at__lte=now).distinct()


class Grant(models.Model):
    """What somebody allowed an application at a network: the tokens, how long they last, when they are renewed.

    `expires_at` ends the access token, `ends_at` what renews it; None where the network does not tell. `times`
    counts the renewals: who read an earlier number holds an earlier token. `doubted_at` is when the network last
    refused the token before its end.
    """

    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="grants")
    granted_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="grants")
    granted_at = models.DateTimeField()
    access_sealed = models.TextField()
    refresh_sealed = models.TextField(blank=True)
    scopes = models.TextField(blank=True)
    got_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    times = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=24, blank=True)
    trouble_since = models.DateTimeField(null=True, blank=True)
    doubted_at = models.DateTimeField(null=True, blank=True)

    objects = Grants.as_manager()

    class Meta:
        indexes = [models.Index("due_at", name="grant_due")]

    def __str__(self) -> str:
        return f"{self.application or 'token'} · {self.granted_at:%Y-%m-%d}"


class SignIn(models.Model):
    """A sign-in at a network that is under way: it comes back once, to the browser in which it began.

    Of what opens it only digests are kept; the proof key (RFC 7636) and what was typed are sealed.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="sign_ins")
    member = models.ForeignKey(Member, models.CASCADE, related_name="sign_ins")
    kind = models.CharField(max_length=40)
    application = models.ForeignKey(Application, models.CASCADE, related_name="sign_ins")
    state_digest = models.CharField(max_length=64, unique=True)
    session_digest = models.CharField(max_length=64)
    verifier_sealed = models.TextField(blank=True)
    typed_sealed = models.TextField()
    redirect_address = models.CharField(max_length=500)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)
    grant = models.ForeignKey(Grant, models.SET_NULL, null=True, blank=True, related_name="sign_ins")

    def __str__(self) -> str:
        return f"{self.kind} · {self.member}"


def _spare(whose: str, now: datetime) -> Q:
    over = Q((f"{whose}pace_until", None)) | Q((f"{whose}pace_until__lte", now))
    return over | Q((f"{whose}pace_most__lte", F(f"{whose}pace_left") * 4))


class Channels(models.QuerySet["Channel"]):
    """Channels, as one speaks of them."""

    def connected(self) -> "Channels":
        """Those that are in use."""
        return self.filter(disconnected_at=None)

    def not_quiet(self, now: datetime) -> "Channels":
        """Those whose network did not ask to wait."""
        return self.filter(Q(quiet_until=None) | Q(quiet_until__lte=now))

    def with_requests_to_spare(self, now: datetime) -> "Channels":
        """Those whose network still takes so many requests that not all are kept for what goes out."""
        return self.filter(_spare("", now), _spare("grant__application__", now))

    def due_to_listen(self, now: datetime) -> "Channels":
        """Those whose turn to listen has come and that nobody listens to right now."""
        free = Q(listen_lease_until=None) | Q(listen_lease_until__lt=now)
        return self.connected().not_quiet(now).with_requests_to_spare(now).filter(free, listen_due_at__lte=now)

    def due_to_read_limits(self, now: datetime) -> "Channels":
        """Those whose network is to be asked what fits there; who lost its trust is asked once it is back."""
        asked_long_ago = Q(limits_due_at=None) | Q(limits_due_at__lte=now)
        well = self.connected().filter(trouble="").not_quiet(now).with_requests_to_spare(now)
        return well.filter(asked_long_ago)

    def due_to_count_followers(self, now: datetime) -> "Channels":
        """Those whose network is to be asked how many follow; a channel that was never asked about is due."""
        asked_long_ago = Q(followers_due_at=None) | Q(followers_due_at__lte=now)
        return self.connected().not_quiet(now).with_requests_to_spare(now).filter(asked_long_ago)


class Channel(Paced):
    """A connected place. `kind` names its connector and is free text: a new network needs no migration.

    With a `grant` we speak with what somebody allowed; several channels may hang on one. `followers_told_at` is
    when the network last said how many follow, also if their number was the same as before. `limits_read` is what it
    said at `limits_read_at` of what fits; `limits_failed_at` is when asking it again was last in vain.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=40)
    identity = models.ForeignKey(Identity, models.PROTECT, related_name="channels")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, blank=True, related_name="channels")
    credentials_sealed = models.TextField(blank=True)
    session_sealed = models.TextField(blank=True)
    limits_read = models.JSONField(null=True, blank=True)
    limits_read_at = models.DateTimeField(null=True, blank=True)
    limits_due_at = models.DateTimeField(null=True, blank=True)
    limits_failed_at = models.DateTimeField(null=True, blank=True)
    connected_at = models.DateTimeField()
    disconnected_at = models.DateTimeField(null=True, blank=True)
    listen_cursor = models.TextField(blank=True)
    listen_due_at = models.DateTimeField()
    listen_lease_until = models.DateTimeField(null=True, blank=True)
    listened_at = models.DateTimeField(null=True, blank=True)
    followers_due_at = models.DateTimeField(null=True, blank=True)
    followers_told_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=24, blank=True)
    trouble_since = models.DateTimeField(null=True, blank=True)
    quiet_until = models.DateTimeField(_("asked to wait until"), null=True, blank=True)

    objects = Channels.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "brand", "identity", condition=Q(disconnected_at=None), name="one_channel_an_account"
            )
        ]
        indexes = [models.Index("listen_due_at", name="channel_listen_due")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.identity.handle}"
