"""Speaking with an address book server: all through the guarded door, with credentials to one host only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape

import httpx

from antiphon.lib.bounds import Bounds
from antiphon.lib.carddav.answers import (
    CALENDAR_SERVER,
    CARD,
    DAV,
    Answer,
    Found,
    NotXml,
    found_in,
    joined,
    origin,
    plain_path,
)
from antiphon.lib.errors import AntiphonError
from antiphon.lib.http import AddressRefused, AnswerTooLarge, AnswerTooSlow, guarded_transport

_MOST_REDIRECTS, _MOST_ROUNDS = 5, 200
_MULTISTATUS, _GONE, _CHANGED, _FULL = 207, frozenset({404, 410}), 412, 507
_OK, _DENIED, _FORBIDDEN = 200, 401, 403
_NAMESPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav" xmlns:s="http://calendarserver.org/ns/"'
_XML = {"content-type": "application/xml; charset=utf-8"}


class Trouble(StrEnum):
    """What kind of trouble a server made."""

    AUTH = "auth"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    ELSEWHERE = "elsewhere"
    UNREACHABLE = "unreachable"
    PRIVATE = "private"
    TOO_LARGE = "too_large"
    NO_BOOK = "no_book"
    REFUSED = "refused"


class ServerTrouble(AntiphonError):
    """The server said no, or nothing, or what is no answer. `detail` never holds a credential."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail[:300]}")
        self.trouble = trouble
        self.detail = detail[:300]


