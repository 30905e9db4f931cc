"""`antiphon token`: made, shown once, listed, revoked."""

import pytest

from antiphon.cli.main import main
from antiphon.organizations.models import Key
from tests.api.conftest import Program
from tests.world import World


def made(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run the command; return its exit status and what it printed."""
    status = main(["token", *words])
    return status, capsys.readouterr().out.strip()


def test_a_token_is_printed_once_and_opens_the_api(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    status, token = made(capsys, "create", "--user", "Anna@Example.org", "--label", "the till")
    assert (status, Program(token).get("/brands").status_code) == (0, 200)
    listed = made(capsys, "list")[1]
    assert f"· the till · Anna · made {Key.objects.get().created_at:%Y-%m-%d %H:%M}, used" in listed
    assert token not in listed
    assert not Key.objects.filter(digest=token).exists()


def test_a_revoked_token_opens_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    token = made(capsys, "create", "--user", "anna@example.org")[1]
    assert made(capsys, "revoke", str(Key.objects.get().pk)) == (0, "")
    assert Program(token).get("/brands").status_code == 401
    assert ", never used, revoked" in made(capsys, "list")[1]


def test_what_is_not_known_is_said(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert made(capsys, "create", "--user", "nobody@example.org") == (
        1,
        "Nobody signs in with nobody@example.org. Give the mail address of an account.",
    )
    assert made(capsys, "revoke", "99") == (1, "There is no token 99. `antiphon token list` shows those there are.")
