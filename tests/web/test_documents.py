"""The pages of documents: added and renewed without JavaScript; files given as downloads that run nothing."""

import io

import pytest
from django.test import Client

from antiphon.community.actions.attaching import FileGiven
from antiphon.community.models import GroupDocument
from antiphon.community.queries.sealing import sealed
from tests.community.place import Place, make_place
from tests.community.test_documents import add
from tests.files import picture
from tests.web.test_live import client_of
from tests.world import World


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


LIST = "/@bottega/community/groups/square/documents/"


def named(name: str) -> io.BytesIO:
    file = io.BytesIO(picture())
    file.name = name
    return file


def test_a_document_is_added_renewed_and_taken_away_without_javascript(place: Place) -> None:
    anna = client_of(place.anna)
    anna.post(LIST, {"title": "Glaze table", "words": "In grams", "file": named("table.png")})
    made = GroupDocument.objects.get()
    page = f"/@bottega/community/documents/{made.pk}/"
    anna.post(f"{page}tend/", {"do": "renew", "url": "https://example.org/table", "note": "Moved"})
    anna.post(f"{page}tend/", {"do": "describe", "title": "Glazes", "words": ""})
    shown = Client().get(page).content.decode()
    assert ("Glazes" in shown, "table.png" in shown, "Moved" in shown, "version 2" in shown) == (True,) * 4
    assert Client().get(f"{page}2/")["Location"] == "https://example.org/table"
    assert "Glazes" in Client().get(LIST).content.decode()
    assert "Glazes" in Client().get("/@bottega/community/search/?part=documents&q=glazes").content.decode()
    anna.post(f"{page}tend/", {"do": "remove"})
    assert [Client().get(one).status_code for one in (page, f"{page}1/")] == [404, 404]


def test_a_file_is_a_download_that_runs_nothing_and_may_be_read_in_parts(place: Place) -> None:
    made = add(place.anna, place.square, url="", file=FileGiven(data=picture(), name='a"b\r\n.png'))
    address = f"/@bottega/community/documents/{made.pk}/1/"
    answer = Client().get(address, headers={"range": "bytes=0-3"})
    with made.versions.get().file.open() as kept:
        assert (answer.status_code, b"".join(answer)) == (206, kept.read()[:4])
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], "sandbox" in answer["Content-Security-Policy"]) == ("nosniff", True)
    assert answer["Cache-Control"] == "max-age=3600, private"
    whole = Client().get(f"{address}?seal={sealed('document', made.versions.get().pk)}")
    assert (whole.status_code, len(b"".join(whole))) == (200, made.versions.get().bytes)


def test_what_is_wrong_is_said_and_titles_are_shown_as_text(place: Place) -> None:
    anna = client_of(place.anna)
    answer = anna.post(LIST, {"title": "<script>alert(1)</script>", "url": "ftp://x"})
    assert (answer.status_code, GroupDocument.objects.count()) == (422, 0)
    assert "<script>alert" not in answer.content.decode()
    anna.post(LIST, {"title": "<script>alert(1)</script>", "url": "https://example.org"})
    assert "<script>alert" not in anna.get(LIST).content.decode()


def test_an_empty_list_says_what_it_is_for(place: Place) -> None:
    assert "Nothing is kept here yet" in Client().get(LIST).content.decode()
