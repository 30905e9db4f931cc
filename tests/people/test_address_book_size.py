"""Address books of any size are read in bounded memory."""

import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

from antiphon.people.readers import look, read
from antiphon.people.rules.contacts import Contact

_BOUND = 24 * 1024 * 1024


def _pieces(count: int) -> Iterator[str]:
    yield "Name,Email\n"
    for n in range(count):
        yield f"Person Number{n},p{n}@home.example\n"


def _count(path: Path) -> tuple[int, int]:
    """Return how many contacts a file holds, and how much memory at most was taken to read them."""
    tracemalloc.start()
    found = look(path)
    entries = read(
        path, found.kind, found.encoding, delimiter=found.delimiter, skip=found.skip, columns=found.columns
    )
    number = sum(isinstance(one, Contact) for one in entries)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return number, most


def test_a_table_of_many_rows(tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    with path.open("w") as file:
        file.writelines(_pieces(10_000))
    number, most = _count(path)
    assert (number, most < _BOUND) == (10_000, True)


def test_an_archive_of_two_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "archive.zip"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)  # what stands before the parts of a zip may be anything; none of it is written
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr("Connections.csv", "".join(_pieces(10)))
    assert path.stat().st_size > 2 * 1024**3
    number, most = _count(path)
    assert (number, most < _BOUND) == (10, True)


def test_a_picture_of_ten_megabytes_in_a_card(tmp_path: Path) -> None:
    path = tmp_path / "book.vcf"
    folded = "PHOTO;ENCODING=b;TYPE=JPEG:" + "\r\n ".join(["A" * 74] * 20_000)
    one_line = "PHOTO:data:image/jpeg;base64," + "A" * 10_000_000
    cards = [f"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Dora\r\n{one}\r\nEND:VCARD\r\n" for one in (folded, one_line)]
    path.write_text("".join(cards))
    number, most = _count(path)
    assert (number, most < _BOUND) == (2, True)


def test_an_outbox_of_many_posts_holds_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "archive.zip"
    tag = [{"type": "Mention", "href": "https://town.example/users/dora", "name": "@dora@town.example"}]
    post = {
        "type": "Create",
        "actor": "https://town.example/users/anna",
        "object": {"content": "x" * 8000, "tag": tag},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("actor.json", "{}")
        with archive.open("outbox.json", "w") as file:
            file.write(b'{"type":"OrderedCollection","orderedItems":[')
            file.write(b",".join([json.dumps(post).encode()] * 3_000))
            file.write(b"]}")
    number, most = _count(path)
    assert (number, most < _BOUND / 4) == (1, True)
