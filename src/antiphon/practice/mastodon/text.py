"""How Mastodon counts a status and turns it into HTML."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import regex

URL = r"(?<![\w@#$])https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]}]"
MENTION = r"(?<![\w/@.])@(?P<username>\w+(?:[\w.-]*\w)?)(?:@(?P<domain>[\w.-]*\w(?::\d+)?))?"
HASHTAG = r"(?<![\w&/#])#(?P<tag>\w*[^\W\d_]\w*)"
TOKEN = re.compile(f"(?P<url>{URL})|{MENTION}|{HASHTAG}")


@dataclass(frozen=True)
class Mention:
    """A handle found in a text; `domain` is None when it was written without one."""

    username: str
    domain: str | None


def countable_length(text: str, spoiler_text: str, per_url: int) -> int:
    """Count as Mastodon does: graphemes, every URL the same, `@user@domain` as `@user`, warning included.

    Source: Mastodon's documentation, "Posting to your profile".
    """

    def shortened(token: re.Match[str]) -> str:
        if token["url"]:
            return "x" * per_url
        return f"@{token['username']}" if token["username"] else token[0]

    return len(regex.findall(r"\X", spoiler_text + TOKEN.sub(shortened, text)))


def mentioned(text: str) -> list[Mention]:
    """Return the handles in a text, each once, in order."""
    found = (Mention(t["username"], t["domain"]) for t in TOKEN.finditer(text) if t["username"])
    return list(dict.fromkeys(found))


def hashtags(text: str) -> list[str]:
    """Return the hashtags in a text in lower case, each once, in order."""
    return list(dict.fromkeys(t["tag"].lower() for t in TOKEN.finditer(text) if t["tag"]))


def as_html(text: str, base_url: str, address_of: Callable[[Mention], tuple[str, str] | None]) -> str:
    """Write a text as Mastodon does. `address_of` gives the URL and the username of a known handle."""
    paragraphs = (p for p in re.split(r"\n{2,}", text.replace("\r\n", "\n").strip()) if p)
    return "".join(f"<p>{_inline(p, base_url, address_of)}</p>" for p in paragraphs)


def _inline(text: str, base_url: str, address_of: Callable[[Mention], tuple[str, str] | None]) -> str:
    parts, position = [], 0
    for token in TOKEN.finditer(text):
        parts.append(_escaped(text[position : token.start()]))
        parts.append(_link(token, base_url, address_of))
        position = token.end()
    return "".join([*parts, _escaped(text[position:])])


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br />")


def _link(token: re.Match[str], base_url: str, address_of: Callable[[Mention], tuple[str, str] | None]) -> str:
    if token["url"]:
        return _url_link(token["url"])
    if token["tag"]:
        tag = html.escape(token["tag"])
        address = f"{base_url}/tags/{quote(token['tag'].lower())}"
        return f'<a href="{address}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'
    known = address_of(Mention(token["username"], token["domain"]))
    if not known:
        return _escaped(token[0])
    link = f'<a href="{html.escape(known[0])}" class="u-url mention">@<span>{html.escape(known[1])}</span></a>'
    return f'<span class="h-card" translate="no">{link}</span>'


def _url_link(url: str) -> str:
    scheme, rest = re.match(r"(https?://(?:www\.)?)(.*)", url, re.DOTALL).groups()  # type: ignore[union-attr]
    shown, hidden = html.escape(rest[:30]), html.escape(rest[30:])
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{scheme}</span>'
        f'<span class="{"ellipsis" if hidden else ""}">{shown}</span>'
        f'<span class="invisible">{hidden}</span></a>'
    )
