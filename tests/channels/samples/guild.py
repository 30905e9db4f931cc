"""A guild: one signs in there, and may speak for several of its chapters."""

from typing import Annotated

from antiphon.channels.connector import (
    Connector,
    Credentials,
    Fence,
    Field,
    Heard,
    Limits,
    OAuth,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Revocation,
)
from antiphon.channels.wire.rest import Rest

BASE = "https://guild.example"


class GuildCredentials(Credentials, frozen=True, kw_only=True):
    """What names our application."""

    client_id: Annotated[str, Field("Application ID")]
    client_secret: Annotated[str, Field("Application secret", secret=True)]


class Hall(Connector[GuildCredentials]):
    """What one does in a guild's hall."""

    def verify(self) -> Profile:
        """Return the first chapter."""
        return self._chapters()[0]

    def limits(self, table: Limits) -> Limits:  # noqa: ARG002
        """A note has 40 characters and no picture."""
        return Limits(text={"code_points": 40}, images=0, source="the guild", checked="2026-11-22")

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:  # noqa: ARG002
        """Put a note up for the chapter."""
        fence.open()
        chapter = self._account.stable_id if self._account else ""
        told = self._rest.post("/notes", {"chapter": chapter, "text": outgoing.text}, sent=True)
        return Reference(uri=f"{BASE}/notes/{told['id']}", id=told["id"])

    def listen(self, cursor: str) -> Heard:
        """Look at the notes."""
        self._rest.get("/notes")
        return Heard(cursor=cursor or "1")

    def _chapters(self) -> tuple[Profile, ...]:
        told = self._rest.get("/chapters")["chapters"]
        return tuple(Profile(stable_id=one["id"], handle=one["name"].lower(), name=one["name"]) for one in told)

    @property
    def _rest(self) -> Rest:
        return Rest(self._door, BASE, {"Authorization": f"Bearer {self._door.token}"})


class Guild(Hall):
    """The chapters of a guild."""

    kind = "guild"
    name = "Guild"
    icon = "M3 3h18v18H3Z"
    credentials = GuildCredentials
    withdrawn = "In the guild’s hall: your applications."
    retry_safety = RetrySafety.NEVER_REPLAY
    tested_against = "a local guild"
    checked = "2026-11-22"
    oauth = OAuth(
        authorize=f"{BASE}/authorize",
        token=f"{BASE}/token",
        scopes=("speak", "listen"),
        console=f"{BASE}/applications",
        steps=("Register an application at the guild.", "Enter the address to come back to."),
        traps=("The guild looks at each application for a week.",),
        extra={"prompt": "consent"},
        revokes=Revocation(f"{BASE}/revoke"),
    )

    def accounts(self) -> tuple[Profile, ...]:
        """Return the chapters."""
        return self._chapters()
