"""A meadow: tokens are traded for longer ones in a way of its own, and one account is all there is."""

from antiphon.channels.connector import Exchange, OAuth, RetrySafety
from antiphon.channels.connectors.guild import BASE, GuildCredentials, Hall


class Meadow(Hall):
    """The one account of whoever signs in."""

    kind = "meadow"
    name = "Meadow"
    icon = "M3 3h18v18H3Z"
    credentials = GuildCredentials
    withdrawn = "On the meadow: your applications."
    retry_safety = RetrySafety.NEVER_REPLAY
    tested_against = "a local guild"
    oauth = OAuth(
        authorize=f"{BASE}/authorize",
        token=f"{BASE}/token",
        scopes=("speak", "listen"),
        scope_separator=",",
        console=f"{BASE}/applications",
        steps=("Register an application at the meadow.",),
        pkce=False,
        refreshes=False,
        lasts_days=60,
        lengthens=Exchange(f"{BASE}/lengthen", "longer", sends=("client_secret",)),
        renews=Exchange(f"{BASE}/renew", "again"),
        over=('"code":190',),
    )
