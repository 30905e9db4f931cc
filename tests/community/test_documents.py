"""Documents of a group: added, renewed, found, taken away; what is refused, and who reads."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django import DjangoCaptureOnCommitCallbacks

from antiphon.community.actions.attaching import FileGiven
from antiphon.community.actions.documents import (
    DocumentGiven,
    add_document,
    describe_document,
    remove_document,
    renew_document,
)
from antiphon.community.actions.erasing import erase
from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.models import DocumentVersion, Group, GroupDocument, ModerationEntry, Visibility
from antiphon.community.permissions import Viewer
from antiphon.community.queries.documents import documents_of, documents_read, version_seen
from antiphon.community.queries.finding import find_documents
from antiphon.community.queries.sealing import is_sealed, sealed
from antiphon.community.rules.asking import question
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from tests.community.place import Place, add_to_group, part_of
from tests.files import picture


def add(by: Viewer, group: Group, **said: Any) -> GroupDocument:
    """Give a group a link."""
    return add_document(by, group, DocumentGiven(**{"title": "Glaze table", "url": "https://example.org/a"} | said))


def place_of(version: DocumentVersion) -> Path:
    return Path(settings.MEDIA_ROOT) / str(version.file.name)


def test_a_new_version_keeps_the_old_and_all_of_it_is_in_the_ledger(place: Place) -> None:
    made = add(place.anna, place.square, url="", file=FileGiven(data=picture(), name="../../a\x00b.png"))
    renew_document(place.anna, made, DocumentGiven(url="https://example.org/b", note="Moved"))
    made.refresh_from_db()
    versions = list(made.versions.order_by("number"))
    assert [(one.number, one.name, one.url, one.note) for one in versions] == [
        (1, "ab.png", "", ""),
        (2, "", "https://example.org/b", "Moved"),
    ]
    assert place_of(versions[0]).is_file()
    assert Interaction.objects.filter(verb="add", actor=part_of(place.anna).identity).count() == 2


def test_what_is_taken_away_leaves_who_and_why_and_no_file(
    place: Place, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    add_to_group(place.anna, place.square, part_of(place.dora))
    made = add(place.dora, place.square, url="", file=FileGiven(data=picture(), name="a.png"))
    file = place_of(made.versions.get())
    with pytest.raises(Refusal):
        remove_document(place.anna, made)
    with pytest.raises(NotAllowed):
        remove_document(place.emil, made)
    with django_capture_on_commit_callbacks(execute=True):
        remove_document(place.anna, made, "Not ours")
    made.refresh_from_db()
    assert (made.removed_by, made.removed_why, file.exists()) == (part_of(place.anna), "Not ours", False)
    assert ModerationEntry.objects.get().why == "Not ours"
    assert (list(documents_read(place.dora)), find_documents(place.dora, question("glaze"), 5)) == ([], [])
    with pytest.raises(Refusal):
        remove_document(place.anna, made, "Again")


def test_search_finds_title_and_words_as_they_are_now(place: Place) -> None:
    made = add(place.anna, place.square, words="Celadon in grams")
    assert find_documents(place.emil, question("celadon"), 5) == [made]
    describe_document(place.anna, made, "Kiln plan", "Bricks")
    found = [find_documents(place.guest(), question(word), 5) for word in ("celadon", "bricks", "plan")]
    assert found == [[], [made], [made]]


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros", bytes(10**7))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"words": "x" * 1_001}, "words"),
        ({"url": ""}, "file"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"file": FileGiven(data=picture(), name="a.png")}, "file"),
        ({"url": "", "file": FileGiven(data=b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")}, "file"),
        ({"url": "", "file": FileGiven(data=b"<html><script>alert(1)</script>", name="a.pdf")}, "file"),
        ({"url": "", "file": FileGiven(data=bomb(), name="a.pdf")}, "file"),
        ({"url": "", "file": FileGiven(data=b"%PDF-1.7 nothing", name="a.pdf")}, "file"),
        ({"url": "", "file": FileGiven(data=b"", name="a.pdf")}, "file"),
    ],
)
def test_what_is_no_document_is_refused_and_changes_nothing(place: Place, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        add(place.anna, place.square, **said)
    assert (refused.value.field, GroupDocument.objects.count()) == (field, 0)


def test_titles_of_any_script_are_kept(place: Place) -> None:
    titles = ["<script>alert(1)</script>", "جدول التزجيج", "🏺 𝔤𝔩𝔞𝔷𝔢"]
    assert [add(place.anna, place.square, title=title).title for title in titles] == titles


def test_documents_of_a_private_group_are_for_who_is_in_it_and_for_a_seal(place: Place) -> None:
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.PRIVATE))
    made = add(place.dora, kiln, url="", file=FileGiven(data=picture(), name="a.png"))
    version = made.versions.get()
    with pytest.raises(NotAllowed):
        add(place.emil, kiln)
    seen = [version_seen(one, made.pk, 1) for one in (place.dora, place.emil, place.guest())]
    assert seen == [version, None, None]
    assert version_seen(place.guest(), made.pk, 1, sealed("document", version.pk)) == version
    forged = ("", f"{version.pk}@2999-01-01", sealed("document", version.pk) + "x")
    assert [is_sealed("document", version.pk, seal) for seal in forged] == [False] * 3


def test_a_seal_ends(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    version = add(place.anna, place.square, url="", file=FileGiven(data=picture())).versions.get()
    seal, later = sealed("document", version.pk), clock.now() + timedelta(days=4)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert not is_sealed("document", version.pk, seal)


def test_who_is_erased_with_their_words_takes_their_documents_along(
    place: Place, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    add_to_group(place.anna, place.square, part_of(place.dora))
    made = add(place.dora, place.square, url="", file=FileGiven(data=picture()))
    file, user = place_of(made.versions.get()), part_of(place.dora).user
    assert user
    user.set_password("secret words")
    user.save()
    with django_capture_on_commit_callbacks(execute=True):
        erase(place.community, user, typed="secret words", keep_words=False)
    assert (GroupDocument.objects.count(), file.exists()) == (0, False)


def test_a_list_is_read_in_as_many_queries_for_thirty_as_for_one(
    place: Place, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(30):
        add(place.anna, place.square, title=f"Table {number}")
    for most in (1, 30):
        with django_assert_num_queries(2):
            assert len(documents_of(place.guest(), place.square, most)) == most