class CardChanged(AntiphonError):
    """Somebody else wrote the card meanwhile (412): nothing was written."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card as the server keeps it: its path, the tag of this version of it, the vCard."""

    path: str
    etag: str
    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What changed since a mark: tags of versions by path, paths that are gone, the next mark.

    `whole`: everything that is there is listed, so what is not listed is gone.
    """

    etags: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    mark: str = ""
    whole: bool = False


class Server:
    """A server at an address, asked as somebody. Raises ServerTrouble, and nothing else of a network."""

    def __init__(self, address: str, user: str, password: str, bounds: Bounds) -> None:
        self._origin = origin(address)
        self._client = httpx.Client(
            transport=guarded_transport(bounds),
            auth=httpx.BasicAuth(user, password),
            trust_env=False,
            timeout=httpx.Timeout(bounds.total_seconds, connect=bounds.connect_seconds),
            headers={"user-agent": "Antiphon (address books)"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._client.close()

    # Reading -----------------------------------------------------------------------------------------

    def properties(self, address: str, names: Sequence[str], depth: int = 0) -> tuple[str, Answer]:
        """Return what the server tells of an address, and with depth 1 of what is in it; with where that stood."""
        asked = "".join(f"<{name}/>" for name in names)
        body = f"<d:propfind {_NAMESPACES}><d:prop>{asked}</d:prop></d:propfind>"
        response = self._ask("PROPFIND", address, body, {"depth": str(depth)})
        return f"{response.url}", self._answer(response)

    def listed(self, book: str, mark: str) -> Listed:
        """Return what changed in a book since a mark; everything where there is none, or it is too old."""
        if not mark.startswith("ctag:"):
            for token in dict.fromkeys((mark.removeprefix("token:"), "")):
                listed = self._synced(book, token)
                if listed is not None:
                    return listed
        return self._by_ctag(book, mark)

    def cards(self, book: str, paths: Sequence[str]) -> Iterator[Card]:
        """Yield the cards at these paths; one that went meanwhile is left out."""
        asked = "".join(f"<d:href>{escape(one)}</d:href>" for one in paths)
        body = (
            f"<c:addressbook-multiget {_NAMESPACES}><d:prop><d:getetag/><c:address-data/></d:prop>{asked}"
            "</c:addressbook-multiget>"
        )
        try:
            answer = self._answer(self._ask("REPORT", book, body, {"depth": "0"}))
        except ServerTrouble as trouble:
            if trouble.trouble not in {Trouble.REFUSED, Trouble.TOO_LARGE}:
                raise
            yield from filter(None, (self.card(book, one) for one in paths))
            return
        wanted = set(paths)
        for one in answer.found:
            text = one.text(f"{CARD}address-data")
            if text and one.path in wanted:
                wanted.discard(one.path)
                yield Card(one.path, one.text(f"{DAV}getetag"), text)

    def card(self, book: str, path: str) -> Card | None:
        """Return one card as it stands now, None if it is gone or larger than agreed."""
        try:
            response = self._ask("GET", urljoin(book, path))
        except ServerTrouble as trouble:
            if trouble.trouble in {Trouble.GONE, Trouble.TOO_LARGE}:
                return None
            raise
        return Card(path, response.headers.get("etag", ""), response.text)

    # Writing -----------------------------------------------------------------------------------------

    def write(self, book: str, path: str, text: str, etag: str) -> str:
        """Write a card over the version of this tag, or a new one where there is none; return the tag it has now.

        Empty if the server does not say. Raise CardChanged if it is no more as it was, or if a new one is there.
        """
        condition = {"if-match": etag} if etag else {"if-none-match": "*"}
        headers = {"content-type": "text/vcard; charset=utf-8", **condition}
        response = self._sent("PUT", urljoin(book, path), text.encode(), headers)
        if response.status_code == _CHANGED:
            raise CardChanged(path)
        self._check(response)
        return str(response.headers.get("etag", ""))

    # How ---------------------------------------------------------------------------------------------

    def _synced(self, book: str, token: str) -> Listed | None:
        """Return what `sync-collection` lists since a token; None where the server knows no such thing."""
        etags: dict[str, str] = {}
        gone: set[str] = set()
        began, rest = token, True
        for _round in range(_MOST_ROUNDS):
            body = (
                f"<d:sync-collection {_NAMESPACES}><d:sync-token>{escape(token)}</d:sync-token>"
                "<d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>"
            )
            try:
                answer = self._answer(self._ask("REPORT", book, body, {"depth": "0"}))
            except ServerTrouble as trouble:
                if trouble.trouble in {Trouble.REFUSED, Trouble.FORBIDDEN}:
                    return None
                raise
            inside = [one for one in answer.found if not _is(one, book)]
            gone = (gone | {one.path for one in inside if one.status in _GONE}) - _there(inside).keys()
            etags = {path: tag for path, tag in (etags | _there(inside)).items() if path not in gone}
            if not answer.token:
                return None
            rest = any(one.status == _FULL for one in answer.found)
            stuck, token = answer.token == token, answer.token
            if stuck or not rest:
                break
        # What a server did not list yet is not gone: only a list to its end is all that is there.
        return Listed(etags, frozenset(gone), f"token:{token}", whole=not began and not rest)

    def _by_ctag(self, book: str, mark: str) -> Listed:
        where, answer = self.properties(book, ["s:getctag"])
        ctag = next((one.text(f"{CALENDAR_SERVER}getctag") for one in answer.found), "")
        if ctag and mark == f"ctag:{ctag}":
            return Listed(mark=mark)
        _where, inside = self.properties(where, ["d:getetag", "d:resourcetype"], 1)
        cards = [one for one in inside.found if not _is(one, book) and not one.is_a(f"{DAV}collection")]
        return Listed(_there(cards), mark=f"ctag:{ctag}", whole=True)

    def _ask(
        self, method: str, address: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        response = self._sent(method, address, body.encode(), {**_XML, **(headers or {})} if body else {})
        for _redirect in range(_MOST_REDIRECTS):
            if not response.is_redirect:
                break
            address = joined(address, response.headers.get("location", ""))
            response = self._sent(method, address, body.encode(), {**_XML, **(headers or {})} if body else {})
        self._check(response)
        return response

    def _sent(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        if origin(address) != self._origin:  # the password is for nobody else
            raise ServerTrouble(Trouble.ELSEWHERE, address.partition("?")[0])
        try:
            return self._client.request(method, address, content=body or None, headers=dict(headers))
        except AddressRefused as error:
            raise ServerTrouble(Trouble.PRIVATE, f"{error}") from error
        except AnswerTooLarge as error:
            raise ServerTrouble(Trouble.TOO_LARGE, f"{error}") from error
        except (AnswerTooSlow, httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            raise ServerTrouble(Trouble.UNREACHABLE, f"{type(error).__name__}: {error}") from error

    def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if response.is_success:
            return
        kinds = {_DENIED: Trouble.AUTH, _FORBIDDEN: Trouble.FORBIDDEN, _FULL: Trouble.REFUSED}
        kind = Trouble.GONE if status in _GONE else kinds.get(status)
        passing = Trouble.UNREACHABLE if status == 429 or (status >= 500 and status not in {501, _FULL}) else None
        raise ServerTrouble(kind or passing or Trouble.REFUSED, f"{response.request.method} {status}")

    def _answer(self, response: httpx.Response) -> Answer:
        if response.status_code != _MULTISTATUS:
            raise ServerTrouble(Trouble.REFUSED, f"{response.request.method} {response.status_code}")
        try:
            return found_in(response.content, f"{response.url}")
        except NotXml as error:
            raise ServerTrouble(Trouble.REFUSED, f"{error}") from error


def _there(found: Sequence[Found]) -> dict[str, str]:
    return {one.path: one.text(f"{DAV}getetag") for one in found if one.status == _OK}


def _is(one: Found, address: str) -> bool:
    return one.path.rstrip("/") == plain_path(urlsplit(address).path).rstrip("/")
