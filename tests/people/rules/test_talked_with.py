"""Whom an account talked with, by what its archive says: what no account and no day can be is left out."""

import pytest

from antiphon.people.rules.talked_with import TalkedWith, account_of


@pytest.mark.parametrize("name", ["do\ud800ra", "do\0ra", "do\x1bra", f"{'a' * 300}", ""])
def test_what_no_database_could_keep_is_no_account(name: str) -> None:
    assert account_of(name, "https://town.example/users/dora") == ""


def test_what_is_no_day_is_left_out_and_the_talk_is_counted() -> None:
    heard = TalkedWith()
    tag = {"type": "Mention", "name": "@Dora", "href": "https://town.example/users/dora"}
    for published in ("\0\ud800", "2024-03-01T10:00:00Z", "soon", "2024-02-01"):
        heard.hear([{"type": "Create", "object": {"published": published, "tag": tag}}])
    (one,) = heard.most_first()
    assert (one.account, one.times, one.first, one.last) == ("dora@town.example", 4, "2024-02-01", "2024-03-01")
