"""Files of the tests: a picture, a film, a document, each as small as it can be."""

from pathlib import Path

from PIL import Image

from antiphon.channels.connector import Media

_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def picture(
    folder: Path, alt: str, size: tuple[int, int] = (48, 32), *, name: str = "picture", kind: str = "PNG"
) -> Media:
    """Return a picture in teal."""
    path = folder / f"{name}.{kind.lower()}"
    Image.new("RGB", size, "teal").save(path, kind)
    return Media(path, f"image/{kind.lower()}", alt, *size)


def video(folder: Path, alt: str) -> Media:
    """Return what the first bytes of a film say is one: no network of the tests looks further. It has a cover."""
    path = folder / "film.mp4"
    path.write_bytes(b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42" + b"\x00\x00\x04\x08mdat" + bytes(1024))
    cover = picture(folder, "", name="cover", kind="JPEG")
    return Media(path, "video/mp4", alt, 640, 360, seconds=5.0, title="A film", cover=cover.path)


def document(folder: Path, title: str) -> Media:
    """Return a document of one empty page."""
    path = folder / "document.pdf"
    path.write_bytes(_PDF)
    return Media(path, "application/pdf", "", 72, 72, title=title, pages=1)
