"""Whether a page says that somebody is the person it belongs to: `rel=me` (microformats.org/wiki/rel-me)."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        rel = (told.get("rel") or "").lower().split()
        if tag in {"a", "link", "area"} and "me" in rel and told.get("href"):
            self.found.append(str(told["href"]).strip())


def links_back(page: str, at: str, to: str) -> bool:
    """Whether the page that stands at one address names the other by a link with `rel=me`.

    >>> links_back('<a rel="nofollow me" href="/@dora/">Dora</a>', "https://a.example/", "https://a.example/@dora")
    True
    """
    reader = _Links()
    reader.feed(page)
    return plain_address(to) in {plain_address(urljoin(at, found)) for found in reader.found}


def plain_address(url: str) -> str:
    """Return an address so that two ways to write it are one: no fragment, no last slash, host in small letters."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme.lower()}://{host}{parts.path.rstrip('/')}{query}"


def same_host(one: str, other: str) -> bool:
    """Whether two addresses are of one host: who is led on elsewhere has proven nothing about where it began."""
    return urlsplit(one).netloc.lower() == urlsplit(other).netloc.lower() != ""
