"""A dump of a Stack Exchange site: Posts.xml, and Users.xml and Comments.xml if they stand beside it.

Format: one `row` element a line with attributes (archive.org/details/stackexchange, readme.txt). Dates are UTC.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn
from xml.parsers import expat

from antiphon.community.rules.brought import Author, Entry, Fault, Row
from antiphon.lib.archives import Unreadable, files, moment
from antiphon.lib.markup import plain_text

type Attributes = dict[str, str]
QUESTION, ANSWER = "1", "2"
_CHUNK, _LONGEST_ROW, _DEEPEST = 64 * 1024, 4 * 1024 * 1024, 3
_TAG = re.compile(r"[^<>|\s]+")


def read(path: Path) -> Iterator[Row]:
    """Yield questions, answers, then comments; the other rows of a dump (wikis of tags, votes) are no words."""
    with files(path, "Posts.xml", "Users.xml", "Comments.xml") as found:
        known = {"posts.xml": None} | {name.lower(): opener for name, opener in found.items()}
        posts = known["posts.xml"] or next(iter(found.values()), None)
        if posts is None:
            raise Unreadable(f"There is no Posts.xml in {path.name}.")
        users: dict[str, Author] = {}
        if users_file := known.get("users.xml"):
            with users_file.open() as file:
                users = {row["Id"]: _user(row) for _, row in rows(file, users_file.name) if "Id" in row}
        for kind in (QUESTION, ANSWER):
            with posts.open() as file:
                for line, row in rows(file, posts.name):
                    if row.get("PostTypeId") == kind:
                        yield _post(row, f"{posts.name}, row {line}", users)
        if comments := known.get("comments.xml"):
            with comments.open() as file:
                for line, row in rows(file, comments.name):
                    yield _comment(row, f"{comments.name}, row {line}", users)


def rows(file: BinaryIO, name: str) -> Iterator[tuple[int, Attributes]]:
    """Yield the attributes of each `row` with its line; entities of its own, depth or length are refused."""
    parser = _Rows(name)
    while chunk := file.read(_CHUNK):
        parser.feed(chunk)
        yield from parser.taken()
    parser.feed(b"", last=True)
    yield from parser.taken()


class _Rows:
    def __init__(self, name: str) -> None:
        self._name, self._depth, self._since = name, 0, 0
        self._found: list[tuple[int, Attributes]] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Read on; raise Unreadable where it is no XML of this kind."""
        self._since += len(chunk)
        if self._since > _LONGEST_ROW:
            raise Unreadable(f"{self._name} holds a row without an end. It was not read further.")
        try:
            self._parser.Parse(chunk, last)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise Unreadable(f"{self._name} is no XML that can be read: {error}.") from error

    def taken(self) -> list[tuple[int, Attributes]]:
        """Return the rows that are whole, and forget them."""
        found, self._found = self._found, []
        return found

    def _start(self, tag: str, attributes: Attributes) -> None:
        self._depth, self._since = self._depth + 1, 0
        if self._depth > _DEEPEST:
            raise Unreadable(f"{self._name} is no dump of Stack Exchange: its elements stand in one another.")
        if tag == "row":
            self._found.append((self._parser.CurrentLineNumber, attributes))

    def _end(self, _tag: str) -> None:
        self._depth -= 1

    def _refuse(self, *_: object) -> NoReturn:
        raise Unreadable(f"{self._name} declares types or entities of its own. No dump does, so it was not read.")


def _post(row: Attributes, place: str, users: dict[str, Author]) -> Row:
    at, parent = moment(row.get("CreationDate", "")), row.get("ParentId", "")
    is_answer = row["PostTypeId"] == ANSWER
    if at is None or not row.get("Id") or (is_answer and not parent):
        return Fault(place, "its date, its number or the question that it answers is missing")
    accepted = row.get("AcceptedAnswerId", "")
    return Entry(
        key=f"post:{row['Id']}",
        author=_author(row, "Owner", users),
        at=at,
        answers=f"post:{parent}" if is_answer else "",
        title="" if is_answer else row.get("Title", ""),
        html=row.get("Body", ""),
        kind="discussion" if is_answer else "question",
        accepted=f"post:{accepted}" if accepted else "",
        tags=tuple(_TAG.findall(row.get("Tags", ""))),
        place=place,
    )


def _comment(row: Attributes, place: str, users: dict[str, Author]) -> Row:
    at = moment(row.get("CreationDate", ""))
    if at is None or not row.get("Id") or not row.get("PostId"):
        return Fault(place, "its date, its number or the post that it is about is missing")
    author, post = _author(row, "User", users), f"post:{row['PostId']}"
    text = row.get("Text", "")
    return Entry(key=f"comment:{row['Id']}", author=author, at=at, answers=post, text=text, place=place)


def _user(row: Attributes) -> Author:
    name = row.get("DisplayName") or f"User {row['Id']}"
    return Author(f"user:{row['Id']}", name, words=plain_text(row.get("AboutMe", "")[:20_000]))


def _author(row: Attributes, whose: str, users: dict[str, Author]) -> Author:
    """Return who said it: a user, or the name of one who left, or nobody in particular."""
    number = row.get("OwnerUserId" if whose == "Owner" else "UserId", "")
    if number:
        return users.get(number) or Author(f"user:{number}", f"User {number}")
    name = row.get(f"{whose}DisplayName", "")
    return Author(f"name:{name}", name) if name else Author("nobody", "Somebody who left")
