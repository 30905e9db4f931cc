"""What a network says of its OAuth 2, so that the house can sign in, refresh and guide through the set-up."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OAuth:
    """Addresses and habits of one network's authorization server (RFC 6749, RFC 7636, RFC 8414).

    `console` is where a self-hoster registers the application; `steps` are the sentences of the guide in
    their order, with what its review trips people over. `lasts_days` is how long an access token of a
    network without refresh tokens lives. Texts are looked up in the catalogs when shown.
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
