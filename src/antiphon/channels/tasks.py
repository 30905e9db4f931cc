"""Look now: have what was granted renewed ahead of its end, and ask anew what fits on each channel."""

from datetime import timedelta

import structlog

from antiphon.channels.actions.limiting import claim_limits, read_limits
from antiphon.channels.actions.renewing import claim_renewal, renew
from antiphon.channels.actions.signing_in import forget_unfinished
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel
from antiphon.lib.errors import ChannelError

log = structlog.get_logger(__name__)

_LEASE = timedelta(minutes=10)


def warm_up() -> int:
    """Load what connected channels need to be spoken with; return how many networks that is."""
    kinds = Channel.objects.connected().values_list("kind", flat=True).distinct()
    known = [made for kind, made in connectors().items() if kind in set(kinds)]
    for made in known:
        made.warm_up()
    return len(known)


def keep_fresh() -> int:
    """Renew every grant whose turn has come; return how many were asked for.

    A network that does not answer is asked again later; that is noted, and nobody is logged out by it.
    """
    asked = 0
    while grant := claim_renewal():
        asked += 1
        try:
            renew(grant)
        except ChannelError:  # noted by whoever asked
            continue
    forget_unfinished()
    return asked


def read_limits_once() -> bool:
    """Ask the network whose turn it is what fits on a channel; False if none is due."""
    channel = claim_limits(_LEASE)
    if channel is None:
        return False
    try:
        read_limits(channel)
    except ChannelError as error:  # noted on the channel; what was read before goes on
        log.warning("reading limits failed", channel=channel.pk, trouble=error.trouble)
    return True
