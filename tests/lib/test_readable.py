"""HTML of another place: harmless, with nothing lost, and as text that one can edit."""

from antiphon.lib.readable import readable, settled_html


def test_what_looks_like_something_is_written_as_markdown() -> None:
    html = (
        "<h2>Mills</h2><p>A <em>good</em> <strong>burr</strong> <code>mill</code>.<br>Really.</p>"
        "<blockquote><p>Which?</p><p>Mine.</p></blockquote><ol><li>hand</li><li>motor</li></ol>"
        "<pre><code>grind(18)\nbrew()</code></pre>"
    )
    assert readable(html) == (
        "**Mills**\n\nA *good* **burr** `mill`.\nReally.\n\n> Which?\n>\n> Mine.\n\n1. hand\n2. motor\n\n"
        "```\ngrind(18)\nbrew()\n```"
    )


def test_pictures_become_links_and_scripts_vanish() -> None:
    html = "<p><img onerror=\"x()\" src='http://e.org/a.png'><script>alert(1)</script></p><img src=javascript:x>"
    assert settled_html(html) == (
        '<p><a href="http://e.org/a.png" rel="nofollow noopener ugc">http://e.org/a.png</a></p>'
    )
    assert readable("<a href='javascript:x()'>here</a><svg onload=x()>") == "here"


def test_what_is_deep_or_never_closed_is_read_to_its_end() -> None:
    assert readable("<blockquote>" * 5_000 + "deep").endswith("deep")
    assert readable("<ul><li>one<li>two <b>three") == "- one\n- two **three**"
