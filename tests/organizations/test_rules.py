"""What each role may do: the whole table, role by duty."""

import pytest

from antiphon.organizations.models import Role
from antiphon.organizations.rules import Duty, may, roles_with

#: see, review, write, publish, answer, connect, host, manage.
TABLE = {
    "owner": "yes yes yes yes yes yes yes yes",
    "editor": "yes yes yes yes yes yes yes no",
    "author": "yes no yes no no no no no",
    "approver": "yes yes no no no no no no",
    "analyst": "yes no no no no no no no",
    "client": "no yes no no no no no no",
}


def test_every_role_stands_in_the_table() -> None:
    assert set(TABLE) == set(Role.values)


@pytest.mark.parametrize("role", TABLE)
def test_a_role_carries_these_duties_and_no_other(role: str) -> None:
    assert " ".join("yes" if may(role, duty) else "no" for duty in Duty) == TABLE[role]


@pytest.mark.parametrize("duty", Duty)
def test_an_unknown_role_carries_nothing(duty: Duty) -> None:
    assert not may("janitor", duty)


@pytest.mark.parametrize("duty", Duty)
def test_the_roles_with_a_duty_are_those_that_carry_it(duty: Duty) -> None:
    assert roles_with(duty) == {role for role in Role.values if may(role, duty)}
