"""What a network says of its OAuth 2, so that the house can sign in, refresh and guide through the set-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Exchange:
    """How a network makes a token last longer in its own way: a GET that trades it for another.

    `carries` is the parameter that holds the token; `sends` names what else goes along, of `client_id`
    and `client_secret`. The answer is that of a token endpoint.
    """

    address: str
    grant_type: str
    carries: str = "access_token"
    sends: tuple[str, ...] = ()

    def at(self, typed: Mapping[str, str]) -> Self:
        """Return the same with `{name}` in its address filled with what was typed."""
        return replace(self, address=_filled(self.address, typed))


@dataclass(frozen=True, slots=True)
class Revocation:
    """How a network is told that what was granted is given back (RFC 7009), or its own way to.

    `carries` is the parameter that holds a token. Each token that is held is sent, what renews the other first;
    with `access_alone` only the access token. `hints` says of which kind it is, `names_client` names the application
    as at the token endpoint. `whole` says that the network then ends all that this person allowed this application:
    it is asked only where nothing else here may stand on that.
    """

    address: str
    method: str = "POST"
    carries: str = "token"
    access_alone: bool = False
    hints: bool = True
    names_client: bool = True
    whole: bool = False

    def at(self, typed: Mapping[str, str]) -> Self:
        """Return the same with `{name}` in its address filled with what was typed."""
        return replace(self, address=_filled(self.address, typed))


@dataclass(frozen=True, slots=True)
class OAuth:
    """Addresses and habits of one network's authorization server (RFC 6749, RFC 7636, RFC 8414).

    `console` is where a self-hoster registers the application; `steps` are the sentences of the guide in
    their order, `traps` what the network's review trips people over. Texts are looked up in the catalogs
    when shown. `lasts_days` is how long an access token lives where the network does not say.

    A network without refresh tokens (`refreshes=False`) may know an exchange of its own: `lengthens` is asked
    once, right after signing in, `renews` each time the token has spent two thirds of its life. `over` are
    further pieces of an error by which this network says that the grant is over, beside `invalid_grant`:
    anything else never logs a channel out. `outlasts` says that the connector keeps a token of its own, had with
    the granted one, which does not end: the end of the granted one is then no end of the channel.

    `revokes` is how what was granted is given back, None where the network documents no way to.

    Where what is to be done decides what is asked for, `scopes_by` names the credential in which a person
    chooses it, and the scopes of each choice; any other choice asks for `scopes`.

    Where everybody has a server of their own, addresses hold `{server}`, filled with the credential of that
    name; `registers` is where an application is registered without a person, `describes` the server's own
    description (RFC 8414): PKCE is then used where it offers S256.
    """

    authorize: str
    token: str
    scopes: tuple[str, ...]
    console: str
    steps: tuple[str, ...]
    pkce: bool = True
    scope_separator: str = " "
    client_id_name: str = "client_id"
    secret_in_header: bool = False
    extra: dict[str, str] = field(default_factory=dict)
    refreshes: bool = True
    lasts_days: int | None = None
    traps: tuple[str, ...] = ()
    lengthens: Exchange | None = None
    renews: Exchange | None = None
    over: tuple[str, ...] = ()
    outlasts: bool = False
    registers: str = ""
    describes: str = ""
    revokes: Revocation | None = None
    scopes_by: tuple[str, Mapping[str, tuple[str, ...]]] | None = None

    @property
    def renewable(self) -> bool:
        """Whether a token can be had anew without a person."""
        return self.refreshes or self.renews is not None

    def at(self, typed: Mapping[str, str]) -> Self:
        """Return the same with `{name}` in its addresses filled with what was typed, and the chosen scopes."""
        changed: dict[str, Any] = {}
        if self.scopes_by:
            name, chosen = self.scopes_by
            changed["scopes"] = chosen.get(typed.get(name, ""), self.scopes)
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, Exchange | Revocation):
                changed[one.name] = value.at(typed)
            elif one.name in {"authorize", "token", "console", "registers", "describes"}:
                changed[one.name] = _filled(value, typed)
        return replace(self, **changed)


def _filled(address: str, typed: Mapping[str, str]) -> str:
    for name, value in typed.items():
        address = address.replace("{" + name + "}", value.strip().rstrip("/"))
    return address
