"""The shop, open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.visits.shop import Shop, opened
from tests.world import World


@pytest.fixture
def shop(world: World, tmp_path: Path) -> Iterator[Shop]:
    """A site of Bottega's, and the door through which hits come in."""
    with opened(world, tmp_path) as made:
        yield made
