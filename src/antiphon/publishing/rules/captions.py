"""Captions of a film as WebVTT: read, checked, and made of SubRip where that is what somebody has. Pure."""

import re

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_CUE = re.compile(rf"^\s*{_TIME}\s+-->\s+{_TIME}(\s.*)?$")


class NotCaptions(ValueError):
    """The text is no captions; `line` is where it is not, counted from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def as_webvtt(text: str) -> str:
    """Return captions as WebVTT (W3C); SubRip becomes WebVTT. Raise NotCaptions for anything else.

    Every cue must end after it begins and not begin before the one in front of it.

    >>> as_webvtt("1\\n00:00:01,000 --> 00:00:02,500\\nHello")
    'WEBVTT\\n\\n1\\n00:00:01.000 --> 00:00:02.500\\nHello\\n'
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    begun = re.match(r"WEBVTT($|[ \t])", lines[0]) is not None
    cues, last = 0, -1.0
    for number, line in enumerate(lines, 1):
        if "-->" in line:
            start, end = _times(line, number)
            if end <= start or start < last:
                raise NotCaptions(number)
            cues, last = cues + 1, start
            lines[number - 1] = _with_points(line)
    if not cues or not (begun or lines[0].strip().isdecimal() or "-->" in lines[0]):
        raise NotCaptions(1)
    return "\n".join(lines if begun else ["WEBVTT", "", *lines]) + "\n"


def _times(line: str, number: int) -> tuple[float, float]:
    found = _CUE.match(line)
    if found is None:
        raise NotCaptions(number)
    return _seconds(found.groups()[:4]), _seconds(found.groups()[4:8])


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _with_points(line: str) -> str:
    return re.sub(r"(\d{2}),(\d{3})", r"\1.\2", line)
