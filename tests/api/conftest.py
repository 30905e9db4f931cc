"""Programs that call the API, each with a token of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from antiphon.organizations.actions import issue_token
from antiphon.organizations.models import User
from antiphon.publishing.tasks import due_work, mending_work, record_what_is_live
from tests.api.talk import Talk, make_talk
from tests.world import World


@dataclass
class Program:
    """Calls the API with a token, if it has one."""

    token: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self._headers(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.post(
            f"/api/v1{path}", body, content_type="application/json", headers=self._headers(headers)
        )

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.put(
            f"/api/v1{path}", body, content_type="application/json", headers=self._headers(headers)
        )

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Call an address by any method."""
        if method == "GET":
            return self.get(path)
        return {"POST": self.post, "PUT": self.put}[method](path, body)

    def send(self, path: str, form: dict[str, Any], **headers: str) -> Any:
        """Send a form with files."""
        return self.client.post(f"/api/v1{path}", form, headers=self._headers(headers))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        given = {name.replace("_", "-"): value for name, value in more.items()}
        return given | ({"Authorization": f"Bearer {self.token}"} if self.token else {})


def program_of(user: User) -> Program:
    return Program(issue_token(user, "tests"))


def deliver() -> None:
    """Send and take down what is due in this very thread, and write down what went live."""
    for step, delivery in [*mending_work(8), *due_work(8)]:
        step(delivery)
    record_what_is_live()


@pytest.fixture(autouse=True)
def _networks_of_this_machine(settings: Any) -> None:
    """Let the practice networks be reached."""
    settings.PRIVATE_HOSTS = ["127.0.0.1"]


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def anna(world: World) -> Program:
    return program_of(world.anna.user)


@pytest.fixture
def bruno(world: World) -> Program:
    return program_of(world.bruno.user)


@pytest.fixture
def carla(world: World) -> Program:
    return program_of(world.carla.user)


@pytest.fixture
def talk(world: World) -> Talk:
    """Bottega has said something, and Dora asks about it."""
    return make_talk(world)


def error_of(answer: Any) -> tuple[int, str, str | None]:
    """Return the status, the code and the field of an error."""
    told = answer.json()["error"]
    assert set(told) == {"code", "message", "field"}
    assert told["message"]
    return answer.status_code, told["code"], told["field"]
