"""Films: what a file really is, made bare of places and cameras, fitted to a network; nothing is held in memory.

All that opens a file happens in a process of its own: `hand.py`.
"""

from dataclasses import dataclass
from pathlib import Path

from antiphon.lib.apart import Told, Unfit, work_apart

__all__ = ["Film", "Unfit", "bare_film", "draw_frame", "inspect_film", "make_film"]

_HAND = "lib.films.hand"


@dataclass(frozen=True, slots=True)
class Film:
    """What a film is: `width` and `height` upright, in pixels; `codec` and `sound` as ffmpeg names them.

    `sound` is empty for a silent one; `turned` says that the player is asked to turn it.
    """

    media_type: str
    width: int
    height: int
    seconds: float
    bytes: int
    codec: str
    sound: str = ""
    pixel_format: str = "yuv420p"
    frames_a_second: float = 25.0
    turned: bool = False


def inspect_film(path: Path) -> Film:
    """Return what a film is; raise Unfit if the bytes are none that we take, whatever the name of the file says."""
    return Film(**work_apart(f"{_HAND}:inspect", path=str(path)))


def bare_film(source: Path, target: Path, told: Told | None = None) -> Film:
    """Put the first pictures and the first sound of a film into a fresh file, without all it says besides."""
    return Film(**work_apart(f"{_HAND}:bare", source=str(source), target=str(target), told=told))


def draw_frame(source: Path, target: Path, second: float, most: int = 1280) -> tuple[int, int]:
    """Write what the film shows at a second as a JPEG, at most `most` pixels a side; return its width and height."""
    drawn = work_apart(f"{_HAND}:frame", source=str(source), target=str(target), second=second, most=most)
    return drawn["width"], drawn["height"]


def make_film(
    source: Path, target: Path, *, lines: int, picture_rate: int, sound_rate: int, frames: float, told: Told | None
) -> Film:
    """Make a film anew as MP4 with H.264 and AAC, its smaller side at most `lines`, rates in bits a second."""
    made = work_apart(
        f"{_HAND}:make", source=str(source), target=str(target), lines=lines, picture_rate=picture_rate,
        sound_rate=sound_rate, frames=frames, silence=180.0, told=told,
    )  # fmt: skip
    return Film(**made)
