"""Logs tell what happened and never hold what opens something."""

import json
import logging

import pytest

from antiphon.config.logs import configure


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Not Found: /welcome/rzAxNSW7fKZTyL7nH6pNzHksp/", "Not Found: /welcome/…"),
        ("/accounts/password/reset/key/2-difjwy-0031a9094f2e/", "/accounts/password/reset/key/…"),
        ("/reports/12-rzAxNSW7fKZTyL7nH6pNzHksp/report.pdf", "/reports/…"),
        ("/@brand/letters/leave/MTI:1vMxyz:rzAxNSW7fKZTyL7nH6pNz/", "/@brand/letters/leave/…"),
        ("/@brand/p/guide/document/WzEsMV0:1vMxyz:rzAxNSW7fKZTyL7/", "/@brand/p/guide/document/…"),
        ("/plan/rzAxNSW7fKZTyL7nH6pNzHksp.ics", "/plan/…"),
        ("Authorization: Bearer abcdefghijklmnop", "Authorization: Bearer …"),
        ("/channels/return/?code=AQTh3kd92-_x.y%3D&state=rzAxNSW7fKZT", "/channels/return/?code=…&state=…"),
        ("client_secret=hush-hush-hush&refresh_token=1/abcdefgh", "client_secret=…&refresh_token=…"),
        ("a session eyJhbGciOiJIUzI1NiJ9.e30.abc", "a session eyJ…"),
    ],
)
def test_what_opens_something_is_never_written(said: str, written: str, capsys: pytest.CaptureFixture[str]) -> None:
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    configure({"level": "INFO"})
    try:
        logging.getLogger("antiphon.test").warning("%s", said)
        assert json.loads(capsys.readouterr().err)["event"] == written
    finally:
        logging.getLogger().handlers[:] = handlers
        logging.getLogger().setLevel(level)
