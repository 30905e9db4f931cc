"""Grants are renewed ahead of their end, each by one worker at a time; a failure logs nobody out."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction

from antiphon.channels.connector import OAuth
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel, Grant
from antiphon.channels.queries import can_renew, client_of, door, sealer
from antiphon.channels.rules import FIRST_WAIT, renewal_due, wait_after
from antiphon.channels.wire.oauth import AuthorizationServer, Tokens
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.secrets import SealBroken

log = structlog.get_logger(__name__)
#: A token that ends within this time is not sent any more where a new one can be had.
_ABOUT_TO_END = timedelta(seconds=30)
#: A token that is refused so soon after it was renewed because it was refused, is refused for good.
_A_MOMENT = timedelta(minutes=10)


def oauth_of(grant: Grant) -> OAuth | None:
    """Return how its network speaks OAuth 2, None if it has no application or its connector is gone."""
    made = connectors().get(grant.application.kind) if grant.application else None
    if grant.application is None or made is None or made.oauth is None:
        return None
    return made.oauth.at({"server": grant.application.server})


def claim_renewal() -> Grant | None:
    """Take the next grant whose turn to be renewed has come; None if none is due."""
    now = clock.now()
    for grant in Grant.objects.due(now).order_by("due_at")[:5]:
        if _claimed(grant, now):
            return _fresh(grant)
    return None


def usable(grant: Grant) -> Grant:
    """Return a grant whose token has not ended, renewing it first if it has; raise ChannelError if that fails."""
    now = clock.now()
    ends = grant.expires_at is not None and grant.expires_at <= now + _ABOUT_TO_END
    if not ends or grant.trouble == Trouble.AUTH or not can_renew(grant, oauth_of(grant)):
        return grant
    if grant.failures and grant.due_at and grant.due_at > now:
        raise ChannelError(Trouble.BEFORE_SEND, "its token could not be renewed", retry_after=grant.due_at - now)
    if not _claimed(grant, now):
        raise ChannelError(Trouble.BEFORE_SEND, "its token is being renewed", retry_after=timedelta(seconds=5))
    fresh = _fresh(grant)
    if fresh.times != grant.times:  # somebody else was quicker
        _give_back(fresh)
        return fresh
    try:
        return renew(fresh)
    except ChannelError as error:
        if error.trouble == Trouble.AUTH:
            raise
        raise ChannelError(Trouble.BEFORE_SEND, error.detail, retry_after=error.retry_after) from error


def renew(grant: Grant) -> Grant:
    """Have a claimed grant renewed by its network; raise ChannelError why not, after it was noted."""
    try:
        tokens = _asked(grant)
    except ChannelError as error:
        log.warning("renewal failed", grant=grant.pk, trouble=error.trouble, failures=grant.failures + 1)
        _note_failure(grant, error)
        raise
    return _note_success(grant, tokens)


def _asked(grant: Grant) -> Tokens:
    oauth = oauth_of(grant)
    if oauth is None or not can_renew(grant, oauth):
        raise ChannelError(Trouble.CONTENT, "it cannot be renewed without a person")
    lock = sealer()
    try:
        refresh = lock.open(grant.refresh_sealed).decode() if grant.refresh_sealed else ""
        held = Tokens(lock.open(grant.access_sealed).decode(), refresh)
        client = client_of(grant.application, lock)
    except SealBroken as error:
        raise ChannelError(Trouble.CONTENT, str(error)) from error
    return AuthorizationServer(oauth, client, door()).renew(held)


def _claimed(grant: Grant, now: datetime) -> bool:
    lease = timedelta(seconds=max(120, 2 * settings.NETWORK_SECONDS))
    return bool(Grant.objects.free(now).filter(pk=grant.pk).update(lease_until=now + lease))


def _fresh(grant: Grant) -> Grant:
    return Grant.objects.select_related("application").get(pk=grant.pk)


def _give_back(grant: Grant) -> None:
    Grant.objects.filter(pk=grant.pk).update(lease_until=None)


@transaction.atomic
def _note_success(grant: Grant, tokens: Tokens) -> Grant:
    """Keep the fresh tokens, whoever holds the lease by now: the ones before may be worthless since."""
    row = Grant.objects.select_for_update(of=("self",)).select_related("application").get(pk=grant.pk)
    take_over(row, tokens)
    row.times += 1
    row.failures, row.trouble, row.trouble_since, row.lease_until = 0, "", None, None
    row.save()
    hanging = Channel.objects.connected().filter(grant=row, trouble=Trouble.AUTH)
    hanging.update(trouble="", trouble_since=None)
    return row


def take_over(grant: Grant, tokens: Tokens) -> None:
    """Write tokens into a grant; an empty refresh token leaves the one that is kept."""
    now, lock, oauth = clock.now(), sealer(), oauth_of(grant)
    grant.access_sealed = lock.seal(tokens.access.encode())
    if tokens.refresh:
        grant.refresh_sealed = lock.seal(tokens.refresh.encode())
    if tokens.refresh_lasts:
        grant.ends_at = now + tokens.refresh_lasts
    lasts = tokens.lasts or (timedelta(days=oauth.lasts_days) if oauth and oauth.lasts_days else None)
    grant.scopes = tokens.scopes or grant.scopes
    ends = lasts is not None and not (oauth and oauth.outlasts)
    grant.got_at, grant.expires_at = now, now + lasts if lasts and ends else None
    grant.due_at = due_at(grant)


def due_at(grant: Grant) -> datetime | None:
    """Return when a grant is to be renewed, None if it cannot be or need not be."""
    if grant.expires_at is None or not can_renew(grant, oauth_of(grant)):
        return None
    return max(renewal_due(grant.got_at, grant.expires_at), grant.got_at + FIRST_WAIT)


@transaction.atomic
def _note_failure(grant: Grant, error: ChannelError) -> None:
    """Note why it failed, unless it was renewed meanwhile: what is over then is only what was held before."""
    now, failures = clock.now(), grant.failures + 1
    mine = Grant.objects.filter(pk=grant.pk, times=grant.times)
    since = grant.trouble_since or now
    if error.trouble == Trouble.AUTH:
        if mine.update(trouble=Trouble.AUTH, trouble_since=since, failures=failures, due_at=None, lease_until=None):
            hanging = Channel.objects.connected().filter(grant=grant.pk, trouble="")
            hanging.update(trouble=Trouble.AUTH, trouble_since=now)
        return
    wait = max(wait_after(failures), error.retry_after or timedelta(0))
    mine.update(trouble=error.trouble, trouble_since=since, failures=failures, due_at=now + wait, lease_until=None)


def doubt(grant_pk: int, times: int) -> bool:
    """Doubt a token that its network refused, and have it renewed soon; return whether that makes sense.

    It does not where the grant cannot be renewed, or was renewed for that very reason a moment ago.
    """
    now, grant = clock.now(), Grant.objects.select_related("application").filter(pk=grant_pk).first()
    if grant is None or grant.trouble == Trouble.AUTH or not can_renew(grant, oauth_of(grant)):
        return False
    if grant.times > times:  # what was refused is not what is held by now
        return True
    doubted = grant.doubted_at
    if doubted and doubted >= grant.got_at:  # it will be renewed
        return True
    if doubted and grant.got_at - doubted < _A_MOMENT and now - grant.got_at < _A_MOMENT:
        return False
    Grant.objects.filter(pk=grant_pk, times=grant.times).update(doubted_at=now, due_at=now)
    return True
