"""Markdown as people type it in discussions, made into harmless HTML; mentions and hashtags become links."""

import html
import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from antiphon.lib.markup import typed_text

type Address = Callable[[str], str]
"""Gives the address behind a name, or nothing: then it stays text."""

#: What a text of a discussion may hold once it is HTML. Headings begin below those of the page.
_TAGS = {
    "p", "br", "a", "strong", "em", "s", "pre", "code", "blockquote", "ul", "ol", "li", "h3", "h4", "h5", "hr", "img",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "class"}, "img": {"src", "alt", "loading"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h5", "h5": "h5", "h6": "h5"}
#: Deeper nesting is shown flat: nobody reads it, and it is how parsers are brought down.
_DEEPEST = 20
_OF_THIS_SERVER = re.compile(r"/(?![/\\])[^\s\\]*")
_NAMED = re.compile(r"(?<![\w/@#&])(?:@(?P<handle>[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)|#(?P<tag>\w*[^\W\d]\w*))")


@dataclass(frozen=True, slots=True)
class Names:
    """Where the names in a text lead: a participant by handle, a hashtag by its word."""

    handle: Address = lambda _handle: ""
    tag: Address = lambda _tag: ""


@dataclass(frozen=True, slots=True)
class Read:
    """A text as it was understood: its HTML, whom it names and its hashtags (lower case), in order, each once.

    `elsewhere` is how many pictures it names that are kept elsewhere: of these there are links.
    """

    html: str
    mentions: tuple[str, ...]
    tags: tuple[str, ...]
    elsewhere: int


def read_markdown(source: str, names: Names | None = None) -> Read:
    """Return the text as harmless HTML with whom and what it names.

    HTML in the source is shown as it was typed, never obeyed. Names inside code stay text. A picture that is kept
    elsewhere becomes a link: who keeps it would learn who reads the words, from where and when. Pictures of this
    server, whose addresses begin with a single slash, are shown.
    """
    env: dict[str, Any] = {"names": names or Names(), "mentions": {}, "tags": {}, "elsewhere": 0}
    made = _parser().render(typed_text(source), env)
    clean = nh3.clean(
        made,
        tags=_TAGS,
        attributes={tag: kept - {"class"} for tag, kept in _ATTRIBUTES.items()},
        allowed_classes={"a": {"mention", "hashtag"}},
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener ugc",
    )
    return Read(clean, tuple(env["mentions"]), tuple(env["tags"]), env["elsewhere"])


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": _DEEPEST})
    parser.enable(["linkify", "table", "strikethrough"])
    parser.core.ruler.push("antiphon", _own)
    return parser


def _own(state: StateCore) -> None:
    """Lower the headings, and make links of the names and of pictures from elsewhere."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = _HEADINGS[token.tag]
        if token.type == "inline" and token.children:
            token.children = _named(token.children, state.env)


def _named(tokens: list[Token], env: MutableMapping[str, Any]) -> list[Token]:
    made: list[Token] = []
    inside = 0
    for token in tokens:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "image":
            token = _picture(token, env, inside=inside > 0)  # noqa: PLW2901  it takes the place of the other
        made += _split(token, env) if token.type == "text" and not inside else [token]
    return made


def _picture(token: Token, env: MutableMapping[str, Any], *, inside: bool) -> Token:
    """Return a picture of this server, loaded late; in place of any other a link, within a link only its words."""
    address = str(token.attrGet("src") or "")
    if _OF_THIS_SERVER.fullmatch(address):
        token.attrSet("loading", "lazy")
        return token
    env["elsewhere"] += 1
    words = token.content or address
    if inside:
        return _text(words)
    return Token("html_inline", "", 0, content=f'<a href="{html.escape(address)}">{html.escape(words)}</a>')


def _split(token: Token, env: MutableMapping[str, Any]) -> list[Token]:
    pieces: list[Token] = []
    last = 0
    for match in _NAMED.finditer(token.content):
        link = _link(match, env)
        if link:
            pieces += [_text(token.content[last : match.start()]), link]
            last = match.end()
    return [*pieces, _text(token.content[last:])]


def _link(match: re.Match[str], env: MutableMapping[str, Any]) -> Token | None:
    names: Names = env["names"]
    tag = match["tag"]
    word = tag.lower() if tag else match["handle"]
    env["tags" if tag else "mentions"][word] = True
    address = names.tag(word) if tag else names.handle(word)
    if not address:
        return None
    kind = "hashtag" if tag else "mention"
    content = f'<a href="{html.escape(address)}" class="{kind}">{html.escape(match[0])}</a>'
    return Token("html_inline", "", 0, content=content)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
