"""The readable pages of both practice networks: one post with its conversation, one profile."""

import html
from dataclasses import dataclass, field
from datetime import datetime

STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#22252a, #e8e6e1); --quiet: light-dark(#5b6169, #a5a9b0);
  --paper: light-dark(#fbfaf7, #17191d); --card: light-dark(#ffffff, #1f2227);
  --rule: light-dark(#dedbd3, #343840); --link: light-dark(#1c5f6b, #7cc4d0); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, sans-serif; }
header, main, footer { max-width: 42rem; margin: 0 auto; padding: 1rem 1.25rem; }
header, footer, .meta { color: var(--quiet); font-size: .9rem; }
header { border-bottom: 1px solid var(--rule); }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 1rem; }
h2 { font-size: 1rem; margin: 2rem 0 .75rem; }
a { color: var(--link); }
article { background: var(--card); border: 1px solid var(--rule); border-radius: .5rem;
  padding: 1rem 1.25rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
article.main { border-width: 2px; }
.who { display: flex; gap: .75rem; align-items: center; }
.who img { width: 2.75rem; height: 2.75rem; border-radius: 50%; }
.who strong { display: block; line-height: 1.2; }
.who span { color: var(--quiet); font-size: .9rem; }
article > :last-child { margin-bottom: 0; }
figure { margin: 1rem 0 0; }
figure img, figure video { max-width: 100%; height: auto; border-radius: .375rem; display: block; }
figcaption { color: var(--quiet); font-size: .9rem; margin-top: .375rem; }
ol.replies { list-style: none; margin: 0; padding: 0; }
ol.replies ol.replies { margin-left: 1rem; padding-left: 1rem; border-left: 2px solid var(--rule); }
.invisible { display: none; }
.ellipsis::after { content: "…"; }
form p { margin: .75rem 0; }
input { font: inherit; padding: .375rem .5rem; width: 100%; max-width: 20rem; display: block; }
button { font: inherit; padding: .5rem 1rem; }
"""

COLOURS = ("#8a4b38", "#2f6f73", "#5b5f97", "#7a6a2b", "#6b3f69", "#3f6b45", "#94553d", "#33658a")


@dataclass
class ShownPicture:
    """A picture or film of a post, with its alternative text."""

    address: str
    alt: str | None
    is_video: bool = False


@dataclass
class ShownPost:
    """A post as a page shows it; `body` is safe HTML made by this server, `length` how the network counts it."""

    author: str
    handle: str
    author_address: str
    avatar: str
    address: str
    body: str
    at: datetime
    pictures: list[ShownPicture] = field(default_factory=list)
    warning: str = ""
    facts: list[str] = field(default_factory=list)
    length: str = ""
    replies: list["ShownPost"] = field(default_factory=list)


def document(title: str, body: str, network: str = "practice server") -> str:
    """Wrap a page."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{html.escape(title)}</title><link rel="stylesheet" href="/practice.css">'
        '<link rel="icon" href="/avatars/practice.svg"></head><body>'
        f'<header><a href="/">{html.escape(network)}</a> · a practice network on this machine; '
        f"nothing here leaves it</header>{body}</body></html>"
    )


def post_page(post: ShownPost, parent: ShownPost | None, network: str) -> str:
    """Show one post, what it answers and what answers it."""
    above = f"<h2>In reply to</h2>{_article(parent)}" if parent else ""
    below = f"<h2>Replies</h2>{_tree(post.replies)}" if post.replies else "<p>No replies yet.</p>"
    title = f"{post.author} on {network}"
    body = f"<main><h1>{html.escape(title)}</h1>{above}{_article(post, main=True)}{below}</main>"
    return document(title, body, network)


def list_page(title: str, introduction: str, posts: list[ShownPost], network: str) -> str:
    """Show several posts under a title."""
    shown = "".join(_article(post) for post in posts) or "<p>Nothing here yet.</p>"
    body = f"<main><h1>{html.escape(title)}</h1><p>{html.escape(introduction)}</p>{shown}</main>"
    return document(title, body, network)


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{number} {one if number == 1 else many}"


def _tree(posts: list[ShownPost]) -> str:
    if not posts:
        return ""
    items = "".join(f"<li>{_article(post)}{_tree(post.replies)}</li>" for post in posts)
    return f'<ol class="replies">{items}</ol>'


def _article(post: ShownPost, *, main: bool = False) -> str:
    pictures = "".join(_figure(picture) for picture in post.pictures)
    warning = f"<p><strong>{html.escape(post.warning)}</strong></p>" if post.warning else ""
    facts = " · ".join(html.escape(fact) for fact in [*post.facts, *([post.length] if main else [])])
    moment = post.at.isoformat(timespec="minutes")
    shown = post.at.strftime("%-d %B %Y, %H:%M UTC")
    return (
        f'<article class="{"main" if main else "post"}"><div class="who">'
        f'<img src="{html.escape(post.avatar)}" alt=""><div>'
        f'<a href="{html.escape(post.author_address)}"><strong>{html.escape(post.author)}</strong></a>'
        f"<span>{html.escape(post.handle)}</span></div></div>"
        f'{warning}<div class="text">{post.body}</div>{pictures}'
        f'<p class="meta"><a href="{html.escape(post.address)}"><time datetime="{moment}">{shown}</time></a>'
        f"{' · ' + facts if facts else ''}</p></article>"
    )


def _figure(picture: ShownPicture) -> str:
    alt, address = html.escape(picture.alt or ""), html.escape(picture.address)
    caption = f"Alternative text: {alt}" if alt else "No alternative text"
    shown = (
        f'<video controls src="{address}" aria-label="{alt}"></video>'
        if picture.is_video
        else f'<img src="{address}" alt="{alt}">'
    )
    return f"<figure>{shown}<figcaption>{caption}</figcaption></figure>"


def avatar(name: str) -> bytes:
    """Draw a round picture with the first letter of a name."""
    colour = COLOURS[sum(name.encode()) % len(COLOURS)]
    letter = html.escape((name.strip() or "?")[0].upper())
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">'
        f'<rect width="96" height="96" fill="{colour}"/>'
        '<text x="48" y="64" font-family="system-ui, sans-serif" font-size="48" text-anchor="middle" '
        f'fill="#ffffff">{letter}</text></svg>'
    ).encode()
