"""Captions as SubRip, for networks that take no WebVTT. Pure."""

import re

_TIME = r"(?:(\d{2,}):)?(\d{2}:\d{2})\.(\d{3})"
_CUE = re.compile(rf"^\s*{_TIME}\s+-->\s+{_TIME}", re.MULTILINE)
_MARKS = re.compile(r"</?(?:v|c|lang|ruby|rt)\b[^>]*>|<[\d:.]+>")


def as_subrip(text: str) -> str:
    """Return WebVTT (W3C) as SubRip: cues numbered from 1, times with hours and a comma.

    Notes, styles and where a cue stands are left out: SubRip knows none. Who speaks and other marks go too.

    >>> as_subrip("WEBVTT\\n\\n00:01.000 --> 00:02.500 line:0\\n<v Ada>Hello\\nthere")
    '1\\n00:00:01,000 --> 00:00:02,500\\nHello\\nthere\\n'
    """
    blocks = re.split(r"\n{2,}", text.replace("\r\n", "\n").replace("\r", "\n"))
    cues = [cue for cue in map(_cue, blocks) if cue]
    return "\n".join(f"{number}\n{cue}" for number, cue in enumerate(cues, 1))


def _cue(block: str) -> str:
    """Return the times and the words of one cue, empty for what is none."""
    found = _CUE.search(block)
    if found is None:
        return ""
    words = _MARKS.sub("", block[found.end() :].partition("\n")[2]).strip()
    return f"{_time(found.groups()[:3])} --> {_time(found.groups()[3:])}\n{words}\n" if words else ""


def _time(parts: tuple[str | None, ...]) -> str:
    hours, rest, thousandths = parts
    return f"{hours or '00'}:{rest},{thousandths}"
