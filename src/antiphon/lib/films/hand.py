"""What opens films: runs in a process of its own (`lib/apart.py`) and reads nothing but the one file it is given."""

import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer, OutputContainer

from antiphon.lib.apart import tell

#: Boxes that are opened. Playlists are not among them: they would lead to other files and addresses.
_BOXES = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg"
_SAFE = {"protocol_whitelist": "file", "format_whitelist": _BOXES}
#: What can stand in which box, without the pictures being made anew.
_IN_MP4 = ({"h264", "hevc", "av1", "mpeg4"}, {"aac", "mp3", ""})
_IN_WEBM = ({"vp8", "vp9", "av1"}, {"opus", "vorbis", ""})
_LONGEST = 12 * 3600


class NotAFilm(Exception):
    """The bytes are no film that we take."""


def inspect(path: str) -> dict[str, Any]:
    """Return the fields of a Film."""
    with _opened(path) as film:
        return _facts(film, Path(path).stat().st_size)


def bare(source: str, target: str) -> dict[str, Any]:
    """Write the first pictures and the first sound into a fresh box that can hold them; return what it is then."""
    with _opened(source) as film:
        facts = _facts(film, 1)
        with _fresh(target, _box(facts["codec"], facts["sound"])) as out:
            kept = [film.streams.video[0], *film.streams.audio[:1]]
            streams = {one.index: out.add_stream_from_template(one) for one in kept}
            for packet in _told(film.demux(*kept), facts["seconds"]):
                if packet.dts is not None:
                    packet.stream = streams[packet.stream.index]
                    out.mux(packet)
    return inspect(target)


def frame(source: str, target: str, second: float, most: int) -> dict[str, Any]:
    """Write the picture at a second, upright, as a JPEG."""
    with _opened(source) as film:
        shown = _picture_at(film, second)
        picture: Any = shown.to_image()
        if shown.rotation % 360:
            picture = picture.rotate(shown.rotation, expand=True)
    picture.thumbnail((most, most))
    picture.convert("RGB").save(target, "JPEG", quality=85, optimize=True)
    return {"width": picture.width, "height": picture.height}


def make(source: str, target: str, **how: Any) -> dict[str, Any]:
    """Write the film anew in H.264 and AAC; return what it is then."""
    with _opened(source) as film, _fresh(target, "mp4") as out:
        facts = _facts(film, 1)
        picture = _Pictures(film, out, facts, how)
        sound = _Sound(film, out, how["sound_rate"]) if facts["sound"] and how["sound_rate"] else None
        kept = [film.streams.video[0], *(film.streams.audio[:1] if sound else [])]
        for packet in _told(film.demux(*kept), facts["seconds"]):
            maker = picture if packet.stream.type == "video" else sound
            if maker is not None:
                maker.take(packet)
        for one in (picture, sound):
            if one is not None:
                one.finish()
    return inspect(target)


class _Pictures:
    """Decodes, scales, turns upright and encodes pictures, one at a time."""

    def __init__(
        self, film: InputContainer, out: OutputContainer, facts: dict[str, Any], how: dict[str, Any]
    ) -> None:
        self._stream, self._out = film.streams.video[0], out
        width, height = _even(facts["width"], facts["height"], how["lines"])
        rate = Fraction(how["frames"]).limit_denominator(1001)
        self._size, self._rate = (width, height), rate
        self._graph: Any = None
        self._made: Any = out.add_stream("libx264", rate=rate)
        self._made.width, self._made.height, self._made.pix_fmt = width, height, "yuv420p"
        most = how["picture_rate"]
        self._made.options = {
            "preset": "veryfast", "crf": "23", "maxrate": str(most), "bufsize": str(most), "profile": "high",
        }  # fmt: skip

    def take(self, packet: Any) -> None:
        """Take a packet as it stands in the source."""
        for shown in packet.decode():
            if self._graph is None:
                self._graph = self._filters(shown)
            self._graph.push(shown)
            self._pass_on()

    def finish(self) -> None:
        """Write what is still under way."""
        if self._graph is not None:
            self._graph.push(None)
            self._pass_on()
        self._out.mux(self._made.encode(None))

    def _pass_on(self) -> None:
        for shown in _pulled(self._graph):
            shown.pict_type = 0
            self._out.mux(self._made.encode(shown))

    def _filters(self, shown: Any) -> Any:
        graph = av.filter.Graph()
        steps = [graph.add_buffer(template=self._stream)]
        steps += [graph.add(name, asked) for name, asked in _turned(shown.rotation % 360)]
        width, height = self._size
        steps.append(graph.add("scale", f"{width}:{height}"))
        steps.append(graph.add("fps", f"{self._rate.numerator}/{self._rate.denominator}"))
        steps.append(graph.add("format", "yuv420p"))
        steps.append(graph.add("buffersink"))
        for one, following in pairwise(steps):
            one.link_to(following)
        graph.configure()
        return graph


