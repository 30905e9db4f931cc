"""Brands: where a program begins."""

from tests.api.conftest import Program, error_of
from tests.world import World


def test_a_program_sees_the_brands_of_its_user(anna: Program) -> None:
    assert anna.get("/brands").json() == [
        {
            "slug": "bottega",
            "name": "Bottega",
            "about": "",
            "time_zone": "Europe/Rome",
            "language": "en",
            "role": "owner",
            "duties": ["see", "review", "write", "publish", "answer", "connect", "host", "manage"],
        }
    ]


def test_an_author_is_told_what_the_role_carries(bruno: Program) -> None:
    answer = bruno.get("/brands/bottega").json()
    assert (answer["role"], answer["duties"]) == ("author", ["see", "write"])


def test_the_team_is_listed_by_name(anna: Program, world: World) -> None:
    assert anna.get("/brands/bottega/members").json() == [
        {"id": world.anna.pk, "name": "Anna", "role": "owner"},
        {"id": world.bruno.pk, "name": "Bruno", "role": "author"},
    ]


def test_a_brand_of_others_is_not_there(carla: Program) -> None:
    assert error_of(carla.get("/brands/bottega")) == (404, "not_found", None)
    assert error_of(carla.get("/brands/bottega/members")) == (404, "not_found", None)
