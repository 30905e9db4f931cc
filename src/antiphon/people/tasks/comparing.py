"""Look who may be one person, and hand them to the actions."""

from datetime import timedelta

from antiphon.people.actions import claim_compared, compare_people

_LEASE, _AT_ONCE = timedelta(minutes=5), 200


def compare_next() -> int:
    """Compare some of those of whom it is due; return how many were looked at."""
    people = claim_compared(_LEASE, _AT_ONCE)
    if people:
        compare_people(people[0].brand, people)
    return len(people)


def compare_all() -> int:
    """Compare everybody of whom it is due; return how many were looked at."""
    done = 0
    while looked := compare_next():
        done += looked
    return done
