"""The writers of one process take turns, and no turn is lost."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from antiphon.organizations.models import Organization

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a matter of SQLite"),
]


def write(times: int, failures: list[Exception]) -> None:
    """Add rows one by one, each in a transaction that reads first; every third is taken back."""
    try:
        for number in range(times):
            with transaction.atomic():
                seen = Organization.objects.count()
                Organization.objects.create(name=str(seen))
                if number % 3 == 2:
                    transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001  told to the thread that asserts
        failures.append(error)
    finally:
        connections.close_all()


def test_eight_threads_write_side_by_side_and_none_is_turned_away() -> None:
    failures: list[Exception] = []
    threads = [threading.Thread(target=write, args=(30, failures)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert sorted(int(name) for name in Organization.objects.values_list("name", flat=True)) == list(range(160))


def test_a_transaction_that_failed_gives_its_turn_back() -> None:
    Organization.objects.create(pk=1, name="one")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.create(pk=1, name="the same one")
    failures: list[Exception] = []
    other = threading.Thread(target=write, args=(1, failures))
    other.start()
    other.join(10)
    assert (other.is_alive(), failures) == (False, [])


def test_a_connection_that_is_closed_within_a_transaction_gives_its_turn_back() -> None:
    connection.set_autocommit(False)
    with pytest.raises(RuntimeError), transaction.atomic():
        raise RuntimeError
    connection.close()
    failures: list[Exception] = []
    other = threading.Thread(target=write, args=(1, failures))
    other.start()
    other.join(10)
    assert (other.is_alive(), failures) == (False, [])
