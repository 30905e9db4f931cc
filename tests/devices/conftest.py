"""A push service on loopback, which the operator trusts."""

from collections.abc import Iterator
from typing import Any

import pytest

from antiphon.practice.push import PracticePush


@pytest.fixture
def service(settings: Any) -> Iterator[PracticePush]:
    """A push service whose address is trusted."""
    with PracticePush() as made:
        settings.PRIVATE_HOSTS = [f"127.0.0.1:{made.port}"]
        yield made
