"""Captions become SubRip for networks that take nothing else."""

import pytest

from antiphon.channels.wire.subrip import as_subrip


@pytest.mark.parametrize(
    ("webvtt", "subrip"),
    [
        ("WEBVTT\n", ""),
        (
            "WEBVTT - a film\n\nSTYLE\n::cue {}\n\n7\n01:02:03.004 --> 01:02:05.000 line:0 align:end\nUp\n",
            "1\n01:02:03,004 --> 01:02:05,000\nUp\n",
        ),
        (
            (
                "WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\n<v Ada>One <i>two</i>\r\nthree\r\n\r\n\r\n"
                "00:03.000 --> 00:04.000\r\n4 < 5"
            ),
            "1\n00:00:01,000 --> 00:00:02,000\nOne <i>two</i>\nthree\n\n2\n00:00:03,000 --> 00:00:04,000\n4 < 5\n",
        ),
        (
            "WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\nOnly this",
            "1\n00:00:03,000 --> 00:00:04,000\nOnly this\n",
        ),
    ],
)
def test_cues_keep_their_words_and_times(webvtt: str, subrip: str) -> None:
    assert as_subrip(webvtt) == subrip
