"""A setting is read, or it says what would be right."""

import pytest

from antiphon.config import environment as env


def test_addresses_are_led_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "ANTIPHON_NETWORK_INSTEAD", "https://api.a.example=http://127.0.0.1:9/a , https://b.example=https://c.example"
    )
    assert env.addresses("ANTIPHON_NETWORK_INSTEAD") == {
        "https://api.a.example": "http://127.0.0.1:9/a",
        "https://b.example": "https://c.example",
    }
    monkeypatch.delenv("ANTIPHON_NETWORK_INSTEAD")
    assert env.addresses("ANTIPHON_NETWORK_INSTEAD") == {}


@pytest.mark.parametrize("wrong", ["https://a.example", "a=b", "https://a.example=", "=http://b", "ftp://a=http://b"])
def test_what_are_no_addresses_stops_the_start(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("ANTIPHON_NETWORK_INSTEAD", wrong)
    with pytest.raises(env.SettingError, match="ANTIPHON_NETWORK_INSTEAD should be like https://"):
        env.addresses("ANTIPHON_NETWORK_INSTEAD")
