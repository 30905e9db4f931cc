"""What a web page says of itself to whoever shows a link to it: title, description, picture."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

_CHARSET = re.compile(rb"charset=[\"']?([\w-]{1,40})", re.IGNORECASE)
_BEGINNING = 4096
_TITLES = ('meta[property="og:title"]', 'meta[name="twitter:title"]')
_DESCRIPTIONS = ('meta[property="og:description"]', 'meta[name="twitter:description"]', 'meta[name="description"]')
_PICTURES = (
    'meta[property="og:image:secure_url"]', 'meta[property="og:image"]', 'meta[property="og:image:url"]',
    'meta[name="twitter:image"]',
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AboutPage:
    """A page as it wants to be shown; what it does not say is empty. `picture` is an address."""

    title: str
    description: str
    picture: str


def about_page(data: bytes, address: str, charset: str = "") -> AboutPage:
    """Read what a page says of itself (Open Graph, the cards of X, plain HTML), in this order.

    `charset` is what the server said; without it the page's own word counts, else UTF-8.
    """
    page = LexborHTMLParser(_decoded(data, charset))
    heading = page.css_first("title")
    title = _said(page, _TITLES) or _line(heading.text() if heading else "")
    picture = _said(page, _PICTURES)
    base = page.css_first("base[href]")
    start = urljoin(address, (base.attributes.get("href") or "") if base else "")
    absolute = urljoin(start, picture) if picture else ""
    return AboutPage(
        title=title[:300],
        description=_said(page, _DESCRIPTIONS)[:1000],
        picture=absolute if absolute.startswith(("https://", "http://")) else "",
    )


def _said(page: LexborHTMLParser, places: tuple[str, ...]) -> str:
    for place in places:
        for found in page.css(place):
            words = _line(found.attributes.get("content") or "")
            if words:
                return words
    return ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _decoded(data: bytes, charset: str) -> str:
    told = _CHARSET.search(data[:_BEGINNING])
    for name in (charset, told[1].decode("ascii") if told else "", "utf-8"):
        try:
            return data.decode(name or "utf-8", "strict" if name != "utf-8" else "replace")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("utf-8", "replace")
