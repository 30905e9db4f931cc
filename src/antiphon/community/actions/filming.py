"""Films that go with words: looked at, made bare of places and cameras, with a picture that stands for them."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from antiphon.lib.errors import Refusal
from antiphon.lib.films import Film, Unfit, bare_film, draw_frame, inspect_film

#: What browsers play: the codec of the pictures by the box that holds them.
PLAYED = {"video/mp4": {"h264", "av1"}, "video/webm": {"vp8", "vp9", "av1"}}
MOST_CAPTIONS = 500_000


@dataclass(frozen=True, slots=True)
class Fitted:
    """A film as it is kept: where it lies for now, what it is, a JPEG of how it begins."""

    place: Path
    film: Film
    poster: bytes

    @property
    def suffix(self) -> str:
        """How its name ends."""
        return self.film.media_type.removeprefix("video/")


def looks_like_film(beginning: bytes) -> bool:
    """Whether a file begins as MP4 or WebM do; what it really is, the look at it says.

    >>> looks_like_film(bytes(4) + b"ftypisom"), looks_like_film(bytes.fromhex("1a45dfa3")), looks_like_film(b"%PDF")
    (True, True, False)
    """
    return beginning[4:8] == b"ftyp" or beginning[:4] == bytes.fromhex("1a45dfa3")


def fit_film(source: Path, folder: Path) -> Fitted:
    """Make a film bare and draw its poster, in a folder; raise Refusal if it is too large, too long, or none."""
    _check_size(source)
    try:
        _check(inspect_film(source))
        film = bare_film(source, folder / "film")
        draw_frame(folder / "film", folder / "poster.jpg", min(1.0, film.seconds / 2))
    except Unfit as error:
        sentence = _("This video cannot be read. Save it as MP4 (H.264) or WebM.")
        raise Refusal(sentence, field="file") from error
    return Fitted(folder / "film", film, (folder / "poster.jpg").read_bytes())


def read_captions(data: bytes) -> bytes:
    """Return captions as they are kept; raise Refusal if they are no WebVTT, or too much of it."""
    if len(data) > MOST_CAPTIONS:
        raise Refusal(_("These captions are larger than 500 kB."), field="captions")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise Refusal(_("Captions are a WebVTT file (.vtt) in UTF-8."), field="captions") from error
    head = text.split("\n", 1)[0]
    if not (head == "WEBVTT" or head.startswith(("WEBVTT ", "WEBVTT\t"))) or "\0" in text:
        raise Refusal(_("Captions are a WebVTT file (.vtt) in UTF-8."), field="captions")
    return text.encode()


def _check_size(source: Path) -> None:
    if source.stat().st_size > settings.MAX_ATTACHED_FILM_BYTES:
        most = settings.MAX_ATTACHED_FILM_BYTES // 10**6
        sentence = _("This video is larger than {most} MB. Make it shorter or smaller.")
        raise Refusal(format_lazy(sentence, most=most), field="file")


def _check(film: Film) -> None:
    if film.seconds > settings.MAX_ATTACHED_FILM_SECONDS:
        most = settings.MAX_ATTACHED_FILM_SECONDS // 60
        raise Refusal(format_lazy(_("This video is longer than {most} minutes."), most=most), field="file")
    if film.codec not in PLAYED.get(film.media_type, set()):
        raise Refusal(_("Not every browser plays this video. Save it as MP4 (H.264) or WebM."), field="file")
