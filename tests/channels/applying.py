"""Which tests of the contract a connector inherits: those of what it can do and of what its network takes.

A test class names its place (`at`) and what its connector can do (`capabilities`). A test that needs more
is not collected, so that nothing is skipped that could not be.
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Capability, Limits
from tests.channels.place import NetworkPlace, table

type Condition = Callable[[type[NetworkPlace]], object]


def needs(
    *capabilities: Capability, takes: Callable[[Limits], object] | None = None, at: Condition | None = None
) -> Any:
    """Collect a test only for connectors with these capabilities, whose network takes this, at such places."""

    def applies(tests: Any) -> bool:
        return (
            set(capabilities) <= tests.capabilities
            and (takes is None or bool(takes(table(tests.at))))
            and (at is None or bool(at(tests.at)))
        )

    def mark[F](test: F) -> F:
        test.applies = applies  # type: ignore[attr-defined]
        return test

    return mark


def steps(tests: Any, wanted: Iterable[str]) -> list[str]:
    """Return those of the steps that this connector takes and that ask something of its network."""
    known = {"verify", "publish", "upload", *tests.capabilities}
    return [step for step in wanted if step in known and step in tests.at.requests]


def each(*wanted: str) -> Any:
    """Run a test once for each of these steps that the connector takes; it has an argument `step`."""

    def mark[F](test: F) -> F:
        test.steps = wanted  # type: ignore[attr-defined]
        return test

    return mark


def applies(item: pytest.Item) -> bool:
    """Whether a collected test is meant for its connector."""
    test, tests = getattr(item, "obj", None), getattr(item, "cls", None)
    if test is None or tests is None or not issubclass(tests, Chosen):
        return True
    owner = next(one for one in tests.__mro__ if test.__name__ in vars(one))
    return vars(owner).get("of", set()) <= tests.capabilities and getattr(test, "applies", _always)(tests)


def _always(_tests: Any) -> bool:
    return True


class Chosen:
    """A test class whose tests are chosen by what its connector can do.

    `of` are the capabilities that all the tests written in a class are about.
    """

    of: ClassVar[set[Capability]] = set()
    at: Any
    capabilities: set[Capability]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each test its steps."""
        wanted = getattr(metafunc.function, "steps", None)
        if wanted is not None:
            metafunc.parametrize("step", steps(metafunc.cls, wanted))
