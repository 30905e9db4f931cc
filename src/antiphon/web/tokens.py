"""How it stands with the tokens of channels, as the pages say it."""

from dataclasses import dataclass
from datetime import datetime

from antiphon.channels.models import Channel
from antiphon.channels.queries import life_of, tokens_near_end
from antiphon.channels.rules import TokenState
from antiphon.lib.errors import Trouble
from antiphon.organizations.models import Brand
from antiphon.publishing.queries.endangered import AtRisk, posts_at_risk


@dataclass(frozen=True, slots=True)
class Token:
    """How it stands with a channel's token: until when it is good, when it is renewed, what is at risk then.

    `application_refused` says that the network would renew it, but not for this application.
    """

    channel: Channel
    state: TokenState
    until: datetime | None
    days: int
    renewed_at: datetime | None
    failing_since: datetime | None
    application_refused: bool
    at_risk: AtRisk | None


def token_of(channel: Channel, at_risk: AtRisk | None, now: datetime) -> Token | None:
    """Return how it stands with a channel's token, None for a channel without one. The channel carries its grant."""
    life, grant = life_of(channel), channel.grant
    if life is None or grant is None:
        return None
    until = life.good_until
    return Token(
        channel=channel,
        state=life.state(now),
        until=until,
        days=(until - now).days if until and until > now else 0,
        renewed_at=grant.due_at if life.renewable and not grant.failures else None,
        failing_since=grant.trouble_since if grant.failures else None,
        application_refused=grant.trouble == Trouble.PERMISSION,
        at_risk=at_risk,
    )


def ending_tokens(brand: Brand, now: datetime) -> list[Token]:
    """Return the tokens that end within a week or have ended, with what is at risk, the first to end first."""
    found = posts_at_risk(tokens_near_end(brand, now))
    return [token for one in found if (token := token_of(one.end.channel, one, now))]
