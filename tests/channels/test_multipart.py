"""Forms with files are written as their readers expect them, and never held in memory as a whole."""

import tracemalloc
from pathlib import Path

import pytest
import requests

from antiphon.channels.connector import Media
from antiphon.channels.wire.multipart import File, Form, file_name
from antiphon.practice.exchange import parse_multipart


def written(form: Form) -> tuple[dict[str, list[str]], dict[str, tuple[str, str, bytes]]]:
    fields, files = parse_multipart(b"".join(form), form.content_type.partition("boundary=")[2])
    return fields, {name: (one.filename, one.content_type, one.data) for name, one in files.items()}


def test_fields_and_files_arrive_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "loom.png"
    path.write_bytes(b"\r\n--not a boundary\r\n\x00\xff")
    form = Form({"caption": "così\r\n👋", "empty": ""}, {"photo": File(path, "telaio è.png", "image/png")})
    fields, files = written(form)
    assert fields == {"caption": ["così\r\n👋"], "empty": [""]}
    assert files == {"photo": ("telaio è.png", "image/png", path.read_bytes())}


def test_a_name_cannot_leave_its_place(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"x")
    form = Form({}, {"photo": File(path, 'a"; name="other\r\nX-Evil: 1', "image/png")})
    _, disposition, kind, empty, *_ = b"".join(form).decode().split("\r\n")
    told = 'name="photo"; filename="a%22; name=%22other%0D%0AX-Evil: 1"'
    assert (disposition, kind, empty) == (f"Content-Disposition: form-data; {told}", "Content-Type: image/png", "")


def test_its_length_is_known_before_it_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(bytes(200_000))
    form = Form({"text": "è"}, {"video": File(path, "film.mp4", "video/mp4")})
    asked = requests.Request("POST", "http://127.0.0.1/", data=form).prepare()
    assert asked.headers["Content-Length"] == str(len(b"".join(form)))


def test_a_large_file_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    form = Form({}, {"video": File(path, "film.mp4", "video/mp4")})
    tracemalloc.start()
    try:
        assert sum(len(piece) for piece in form) == len(form)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("How to weave", "How to weave.pdf"),
        ("a/b\\c: \x00<d>", "a-b-c- --d-.pdf"),
        ("..", "document.pdf"),
        ("x" * 200, "x" * 80 + ".pdf"),
        ("", "abc123.pdf"),
    ],
)
def test_a_document_is_called_by_its_title(title: str, name: str) -> None:
    assert file_name(Media(Path("abc123.pdf"), "application/pdf", "", 0, 0, title=title)) == name
