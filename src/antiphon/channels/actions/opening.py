"""A channel's connector is opened, and what its network said is remembered."""

from datetime import timedelta
from typing import Any

import msgspec
from django.db import transaction

from antiphon.channels.actions.renewing import doubt, usable
from antiphon.channels.connector import Connector, Pace
from antiphon.channels.models import Application, Channel, Grant, Paced
from antiphon.channels.queries import connector_of, grant_of, sealer
from antiphon.channels.rules import Remaining, remaining, worth_noting
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.secrets import SealBroken

#: A network that says it takes nothing for longer than this is asked again after it all the same.
_LONGEST_REST = timedelta(days=1)


def open_connector(channel: Channel) -> Connector[Any]:
    """Return the channel's connector; a session it renews is sealed and stored at once.

    Raise ChannelError if its credentials cannot be opened, or its token has ended and cannot be renewed now.
    """
    return opened(channel, usable_grant(channel))


def usable_grant(channel: Channel) -> Grant | None:
    """Return what the channel speaks with, renewed if it has ended; raise ChannelError if that fails."""
    grant = grant_of(channel)
    if grant is not None:
        channel.grant = grant = usable(grant)
    return grant


def opened(channel: Channel, grant: Grant | None) -> Connector[Any]:
    """Return the channel's connector with a grant that can be used; raise ChannelError if it cannot be opened."""

    def keep(session: str) -> None:
        if session:
            Channel.objects.connected().filter(pk=channel.pk).update(session_sealed=sealer().seal(session.encode()))

    try:
        return connector_of(channel, grant, keep, lambda pace: note_pace(channel, pace))
    except (SealBroken, msgspec.DecodeError) as error:
        raise ChannelError(Trouble.AUTH, f"the stored credentials cannot be opened: {error}") from error


@transaction.atomic
def note_trouble(channel: Channel, error: ChannelError) -> ChannelError:
    """Remember what a network said no to, and return the error to go on with.

    Passing trouble never counts against the credentials. A token that is refused before its end is no end of
    what was granted: it is renewed first, and the error to go on with passes.
    """
    now = clock.now()
    if error.trouble == Trouble.AUTH and channel.grant is not None and doubt(channel.grant.pk, channel.grant.times):
        return ChannelError(Trouble.BEFORE_SEND, error.detail, retry_after=timedelta(seconds=15))
    if error.trouble == Trouble.LIMIT:
        Channel.objects.filter(pk=channel.pk).update(quiet_until=now + (error.retry_after or timedelta(minutes=5)))
    elif error.trouble in {Trouble.AUTH, Trouble.PERMISSION}:
        Channel.objects.filter(pk=channel.pk, trouble="").update(trouble=error.trouble, trouble_since=now)
    return error


def note_wellness(channel: Channel) -> None:
    """Remember that the network answered: earlier trouble is over."""
    if channel.trouble:
        Channel.objects.filter(pk=channel.pk).update(trouble="", trouble_since=None)


def note_pace(channel: Channel, pace: Pace) -> None:
    """Remember how many requests a network still takes, and give it a rest before it refuses one.

    What it says of the whole application holds for every channel that speaks through it.
    """
    application = channel.grant.application if channel.grant else None
    if pace.of_application and application is not None:
        _note(application, pace, Channel.objects.filter(grant__application=application))
    else:
        _note(channel, pace, Channel.objects.filter(pk=channel.pk))


def _note(paced: Application | Channel, pace: Pace, channels: Any) -> None:
    now, known = clock.now(), _known(paced)
    until = min(pace.until, now + _LONGEST_REST)
    fresh = remaining(pace.left, pace.most, until, known)
    if until <= now or not worth_noting(fresh, known, now):
        return
    paced.pace_left, paced.pace_most, paced.pace_until = fresh.left, fresh.most, fresh.until
    told = {"pace_left": fresh.left, "pace_most": fresh.most, "pace_until": fresh.until}
    type(paced).objects.filter(pk=paced.pk).update(**told)
    if fresh.few:
        channels.connected().update(quiet_until=fresh.until)


def _known(paced: Paced) -> Remaining | None:
    if paced.pace_left is None or paced.pace_most is None or paced.pace_until is None:
        return None
    return Remaining(paced.pace_left, paced.pace_most, paced.pace_until)
