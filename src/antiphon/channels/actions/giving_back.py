"""What was granted is given back to its network when a channel is left, as far as the network can be told."""

from dataclasses import replace

import structlog

from antiphon.channels.actions.renewing import oauth_of
from antiphon.channels.connector import OAuth
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Application, Channel, Grant
from antiphon.channels.queries import client_of, door, sealer
from antiphon.channels.rules import Access
from antiphon.channels.wire.oauth import AuthorizationServer, Tokens
from antiphon.lib.errors import ChannelError
from antiphon.lib.secrets import SealBroken

log = structlog.get_logger(__name__)

#: A person waits for the answer: nothing hangs on it but a sentence (seconds).
_CONNECT_SECONDS, _TOTAL_SECONDS = 4.0, 8.0


def give_back(left: Channel, grant: Grant | None) -> Access:
    """Tell the network that a grant that no channel hangs on any more is over; return what became of it.

    It never raises: the channel has been left already, and the person is told what is left to do.
    """
    made = connectors().get(left.kind)
    if grant is None or grant.application is None or (oauth := oauth_of(grant)) is None or oauth.revokes is None:
        return Access.STANDS if made and made.withdrawn else Access.NONE
    if _is_shared(left, grant, grant.application, whole=oauth.revokes.whole):
        return Access.SHARED
    try:
        _server(grant, oauth).revoke(_held(grant))
    except (ChannelError, SealBroken) as error:
        log.warning("giving back failed", kind=grant.application.kind, trouble=getattr(error, "trouble", "sealed"))
        return Access.DOUBTFUL
    return Access.ENDED


def _server(grant: Grant, oauth: OAuth) -> AuthorizationServer:
    usual = door()
    short = replace(usual.bounds, connect_seconds=_CONNECT_SECONDS, total_seconds=_TOTAL_SECONDS)
    return AuthorizationServer(oauth, client_of(grant.application, sealer()), replace(usual, bounds=short))


def _held(grant: Grant) -> Tokens:
    lock = sealer()
    refresh = lock.open(grant.refresh_sealed).decode() if grant.refresh_sealed else ""
    return Tokens(lock.open(grant.access_sealed).decode(), refresh)


def _is_shared(left: Channel, grant: Grant, application: Application, *, whole: bool) -> bool:
    """Whether another channel may fall silent with it.

    One of the same grant would; one of the same account where the network gives one token to both; any other of
    the application where the network ends all that a person allowed it.
    """
    connected = Channel.objects.connected()
    same = connected.filter(
        grant__application__kind=application.kind,
        grant__application__server=application.server,
        grant__application__client_id=application.client_id,
    )
    alike = same if whole else same.filter(identity__stable_id=left.identity.stable_id)
    return connected.filter(grant=grant.pk).exists() or alike.exists()
