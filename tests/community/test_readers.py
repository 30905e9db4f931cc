"""What other places give along is read as it was written, and what is made to do harm is refused within bounds."""

import gzip
import io
import json
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from antiphon.community.readers import READERS
from antiphon.community.rules.brought import Entry, Fault, Row, parents_first
from antiphon.lib.archives import Unreadable

LAUGHS = """<?xml version="1.0"?><!DOCTYPE posts [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><posts><row Id="1" Title="&c;"/></posts>"""
STRANGE = '<!DOCTYPE posts [<!ENTITY x SYSTEM "file:///etc/passwd">]><posts><row Id="1" Title="&x;"/></posts>'
QUESTION = (
    '<row Id="1" PostTypeId="1" CreationDate="2015-01-27T20:09:32.720" Title="How &amp; why?" OwnerUserId="4" '
    'Body="&lt;p&gt;How?" Tags="&lt;whole-bean&gt;&lt;mill&gt;" AcceptedAnswerId="2"/>'
)
ANSWER = '<row Id="2" PostTypeId="2" ParentId="1" CreationDate="2015-01-28" OwnerDisplayName="Old Hand" Body="So."/>'


def read(kind: str, path: Path) -> list[Row]:
    return list(READERS[kind](path))


def refusal(kind: str, path: Path) -> str:
    with pytest.raises(Unreadable) as refused:
        read(kind, path)
    return str(refused.value)


def faults(rows: list[Row]) -> dict[str, str]:
    return {row.place: row.why for row in rows if isinstance(row, Fault)}


def entries(rows: list[Row]) -> list[Entry]:
    return [row for row in rows if isinstance(row, Entry)]


def wrote(path: Path, words: str) -> Path:
    path.write_text(words, "utf-8")
    return path


def posts(*rows: str) -> str:
    return "\n".join(["<posts>", *rows, "</posts>"])


# Stack Exchange


def test_a_dump_gives_questions_answers_comments_and_names(tmp_path: Path) -> None:
    wrote(tmp_path / "Posts.xml", posts(ANSWER, QUESTION, '<row Id="9" PostTypeId="5" Body="a wiki"/>'))
    wrote(tmp_path / "Users.xml", '<users><row Id="4" DisplayName="Nina" AboutMe="&lt;b&gt;Roasts"/></users>')
    comment = '<row Id="7" PostId="2" CreationDate="2015-02-01T00:00:00" UserId="8" Text="Thanks"/>'
    wrote(tmp_path / "Comments.xml", f"<comments>{comment}</comments>")
    asked, answered, said = entries(read("stackexchange", tmp_path))
    assert (asked.title, asked.html, asked.tags, asked.accepted) == (
        "How & why?",
        "<p>How?",
        ("whole-bean", "mill"),
        "post:2",
    )
    assert (asked.author.name, asked.author.words) == ("Nina", "Roasts")
    assert asked.at == datetime(2015, 1, 27, 20, 9, 32, 720_000, UTC)
    assert (answered.answers, answered.author.name) == ("post:1", "Old Hand")
    assert (said.answers, said.author.name, said.text) == ("post:2", "User 8", "Thanks")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (LAUGHS, "declares types or entities of its own"),
        (STRANGE, "declares types or entities of its own"),
        ("<a>" * 5_000, "its elements stand in one another"),
        ("<posts><row Id='1'></posts>", "is no XML that can be read: mismatched tag: line 1"),
        ("<posts><row Title='" + "x" * 5_000_000, "holds a row without an end"),
        ("<?xml version='1.0' encoding='x-none'?><posts/>", "is no XML that can be read: unknown encoding"),
        ("", "is no XML that can be read"),
    ],
    ids=["laughs", "a file of ours", "deep", "broken", "endless", "encoding", "empty"],
)
def test_xml_that_is_made_to_do_harm_is_refused(tmp_path: Path, words: str, why: str) -> None:
    assert why in refusal("stackexchange", wrote(tmp_path / "Posts.xml", words))


def test_a_row_that_lacks_something_is_told_with_its_line(tmp_path: Path) -> None:
    path = wrote(tmp_path / "Posts.xml", posts(QUESTION.replace("2015-01-27T", "2015-27-27T"), ANSWER))
    assert list(faults(read("stackexchange", path))) == ["Posts.xml, row 2"]


# What it is packed in


