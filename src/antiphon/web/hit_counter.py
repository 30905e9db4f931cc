"""Hits of sites are answered before the pages: no session, no cookie, no look at the database, no slot of a page."""

import time
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import msgspec

from antiphon.visits.at_the_door import door
from antiphon.visits.door import Knock, Taken
from antiphon.visits.hit_files import Full
from antiphon.visits.rules.hits import Act, Way
from antiphon.visits.rules.visitors import house
from antiphon.web.senders import address_in

type Environment = dict[str, Any]
type Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]

SCRIPT, HIT, PIXEL = "/count.js", "/count", "/count.gif"
#: A hit says little: more is none.
MOST_BYTES = 8_000
_MOST_URL = 4_000
_SCRIPT_FILE = Path(__file__).parent / "static" / "js" / "count.js"
_GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
_OPEN = [
    ("Access-Control-Allow-Origin", "*"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("X-Content-Type-Options", "nosniff"),
]
_FORGET = ("Cache-Control", "no-store")


class Answer(NamedTuple):
    """What is answered to a hit."""

    status: HTTPStatus
    headers: list[tuple[str, str]]
    body: bytes = b""


class Told(msgspec.Struct):
    """A hit as the script tells it."""

    site: str
    url: str
    ref: str = ""
    act: Act = Act.PAGE
    name: str = ""


class HitCounter:
    """A WSGI application that answers hits itself and leaves everything else to the pages.

    `afterwards` is done after each hit, in the thread that answered it.
    """

    def __init__(self, pages: Application, afterwards: Callable[[], None]) -> None:
        self._pages, self._afterwards = pages, afterwards

    def __call__(self, environ: Environment, start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a hit, or pass the request on."""
        if environ.get("PATH_INFO") not in {SCRIPT, HIT, PIXEL}:
            return self._pages(environ, start)
        try:
            answer = answered(environ, _body(environ))
        finally:
            self._afterwards()
        length = ("Content-Length", str(len(answer.body)))
        start(f"{answer.status.value} {answer.status.phrase}", [*answer.headers, length])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]


def answered(environ: Mapping[str, Any], body: bytes | None) -> Answer:
    """Return the answer to a request for one of the three addresses; `body` is None if it is too long."""
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    if method == "OPTIONS":
        allowed = [("Access-Control-Allow-Methods", "POST"), ("Access-Control-Allow-Headers", "Content-Type")]
        return Answer(HTTPStatus.NO_CONTENT, [*_OPEN, *allowed])
    if path == HIT:
        return _hit(environ, body) if method == "POST" else _not_allowed("POST, OPTIONS")
    if method not in {"GET", "HEAD"}:
        return _not_allowed("GET, HEAD")
    return _script() if path == SCRIPT else _pixel(environ)


def _script() -> Answer:
    told = [("Content-Type", "text/javascript; charset=utf-8"), ("Cache-Control", "public, max-age=86400")]
    return Answer(HTTPStatus.OK, [*_OPEN, *told], _SCRIPT_FILE.read_bytes())


def _hit(environ: Mapping[str, Any], body: bytes | None) -> Answer:
    if body is None:
        return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A hit is at most {MOST_BYTES} bytes.")
    try:
        told = msgspec.json.decode(body, type=Told)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _refused(HTTPStatus.BAD_REQUEST, f"This is not a hit: {error}.")
    return _taken(_knock(environ, Way.SCRIPT, told))


def _pixel(environ: Mapping[str, Any]) -> Answer:
    """Count a page without a script: its address is that of the page that asks for the picture."""
    asked = parse_qs(environ.get("QUERY_STRING", "")[:_MOST_URL])
    site, url = asked.get("site", [""])[0], asked.get("url", [environ.get("HTTP_REFERER", "")])[0]
    if environ["REQUEST_METHOD"] == "GET":
        answer = _taken(_knock(environ, Way.PIXEL, Told(site, url, asked.get("ref", [""])[0])))
        if answer.status != HTTPStatus.NO_CONTENT:
            return answer
    return Answer(HTTPStatus.OK, [*_OPEN, _FORGET, ("Content-Type", "image/gif")], _GIF)


def _knock(environ: Mapping[str, Any], way: Way, told: Told) -> Knock:
    return Knock(
        site=told.site,
        url=told.url[:_MOST_URL],
        way=way,
        agent=environ.get("HTTP_USER_AGENT", ""),
        address=house(address_in(environ)),
        act=told.act,
        name=told.name,
        referrer=told.ref[:_MOST_URL],
        asked_not="1" in {environ.get("HTTP_DNT"), environ.get("HTTP_SEC_GPC")},
    )


def _taken(knock: Knock) -> Answer:
    """Knock; who is left out is not told so."""
    try:
        taken, _visitor = door().knock(knock, time.time())
    except Full:
        return _refused(HTTPStatus.SERVICE_UNAVAILABLE, "Too many hits wait already.")
    if taken == Taken.NO_SITE:
        return _refused(HTTPStatus.NOT_FOUND, "No site has this key.")
    return Answer(HTTPStatus.NO_CONTENT, [*_OPEN, _FORGET])


def _not_allowed(methods: str) -> Answer:
    return Answer(HTTPStatus.METHOD_NOT_ALLOWED, [*_OPEN, ("Allow", methods)])


def _refused(status: HTTPStatus, why: str) -> Answer:
    return Answer(status, [*_OPEN, _FORGET, ("Content-Type", "text/plain; charset=utf-8")], why.encode())


def _body(environ: Environment) -> bytes | None:
    """Read the body of a request; None if it is longer than a hit is."""
    announced = environ.get("CONTENT_LENGTH") or "0"
    if not announced.isdecimal() or int(announced) > MOST_BYTES:
        return None
    read: bytes = environ["wsgi.input"].read(int(announced))
    return read
