"""What is being written is kept, and what goes with it; once it is sent nothing brings it back."""

import io
import zipfile
import zlib

import pytest

from antiphon.community.actions.attaching import FileGiven, attach, detach
from antiphon.community.actions.sketching import Typed, keep_sketch
from antiphon.community.actions.writing import Words, edit, reply
from antiphon.community.models import Attachment, Sketch, Writing
from antiphon.lib.errors import Conflict, Refusal
from tests.community.place import Place, ask, part_of, spark
from tests.files import picture


def bomb() -> bytes:
    """Return a small PNG that unfolds into 20,000 × 20,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)

    header = (20_000).to_bytes(4) * 2 + bytes([1, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


def archive() -> bytes:
    """Return an archive of much nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("much", b"\0" * 10_000_000)
    return out.getvalue()


def test_a_late_look_at_a_form_does_not_bring_back_what_was_sent(place: Place) -> None:
    topic = ask(place, place.dora)
    dora = part_of(place.dora)
    at = f"reply:{topic.pk}:{spark(topic).pk}"
    keep_sketch(dora, Typed(place=at, key="a", source="Ei"))
    kept = keep_sketch(dora, Typed(place=at, key="a", source="Eighty"))
    assert kept
    assert list(Sketch.objects.under_way().values_list("source", flat=True)) == ["Eighty"]
    reply(place.dora, topic, spark(topic), Words(source="Eighty turns", key="a"))
    assert keep_sketch(dora, Typed(place=at, key="a", source="Eighty t")) is None
    assert (Sketch.objects.get().source, Sketch.objects.under_way().count()) == ("", 0)


def test_a_form_that_was_sent_before_its_first_look_stays_closed(place: Place) -> None:
    topic = ask(place, place.dora)
    reply(place.dora, topic, spark(topic), Words(source="At once", key="b"))
    assert keep_sketch(part_of(place.dora), Typed(place="note", key="b", source="At o")) is None


def test_no_more_sketches_are_kept_than_anybody_takes_up_again(place: Place) -> None:
    for number in range(23):
        keep_sketch(part_of(place.dora), Typed(place=f"group:{number}", key=str(number), source="Words"))
    assert Sketch.objects.count() == 20


def test_what_is_attached_goes_with_the_words(place: Place) -> None:
    topic = ask(place, place.dora)
    dora = part_of(place.dora)
    at = Typed(place="reply:1:1", key="a")
    kept = attach(dora, at, FileGiven(data=picture(place_data=True), name="<b>.jpg", words=" A red  bowl "))
    assert (kept.media_type, kept.width, kept.height, kept.words, kept.name) == ("image/jpeg", 8, 6, "A red bowl", "")
    with kept.file.open() as file:
        assert b"Camera of Dora" not in file.read()
    written = reply(place.dora, topic, spark(topic), Words(source="Look", key="a"))
    kept.refresh_from_db()
    assert (kept.writing, kept.sketch) == (written, None)
    with pytest.raises(Conflict, match="sent already"):
        attach(dora, at, FileGiven(data=picture(), words="Another"))
    attach(dora, Typed(place="edit:1:1", key="c"), FileGiven(data=picture(), words="Another"))
    edit(place.dora, written, Words(source="Look", key="c"))
    assert [one.words for one in written.attachments.order_by("pk")] == ["A red bowl", "Another"]


@pytest.mark.parametrize(
    ("data", "words", "field"),
    [
        (picture(), " ", "words"),
        (picture(), "w" * 1_501, "words"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "Words", "file"),
        (b"\xff\xd8\xff and then nothing", "Words", "file"),
        (b"%PDF-1.7 and then nothing", "Words", "file"),
        (bomb(), "Words", "file"),
        (archive(), "Words", "file"),
        (b"", "Words", "file"),
    ],
)
def test_what_is_no_picture_or_says_nothing_is_refused(place: Place, data: bytes, words: str, field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        attach(part_of(place.dora), Typed(place="note", key="a"), FileGiven(data=data, words=words))
    assert (refusal.value.field, Attachment.objects.count()) == (field, 0)


def test_at_most_ten_files_go_with_a_message_and_one_takes_ones_own_away(place: Place) -> None:
    dora, at = part_of(place.dora), Typed(place="note", key="a")
    kept = [attach(dora, at, FileGiven(data=picture(), words="Red")) for _ in range(10)]
    with pytest.raises(Refusal, match="10 files"):
        attach(dora, at, FileGiven(data=picture(), words="Red"))
    with pytest.raises(Refusal, match="Only who attached"):
        detach(part_of(place.emil), kept[0])
    detach(dora, kept[0])
    assert Attachment.objects.count() == 9
    assert not Writing.objects.exists()


def test_nobody_fills_the_disk_with_files_that_are_never_sent(place: Place) -> None:
    dora = part_of(place.dora)
    first = attach(dora, Typed(place="note", key="a"), FileGiven(data=picture(), words="Red"))
    other = keep_sketch(dora, Typed(place="group:square", key="b", source="Words"))
    kept = {"owner": dora, "sketch": other, "media_type": "image/jpeg", "bytes": 1, "width": 1, "height": 1}
    Attachment.objects.bulk_create(Attachment(**kept, file="x", added_at=first.added_at) for _ in range(39))
    with pytest.raises(Refusal, match="attached much"):
        attach(dora, Typed(place="note", key="a"), FileGiven(data=picture(), words="Red"))
    Attachment.objects.filter(sketch=other).delete()
    Attachment.objects.filter(pk=first.pk).update(bytes=10**9)
    with pytest.raises(Refusal, match="attached much"):
        attach(dora, Typed(place="note", key="a"), FileGiven(data=picture(), words="Red"))