class _Sound:
    """Decodes and encodes the first sound."""

    def __init__(self, film: InputContainer, out: OutputContainer, rate: int) -> None:
        self._stream, self._out = film.streams.audio[0], out
        self._made: Any = out.add_stream("aac", rate=44_100)
        self._made.layout, self._made.bit_rate = "stereo", rate
        self._resampler = av.AudioResampler(format="fltp", layout="stereo", rate=44_100)

    def take(self, packet: Any) -> None:
        """Take a packet as it stands in the source."""
        for heard in packet.decode():
            self._pass_on(heard)

    def finish(self) -> None:
        """Write what is still under way."""
        self._pass_on(None)
        self._out.mux(self._made.encode(None))

    def _pass_on(self, heard: Any) -> None:
        for one in self._resampler.resample(heard):
            self._out.mux(self._made.encode(one))


def _opened(path: str) -> InputContainer:
    film = av.open(path, options=_SAFE)
    for stream in film.streams.video[:1]:
        stream.thread_type = "AUTO"
    return film


def _fresh(target: str, box: str) -> OutputContainer:
    options = {"movflags": "faststart"} if box in {"mp4", "mov"} else {}
    return av.open(target, "w", format=box, options=options)


def _facts(film: InputContainer, size: int) -> dict[str, Any]:
    if not film.streams.video or not film.duration:
        raise NotAFilm("there are no moving pictures in it")
    stream, shown = film.streams.video[0], _picture_at(film, 0)
    film.seek(0)
    seconds = film.duration / 1_000_000
    if not 0 < seconds <= _LONGEST:
        raise NotAFilm("it is empty or too long")
    turn = shown.rotation % 360
    width, height = (shown.height, shown.width) if turn in {90, 270} else (shown.width, shown.height)
    sound = film.streams.audio[0].codec_context.codec.canonical_name if film.streams.audio else ""
    rate = stream.average_rate or stream.guessed_rate or 25
    codec = stream.codec_context.codec.canonical_name
    return {
        "media_type": _media_type(film, codec, sound), "width": width, "height": height, "seconds": seconds,
        "bytes": size, "codec": codec, "sound": sound, "pixel_format": shown.format.name,
        "frames_a_second": float(rate), "turned": bool(turn),
    }  # fmt: skip


def _media_type(film: InputContainer, codec: str, sound: str) -> str:
    if "webm" in film.format.name:
        return "video/webm" if _box(codec, sound) == "webm" else "video/x-matroska"
    brand = film.metadata.get("major_brand", "")
    if "mp4" in film.format.name:
        return "video/quicktime" if brand.strip() == "qt" else "video/mp4"
    return f"video/{film.format.name.split(',', maxsplit=1)[0]}"


def _box(codec: str, sound: str) -> str:
    if codec in _IN_MP4[0] and sound in _IN_MP4[1]:
        return "mp4"
    return "webm" if codec in _IN_WEBM[0] and sound in _IN_WEBM[1] else "mov"


def _picture_at(film: InputContainer, second: float) -> Any:
    """Return the first picture at or after a second, else the last there is."""
    stream = film.streams.video[0]
    film.seek(int(second * 1_000_000), backward=True)
    last = None
    for last in film.decode(stream):
        if last.time is None or last.time + 0.001 >= second:
            break
    if last is None:
        raise NotAFilm("its pictures cannot be read")
    return last


def _told(packets: Iterator[Any], seconds: float) -> Iterator[Any]:
    """Pass packets on, and tell about once a second how far they are."""
    spoken = time.monotonic()
    for packet in packets:
        if packet.dts is not None and time.monotonic() - spoken > 1.0:
            spoken = time.monotonic()
            tell(done=min(1.0, max(0.0, float(packet.dts * packet.time_base) / seconds)))
        yield packet


def _pulled(graph: Any) -> Iterator[Any]:
    while True:
        try:
            yield graph.pull()
        except (BlockingIOError, EOFError):
            return


def _turned(rotation: int) -> list[tuple[str, str]]:
    """Return the filters that stand a picture upright which asks to be turned counterclockwise by `rotation`."""
    turns = {90: [("transpose", "cclock")], 270: [("transpose", "clock")], 180: [("hflip", ""), ("vflip", "")]}
    return turns.get(rotation, [])


def _even(width: int, height: int, lines: int) -> tuple[int, int]:
    """Return the size whose smaller side is at most `lines`; encoders want even numbers."""
    scale = min(1.0, lines / min(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)
