"""What the worker does for the database from time to time."""

import pytest
from django.db import connection

from antiphon.cli.tending import tend_database
from tests.world import World


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL does it by itself")
def test_sqlite_learns_how_selective_its_indexes_are(world: World) -> None:
    assert tend_database() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'people_identity' LIMIT 1")
        assert cursor.fetchone() is not None
