"""Markdown of strangers: what it may become, and what it never becomes."""

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from antiphon.lib.markdown import Names, read_markdown

NAMES = Names(handle=lambda name: f"/m/{name}/" if name == "dora" else "", tag=lambda word: f"/t/{word}/")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Two *words* and **more**", "<p>Two <em>words</em> and <strong>more</strong></p>\n"),
        ("# Big", "<h3>Big</h3>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>\n"),
        (
            "See https://example.org/a_b",
            '<p>See <a href="https://example.org/a_b" rel="nofollow noopener ugc">https://example.org/a_b</a></p>\n',
        ),
        (
            "![A bowl](https://example.org/b.png)",
            '<p><a href="https://example.org/b.png" rel="nofollow noopener ugc">A bowl</a></p>\n',
        ),
        (
            "![A bowl](/@b/community/attachments/1/)",
            '<p><img src="/@b/community/attachments/1/" alt="A bowl" loading="lazy"></p>\n',
        ),
        (
            "![](//spy.example/a.png)",
            '<p><a href="//spy.example/a.png" rel="nofollow noopener ugc">//spy.example/a.png</a></p>\n',
        ),
        (
            "[![A *kiln*](https://spy.example/k.png)](https://example.org/)",
            '<p><a href="https://example.org/" rel="nofollow noopener ugc">A *kiln*</a></p>\n',
        ),
        ("مرحبا 🏺", "<p>مرحبا 🏺</p>\n"),
    ],
)
def test_what_people_type_is_shown_as_they_meant_it(typed: str, shown: str) -> None:
    assert read_markdown(typed).html == shown


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[click](javascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](javascript:alert(1))",
        '<svg onload="alert(1)"></svg>',
        '[a](https://x.example/"onmouseover=alert`1`)',
        "<https://x.example/><style>*{display:none}</style>",
    ],
)
def test_no_script_comes_through(typed: str) -> None:
    tree = HTMLParser(read_markdown(typed).html).body
    assert tree
    found = [node for node in tree.traverse() if node.tag != "body"]
    assert {node.tag for node in found} <= {"p", "a", "img"}
    assert {name for node in found for name in node.attributes} <= {"href", "rel", "src", "alt", "loading"}
    addresses = [node.attributes.get("href") or node.attributes.get("src") or "https://" for node in found]
    assert all(address.startswith("https://") for address in addresses)


def test_a_hundred_levels_deep_is_read_in_no_time_and_shown_flat() -> None:
    made = read_markdown(">" * 100 + " deep").html
    assert made.count("<blockquote>") <= 20


def test_names_become_links_and_are_told() -> None:
    read = read_markdown("@dora and @nobody like #Ceramics, mail@dora and `@dora`", NAMES)
    assert read.html == (
        '<p><a href="/m/dora/" class="mention" rel="nofollow noopener ugc">@dora</a> and @nobody like '
        '<a href="/t/ceramics/" class="hashtag" rel="nofollow noopener ugc">#Ceramics</a>, mail@dora and '
        "<code>@dora</code></p>\n"
    )
    assert (read.mentions, read.tags) == (("dora", "nobody"), ("ceramics",))
