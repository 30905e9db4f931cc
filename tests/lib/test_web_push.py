"""What is pushed is encrypted and signed as the RFCs say."""

import base64
import json
from datetime import UTC, datetime

import pytest

from antiphon.lib.web_push import (
    MOST_BYTES,
    authorization,
    encoded,
    encrypt,
    new_key,
    point_of,
    read_reader,
)
from antiphon.practice.push import PracticeBrowser

#: The example of RFC 8291, § 5 and appendix A.
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT, PRIVATE = "DGv6ra1nlYgDCS1FRnbzlw", "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
    "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_example_of_the_rfc_comes_out_byte_for_byte() -> None:
    told = encrypt(
        b"When I grow up, I want to be a watermelon",
        read_reader(POINT, AUTH),
        salt=raw(SALT),
        private=raw(PRIVATE),
    )
    assert encoded(told) == BODY


def test_only_the_browser_it_is_for_opens_it() -> None:
    browser = PracticeBrowser("", "")
    told = encrypt("Dora wrote: ciao ☕".encode(), read_reader(browser.p256dh, browser.auth))
    assert browser.read(told).decode() == "Dora wrote: ciao ☕"
    with pytest.raises(Exception, match=r"^$"):
        PracticeBrowser("", "").read(told)


def test_the_longest_message_fits_into_what_each_service_takes() -> None:
    reader = read_reader(POINT, AUTH)
    assert len(encrypt(b"x" * MOST_BYTES, reader)) == 4096
    with pytest.raises(ValueError, match="3993"):
        encrypt(b"x" * (MOST_BYTES + 1), reader)


def test_the_signature_says_to_whom_and_until_when() -> None:
    key = new_key()
    until = datetime(2026, 1, 1, tzinfo=UTC)
    scheme, token, public = authorization(key, "https://push.example", "mailto:a@b.example", until).split(" ")
    head, claims, signature = token.removeprefix("t=").rstrip(",").split(".")
    assert (scheme, public) == ("vapid", f"k={encoded(point_of(key))}")
    assert json.loads(raw(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(raw(claims)) == {"aud": "https://push.example", "exp": 1767225600, "sub": "mailto:a@b.example"}
    assert len(raw(signature)) == 64


@pytest.mark.parametrize(
    ("point", "auth"), [("", AUTH), (POINT, "short"), ("A" * 87, AUTH), (POINT, "ö" * 22), ("%" * 87, AUTH)]
)
def test_keys_that_are_none_are_refused(point: str, auth: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_reader(point, auth)
