"""Relationship strength over 100,000 contacts: all people of a brand at once, one person, and the rule alone."""

from collections.abc import Callable

from benchmarks.house import cpu_milliseconds, machine, open_house, progress, table

CONTACTS, PEOPLE, DAYS = 100_000, 1_000, 730


def main() -> None:
    """Make the contacts, reckon the strengths, print the table."""
    open_house()
    from antiphon.cli.tending import tend_database
    from benchmarks.town import add_contacts, found_town, this_moment

    progress(f"making {CONTACTS:,} contacts with {PEOPLE:,} people")
    now = this_moment()
    town = found_town(PEOPLE, now)
    add_contacts(town, CONTACTS, DAYS, now)
    tend_database()
    people = [one.person_id for one in town.people if one.person_id]
    rows = []
    for name, work in _works(town.brand.pk, people).items():
        progress(name)
        cpu = cpu_milliseconds(work, seconds=3, least=3)
        rows.append((name, cpu))
    about = (
        f"{machine()}. {CONTACTS:,} contacts with {PEOPLE:,} people over {DAYS} days, both ways. "
        "CPU is the median of at least three calls."
    )
    table("Relationship strength", about, ("What is reckoned", "CPU, ms"), rows)


def _works(brand_pk: int, people: list[int]) -> dict[str, Callable[[], object]]:
    from antiphon.ledger.models import Interaction
    from antiphon.lib import clock
    from antiphon.organizations.models import Brand
    from antiphon.relationships.queries import strengths, touches_of
    from antiphon.relationships.rules import Touch, strength

    brand = Brand.objects.get(pk=brand_pk)
    today = clock.now().astimezone(brand.zone).date()
    touches = touches_of(brand, people, today)

    def row_by_row() -> object:
        found: dict[int | None, list[Touch]] = {}
        for row in Interaction.objects.filter(brand=brand).select_related("actor", "target", "channel"):
            theirs = row.direction == "in"
            who = row.actor if theirs else row.target
            day = row.at.astimezone(brand.zone).date()
            touch = Touch(day, row.at, "in" if theirs else "out", row.verb, row.channel.kind if row.channel else "")
            found.setdefault(who.person_id if who else None, []).append(touch)
        return {person: strength(known, today) for person, known in found.items()}

    return {
        f"all {PEOPLE:,} people: contacts grouped in the database, then the rule": lambda: strengths(
            brand, people, today
        ),
        "one person": lambda: strengths(brand, people[:1], today),
        "the rule alone, all people": lambda: [strength(known, today) for known in touches.values()],
        "all people, every row through the ORM, then the rule": row_by_row,
    }


if __name__ == "__main__":
    main()