def test_a_bomb_is_refused_whatever_it_is_packed_in(tmp_path: Path) -> None:
    endless = b"<posts>" + b" " * 80_000_000
    (tmp_path / "outbox.json.gz").write_bytes(gzip.compress(endless, 1))
    with zipfile.ZipFile(tmp_path / "dump.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("dump/Comments.xml", b"<comments/>")
        packed.writestr("dump/outbox.json", endless)
    for name in ("outbox.json.gz", "dump.zip"):
        assert "grows beyond all measure" in refusal("mastodon", tmp_path / name)


def test_a_damaged_archive_is_refused_and_names_that_lead_elsewhere_are_only_names(tmp_path: Path) -> None:
    whole = gzip.compress(posts(QUESTION).encode() * 50)
    (tmp_path / "Posts.xml.gz").write_bytes(whole[:-20])
    assert "Posts.xml.gz is damaged" in refusal("stackexchange", tmp_path / "Posts.xml.gz")
    with tarfile.open(tmp_path / "dump.tar.gz", "w:gz") as packed:
        info = tarfile.TarInfo("../../../../tmp/Posts.xml")
        info.size = len(posts(QUESTION).encode())
        packed.addfile(info, io.BytesIO(posts(QUESTION).encode()))
    assert [one.key for one in entries(read("stackexchange", tmp_path / "dump.tar.gz"))] == ["post:1"]
    for kind in READERS:
        empty = tmp_path / "empty"
        empty.mkdir(exist_ok=True)
        assert refusal(kind, empty).startswith("There is no")


# Tables


def test_a_table_is_read_in_any_order_of_columns(tmp_path: Path) -> None:
    path = wrote(tmp_path / "a.csv", '\ufefftext,ID,at,author,tags\n"One,\n𝕋wo",1,2015-01-27,nina,mill hand\n')
    (one,) = entries(read("csv", path))
    assert (one.text, one.at, one.tags, one.author.name) == (
        "One,\n𝕋wo", datetime(2015, 1, 27, tzinfo=UTC), ("mill", "hand"), "nina",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (b"id,author,at,text\n1,n,2015-01-27,Perch\xe9\n", "a.csv is not in UTF-8"),
        (b"id,author,text,price\n", "it lacks at; nobody knows price"),
        (b"", "it lacks id, author, at, text"),
        (b'id,author,at,text\n1,n,2015-01-27,"never closed', "a.csv, row 2: unexpected end of data"),
        (b'id,author,at,text\n1,n,2015-01-27,"' + b"x" * 1_100_000, "field larger than field limit"),
    ],
    ids=["encoding", "columns", "empty", "open", "large"],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, words: bytes, why: str) -> None:
    (tmp_path / "a.csv").write_bytes(words)
    assert why in refusal("csv", tmp_path / "a.csv")


def test_a_row_of_another_kind_or_date_is_told(tmp_path: Path) -> None:
    path = wrote(tmp_path / "a.csv", "id,author,at,text,kind\n1,n,2015-01-27,Hi,rant\n2,n,99999-01-01,Hi,\n")
    assert list(faults(read("csv", path))) == ["a.csv, row 2", "a.csv, row 3"]


# Discourse


def topic(**changes: Any) -> dict[str, Any]:
    said = [
        {"post_number": 1, "username": "Nina_R", "name": "Nina", "created_at": "2015-01-27T20:09:32.720Z",
         "cooked": "<p>How?</p>", "raw": "How?", "post_type": 1},
        {"post_number": 2, "username": "mo", "created_at": "2015-01-28T10:00:00Z", "post_type": 3, "cooked": ""},
        {"post_number": 3, "username": "otto", "created_at": "2015-01-28T11:00:00Z", "cooked": "<p>So."},
        {"post_number": 4, "username": "Nina_R", "created_at": "2015-01-28T12:00:00Z", "cooked": "Ah",
         "reply_to_post_number": 3},
    ]  # fmt: skip
    made = {"id": 5, "title": "Mills", "posts_count": 4, "tags": ["mill", {"name": "hand"}]}
    return made | {"accepted_answer": {"post_number": 3}, "post_stream": {"posts": said}} | changes


def test_a_topic_of_discourse_keeps_its_tree_its_answer_and_its_tags(tmp_path: Path) -> None:
    path = wrote(tmp_path / "5.json", json.dumps(topic()))
    asked, answered, thanked = entries(read("discourse", path))
    assert (asked.title, asked.kind, asked.accepted, asked.tags) == (
        "Mills",
        "question",
        answered.key,
        ("mill", "hand"),
    )
    assert (asked.author.key, asked.author.name, asked.text) == ("user:nina_r", "Nina", "How?")
    assert (answered.answers, thanked.answers, answered.author.name) == (asked.key, answered.key, "otto")


