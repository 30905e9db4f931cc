"""What a WebDAV server answers (multistatus, RFC 4918), read within bounds. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

DAV, CARD, CALENDAR_SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}", "{http://calendarserver.org/ns/}"
_KEPT_IN_PATHS = "/:@!$&'()*+,;=~-._"
_OK, _LONGEST_PATH = 200, 1000
_PORTS = {"http": 80, "https": 443}


class NotXml(ValueError):
    """What came is no XML, or declares what no answer needs to."""


@dataclass(frozen=True, slots=True)
class Found:
    """One address of an answer: its path, its status as a number (200 where its properties were found), these."""

    path: str
    status: int
    properties: Mapping[str, ET.Element] = field(default_factory=dict)

    def is_a(self, kind: str) -> bool:
        """Whether it is of a kind, as `{urn:ietf:params:xml:ns:carddav}addressbook`."""
        types = self.properties.get(f"{DAV}resourcetype")
        return types is not None and types.find(kind) is not None

    def text(self, name: str) -> str:
        """Return the text of a property, empty if it was not found."""
        return property_text(self.properties.get(name))

    def address(self, name: str, base: str) -> str:
        """Return the whole address that a property holds, empty if it holds none."""
        held = self.properties.get(name)
        href = property_text(held.find(f"{DAV}href")) if held is not None else ""
        return joined(base, href) if href else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """All addresses of an answer, and the token that stands for how things were then (RFC 6578)."""

    found: tuple[Found, ...]
    token: str = ""


class _Plain(ET.TreeBuilder):
    """Builds trees of what declares nothing: entities that unfold beyond measure need a declaration."""

    def doctype(self, *_: str | None) -> None:
        raise NotXml("an answer that declares a document type")


def found_in(body: bytes, base: str) -> Answer:
    """Return what an answer found; `base` is the address that was asked. Raise NotXml if it is no answer."""
    parser = ET.XMLParser(target=_Plain())  # noqa: S314  declarations are refused
    try:
        parser.feed(body)
        root = parser.close()
    except (ET.ParseError, LookupError, ValueError) as error:
        raise NotXml(f"{error}") from error
    if root.tag != f"{DAV}multistatus":
        raise NotXml(f"{root.tag}"[:100])
    found = (_found(one, base) for one in root.iter(f"{DAV}response"))
    return Answer(tuple(one for one in found if one is not None), property_text(root.find(f"{DAV}sync-token")))


def origin(address: str) -> tuple[str, str, str, int]:
    """Return of an address all that decides whom it leads to: scheme, who signs in, host, port. Empty if it is none.

    >>> origin("https://Home.example/a") == origin("https://home.example:443/b"), origin("https://[")
    (True, ('', '', '', 0))
    """
    try:
        parts = urlsplit(address)
        who = parts.netloc.rpartition("@")[0]
        return parts.scheme, who, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", "", "", 0


def joined(base: str, href: str) -> str:
    """Return the whole address of a link, empty if it is none."""
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def _found(response: ET.Element, base: str) -> Found | None:
    """Return what is told of an address; None where it is of another host, or would lead to one."""
    address = joined(base, property_text(response.find(f"{DAV}href")))
    path = plain_path(urlsplit(address).path) if address and origin(address) == origin(base) else ""
    if not path or path.startswith("//") or len(path) > _LONGEST_PATH:
        return None
    status = _status(response.find(f"{DAV}status"))
    properties: dict[str, ET.Element] = {}
    for stated in response.iter(f"{DAV}propstat"):
        if _status(stated.find(f"{DAV}status")) == _OK:
            properties |= {one.tag: one for held in stated.findall(f"{DAV}prop") for one in held}
    return Found(path, status or _OK, properties)


def plain_path(path: str) -> str:
    """Return a path as it is always written here: servers escape more or less of it from answer to answer.

    >>> plain_path("/dora%40home/%C3%A0.vcf") == plain_path("/dora@home/à.vcf")
    True
    """
    return quote(unquote(path), safe=_KEPT_IN_PATHS)


def property_text(element: ET.Element | None) -> str:
    """Return the text of an element, empty if there is none."""
    return "".join(element.itertext()).strip() if element is not None else ""


def _status(element: ET.Element | None) -> int:
    words = property_text(element).split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
