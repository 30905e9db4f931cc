"""Who somebody on LinkedIn is, as far as the network tells."""

from typing import Any

from antiphon.channels.connector import Profile
from antiphon.channels.wire.linkedin.asking import API
from antiphon.channels.wire.linkedin.names import PAGES
from antiphon.channels.wire.rest import Rest, understood
from antiphon.lib.errors import ChannelError, Trouble


class People:
    """Asks who people and organizations are, each once. What may not be known is known by its number alone."""

    def __init__(self, rest: Rest, us: Profile | None) -> None:
        self._rest = rest
        self._known = {us.stable_id: us} if us else {}
        self._told_names = True

    def member(self, *, by_openid: bool) -> Profile:
        """Return who signed in; `by_openid` says through which of the network's two products."""
        if not by_openid:
            return _person(self._rest.get(f"{API}/v2/me"))
        found = self._rest.get(f"{API}/v2/userinfo")
        with understood("userinfo"):
            urn, name = f"urn:li:person:{found['sub']}", str(found["name"])
            return Profile(stable_id=urn, handle=name, name=name, avatar_url=str(found.get("picture") or ""))

    def organization(self, urn: str) -> Profile:
        """Return a page."""
        found = self._rest.get(f"organizations/{_number(urn)}")
        with understood("organizations"):
            name = str(found["localizedName"])
            place = str(found.get("vanityName") or found["id"])
            return Profile(stable_id=urn, handle=place, name=name, url=f"{PAGES}/company/{place}/")

    def who(self, urn: str) -> Profile:
        """Return who is behind a URN; never an error because the network does not tell."""
        if urn not in self._known:
            self._known[urn] = self._asked(urn) if self._told_names else _nameless(urn)
        return self._known[urn]

    def _asked(self, urn: str) -> Profile:
        try:
            if ":organization:" in urn:
                return self.organization(urn)
            return _person(self._rest.get(f"people/(id:{_number(urn)})"))
        except ChannelError as error:
            if error.trouble not in {Trouble.PERMISSION, Trouble.CONTENT}:
                raise
            self._told_names = self._told_names and error.trouble != Trouble.PERMISSION
            return _nameless(urn)


def _person(found: Any) -> Profile:
    with understood("a person"):
        place = str(found.get("vanityName") or "")
        name = f"{found.get('localizedFirstName') or ''} {found.get('localizedLastName') or ''}".strip()
        urn = f"urn:li:person:{found['id']}"
        return Profile(urn, place or _number(urn), name, f"{PAGES}/in/{place}/" if place else "")


def _nameless(urn: str) -> Profile:
    return Profile(stable_id=urn, handle=_number(urn))


def _number(urn: str) -> str:
    return urn.rpartition(":")[2]
