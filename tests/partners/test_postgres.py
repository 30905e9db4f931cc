import psycopg
import pytest

from tests.partners.postgres import PostgresCluster

pytestmark = pytest.mark.partner


def test_each_database_of_the_private_cluster_is_empty_and_unicode(postgres_cluster: PostgresCluster) -> None:
    address = postgres_cluster.create_database("cluster_test")

    with psycopg.connect(address) as connection:
        encoding = connection.execute("SHOW server_encoding").fetchone()
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()

    assert (encoding, tables) == (("UTF8",), (0,))
