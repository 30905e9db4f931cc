"""Films as a channel takes them: as they were taken in, or made anew in H.264 and AAC under its limits."""

import tempfile
from pathlib import Path

from antiphon.channels.connector import Limits
from antiphon.lib.apart import Told
from antiphon.lib.films import Film, inspect_film, make_film
from antiphon.publishing.models import Asset
from antiphon.publishing.renditions.places import SUFFIXES, Made, folder, name_of, path_of
from antiphon.publishing.rules.filming import fits_as_it_is, making_of

_MP4 = "video/mp4"


def film_is_ready(asset: Asset, limits: Limits) -> bool:
    """Whether a film can be sent on a channel without anything being made; a film not looked at yet is not."""
    place = _place(asset, limits)
    return place.exists() or _fits_mark(place).exists()


def film_for(asset: Asset, limits: Limits, told: Told | None = None) -> Made:
    """Return the film as the channel takes it; one that was not made yet is made now, which can take long.

    `told` is called with the share that is done. Raise Unfit if it cannot be made.
    """
    place = _place(asset, limits)
    if place.exists():
        return _measured(place)
    if not _fits_mark(place).exists():
        film = inspect_film(path_of(asset.file))
        if not fits_as_it_is(film, limits):
            _make(asset, film, limits, place, told)
            return _measured(place)
        _fits_mark(place).touch()
    return Made(path_of(asset.file), asset.media_type, asset.width, asset.height)


def _fits_mark(place: Path) -> Path:
    """Return the file whose presence says that the film itself fits, so that it need not be opened again."""
    return place.with_suffix(".fits")


def _place(asset: Asset, limits: Limits) -> Path:
    return folder() / f"{name_of(asset.digest, f'film {limits.video_bytes}')}{SUFFIXES[_MP4]}"


def _make(asset: Asset, film: Film, limits: Limits, place: Path, told: Told | None) -> None:
    how = making_of(film, limits)
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=".", suffix=SUFFIXES[_MP4], delete=False) as fresh:
        target = Path(fresh.name)
    try:
        make_film(
            path_of(asset.file), target, lines=how.lines, picture_rate=how.picture_rate, sound_rate=how.sound_rate,
            frames=how.frames_a_second, told=told,
        )  # fmt: skip
        target.chmod(0o644)
        target.replace(place)
    finally:
        target.unlink(missing_ok=True)


def _measured(place: Path) -> Made:
    """Return a film that was made. Its size is noted beside it, so that it need not be opened when it is sent."""
    beside = place.with_suffix(".size")
    if not beside.exists():
        film = inspect_film(place)
        beside.write_text(f"{film.width} {film.height}")
    width, height = map(int, beside.read_text().split())
    return Made(place, _MP4, width, height)