def test_what_is_private_or_not_whole_is_told(tmp_path: Path) -> None:
    wrote(tmp_path / "1.json", json.dumps(topic(archetype="private_message")))
    wrote(tmp_path / "2.json", json.dumps(topic(posts_count=57)))
    wrote(tmp_path / "3.json", json.dumps({"id": 3, "post_stream": [1, None]}))
    assert faults(read("discourse", tmp_path)) == {
        "1.json": "it is a private message, and these stay private",
        "2.json": "it holds 4 of 57 posts: ask for it with ?print=true",
        "3.json": "it is no topic of Discourse",
    }


@pytest.mark.parametrize("words", ["[" * 200_000, "[]", '{"id": 1', "\x00"])
def test_json_that_is_deep_or_nothing_is_refused(tmp_path: Path, words: str) -> None:
    assert "JSON" in refusal("discourse", wrote(tmp_path / "a.json", words))


# Mastodon


def note(number: int, **changes: Any) -> dict[str, Any]:
    said = {
        "type": "Note", "id": f"https://m.example/{number}", "published": "2020-05-01T10:00:00Z", "content": "<p>Hi",
        "attributedTo": "https://m.example/users/nina", "to": ["https://www.w3.org/ns/activitystreams#Public"],
    } | changes  # fmt: skip
    return {"type": "Create", "object": said}


def test_an_archive_gives_public_posts_and_the_answers_to_oneself(tmp_path: Path) -> None:
    items = [
        note(1, summary="Mills", contentMap={"it": "<p>Hi"}),
        note(2, inReplyTo="https://m.example/1"),
        note(3, inReplyTo="https://elsewhere.example/9"),
        note(4, to=["https://m.example/users/nina/followers"]),
        {"type": "Announce", "object": "https://elsewhere.example/8"},
        "nonsense",
    ]
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as packed:
        packed.writestr("outbox.json", json.dumps({"orderedItems": items}))
        packed.writestr(
            "actor.json", json.dumps({"preferredUsername": "nina", "name": "Nina", "summary": "<p>Roasts"})
        )
    rows = read("mastodon", tmp_path / "archive.zip")
    first, second = entries(rows)
    assert (first.warning, first.language, first.author.name, first.author.words) == ("Mills", "it", "Nina", "Roasts")
    assert (second.answers, second.author.handle) == (first.key, "nina")
    assert list(faults(rows)) == ["outbox.json, item 3", "outbox.json, item 4"]


# Mailing lists

MBOX = """From nina@example.org Tue Jan 27 20:09:32 2015
From: =?utf-8?q?Ni=C3=B1a?= <Nina@Example.org>
Message-ID: <a@x>
Date: Tue, 27 Jan 2015 20:09:32 +0100
Subject: [mills] Which one?
Content-Type: text/html; charset=utf-8

<p>Which <script>x()</script><b>one</b>?</p>

From otto Wed Jan 28 20:09:32 2015
From: otto at example.org (Otto)
Message-ID: <b@x>
In-Reply-To: <a@x>
Date: Wed, 28 Jan 2015 20:09:32 +0100
Subject: Re: [mills] Which one?

The small one.
>From the attic.

From nobody Thu Jan 29 20:09:32 2015
From: nobody
Message-ID: <c@x>
Date: soon

No date.
"""


def test_a_mailing_list_is_read_in_its_threads_and_addresses_are_shown_nowhere(tmp_path: Path) -> None:
    rows = read("mbox", wrote(tmp_path / "mills.mbox", MBOX))
    asked, answered = entries(rows)
    assert (asked.title, asked.author.name, asked.author.key) == (
        "[mills] Which one?",
        "Niña",
        "mail:nina@example.org",
    )
    assert (answered.answers, answered.author.name, answered.title) == ("a@x", "Otto", "")
    assert answered.text == "The small one.\nFrom the attic."
    assert list(faults(rows)) == ["mills.mbox, mail 3"]


def test_mail_of_a_strange_kind_is_told_and_no_mbox_is_refused(tmp_path: Path) -> None:
    strange = MBOX.replace("charset=utf-8", "charset=klingon").replace(
        "Otto", "\udcff\u202eOtto".encode("utf-8", "replace").decode()
    )
    assert len(read("mbox", wrote(tmp_path / "mills.mbox", strange))) == 3
    assert "is no mbox" in refusal("mbox", wrote(tmp_path / "mills.mbox", "Dear all,\n"))


# In which order


def test_what_answers_comes_after_what_it_answers_and_what_answers_nothing_comes_last(tmp_path: Path) -> None:
    path = wrote(
        tmp_path / "a.csv",
        "id,answers,author,at,text\n3,2,n,2015-01-27,c\n4,9,n,2015-01-27,d\n2,1,n,2015-01-27,b\n1,,n,2015-01-27,a\n",
    )
    assert [one.key for one in entries(list(parents_first(READERS["csv"](path))))] == ["1", "2", "3", "4"]
