"""Who may be one person among 50,000: all are looked at once, then one who changed."""

import time

from benchmarks.house import machine, open_house, progress, table

PEOPLE, BATCH = 50_000, 2_000


def main() -> None:
    """Make the people, compare them, print the table."""
    open_house()
    from antiphon.cli.tending import tend_database
    from benchmarks.town import found_town, this_moment

    progress(f"making {PEOPLE:,} people")
    now = this_moment()
    town = found_town(PEOPLE, now)
    _add_accounts(town.brand.pk)
    tend_database()
    rows = [(name, seconds) for name, seconds in _looks()]
    about = (
        f"{machine()}. {PEOPLE:,} people, a fifth with an account elsewhere under the same name and username, "
        "each five hundredth of one name. Seconds of the clock, one process, on SQLite."
    )
    table("Who may be one person", about, ("What is looked for", "s"), rows)


def _add_accounts(brand_pk: int) -> None:
    """Give a fifth of the people a double on another network, and everybody their traits."""
    from antiphon.organizations.models import Brand
    from antiphon.people.models import Identity, IdentityLink, KnownTrait, Person
    from antiphon.people.queries.recognizing import trait_key
    from antiphon.people.rules import traits_of

    brand = Brand.objects.get(pk=brand_pk)
    first = list(Identity.objects.filter(brand=brand, side="them").order_by("pk"))
    for number, one in enumerate(first):
        name = "Mario Rossi" if number % 500 == 0 else f"Name{number} Family{number}"
        one.name, one.handle = name, f"@surname{number}@town.example"
    Identity.objects.bulk_update(first, ["name", "handle"], batch_size=500)
    doubles = [
        Person(brand=brand, name=one.name, created_at=one.first_seen, seen_at=one.first_seen) for one in first[::5]
    ]
    Person.objects.bulk_create(doubles, batch_size=BATCH)
    others = [
        Identity(
            brand=brand, network="bluesky", stable_id=f"did:plc:{number}", handle=f"surname{number * 5}.sky.example",
            name=human.name, person=human, first_seen=human.created_at, last_seen=human.created_at,
        )
        for number, human in enumerate(doubles)
    ]  # fmt: skip
    Identity.objects.bulk_create(others, batch_size=BATCH)
    everybody = [*first, *others]
    IdentityLink.objects.bulk_create(
        [
            IdentityLink(identity=one, person_id=one.person_id, ground="first_seen", at=one.first_seen)
            for one in others
        ],
        batch_size=BATCH,
    )
    KnownTrait.objects.bulk_create(
        [
            KnownTrait(brand=brand, identity=one, kind=trait.kind, key=trait.key, noted_at=one.first_seen)
            for one in everybody
            for trait in traits_of(
                trait_key(brand.pk),
                network=one.network,
                stable_id=one.stable_id,
                handle=one.handle,
                name=one.name,
                url=one.url,
            )
        ],
        batch_size=BATCH,
    )


def _looks() -> list[tuple[str, float]]:
    from antiphon.lib import clock
    from antiphon.people.models import Person, Suggestion
    from antiphon.people.tasks import compare_all

    Person.objects.update(compare_due_at=clock.now())
    whole = _seconds(compare_all)
    progress(f"{Suggestion.objects.count():,} suggestions")
    one = Person.objects.met().order_by("pk")[1_000]
    Person.objects.filter(pk=one.pk).update(compare_due_at=clock.now())
    return [("all, in batches of 200", whole), ("one who changed", _seconds(compare_all))]


def _seconds(work: object) -> float:
    began = time.perf_counter()
    assert callable(work)
    work()
    return round(time.perf_counter() - began, 3)


if __name__ == "__main__":
    main()
