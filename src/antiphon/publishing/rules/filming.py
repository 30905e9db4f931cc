"""How a film is made to fit a network: sent as it is, or made anew at a rate that fits. Pure."""

from dataclasses import dataclass

from antiphon.channels.connector import Limits
from antiphon.lib.films import Film

#: Below this a film of 360 lines cannot be watched: bits a second of picture and of sound.
_LEAST_PICTURE, _LEAST_SOUND = 150_000, 48_000
_SOUND = 128_000
#: What boxes and their tables of contents take, as a share.
_BOX = 0.96
#: Up to which rate each number of lines is worth its bits; the last is for whatever there is room for.
_LINES = ((400_000, 360), (900_000, 480), (2_000_000, 720))
MOST_LINES = 1080
MOST_FRAMES = 60.0
_PLENTY = 8_000_000


@dataclass(frozen=True, slots=True)
class Making:
    """How a film is made anew: H.264 and AAC in MP4, `lines` high at most, rates in bits a second."""

    lines: int
    picture_rate: int
    sound_rate: int
    frames_a_second: float


def smallest_film(seconds: float) -> int:
    """Return the bytes below which a film of this length cannot be made to be worth watching.

    >>> smallest_film(60)
    1546875
    """
    return int((_LEAST_PICTURE + _LEAST_SOUND) * seconds / 8 / _BOX)


def fits_as_it_is(film: Film, limits: Limits) -> bool:
    """Whether a network takes the film without its pictures being made anew."""
    played = film.codec == "h264" and film.sound in {"aac", ""} and film.pixel_format in {"yuv420p", "yuvj420p"}
    small = limits.video_bytes is None or film.bytes <= limits.video_bytes * _BOX
    calm = film.frames_a_second <= MOST_FRAMES + 0.5 and min(film.width, film.height) <= MOST_LINES
    return film.media_type == "video/mp4" and played and small and calm and not film.turned


def making_of(film: Film, limits: Limits) -> Making:
    """Return how to make the film so that it keeps to the bytes that a network takes.

    The rate follows from the bytes there may be and the length; the number of lines from the rate, so that few
    bits are not spread over many points.
    """
    room = limits.video_bytes * _BOX * 8 / film.seconds if limits.video_bytes and film.seconds else float("inf")
    sound = 0 if not film.sound else _SOUND if room > 10 * _SOUND else _LEAST_SOUND
    picture = int(min(max(room - sound, _LEAST_PICTURE), _PLENTY))
    worth = next((lines for rate, lines in _LINES if picture < rate), MOST_LINES)
    return Making(min(worth, film.width, film.height), picture, sound, min(film.frames_a_second, MOST_FRAMES))
