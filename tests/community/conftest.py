"""What tests of the community begin with."""

import pytest

from tests.community.place import Place, make_place
from tests.world import World


@pytest.fixture
def place(world: World) -> Place:
    """Bottega's community, with Anna, Dora and Emil."""
    return make_place(world)
