"""People as contacts, to take along: what address books told of them, with the accounts they are met by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from antiphon.organizations.models import Brand
from antiphon.people.models import ContactCard, Identity, Person, Side
from antiphon.people.rules.contacts import Contact, contact_from

_PAGE = 500


def contacts_of(people: Iterable[Person]) -> list[tuple[Person, Contact]]:
    """Return people as contacts: cards, the latest told first, and the addresses of their accounts. Two queries."""
    wanted = list(people)
    keys = [one.pk for one in wanted]
    accounts, cards = defaultdict(list), defaultdict(list)
    theirs = Identity.objects.filter(person__in=keys, side=Side.THEM, anonymized_at=None).order_by("first_seen", "pk")
    for account in theirs:
        accounts[account.person_id].append(account)
    told = ContactCard.objects.filter(identity__in=theirs.order_by()).select_related("identity")
    for card in told.order_by("-added_at", "-pk"):
        cards[card.identity.person_id].append(contact_from(card.told))
    return [(one, _together(one, cards[one.pk], accounts[one.pk])) for one in wanted]


def all_contacts(brand: Brand) -> Iterator[tuple[Person, Contact]]:
    """Yield everybody in the book of a brand as a contact, page by page."""
    last = 0
    people = Person.objects.met().filter(brand=brand, merged_into=None).order_by("pk")
    while page := list(people.filter(pk__gt=last)[:_PAGE]):
        yield from contacts_of(page)
        last = page[-1].pk


def cards_of(person: Person) -> list[ContactCard]:
    """Return what address books told of a person, the latest first. Three queries."""
    rows = ContactCard.objects.filter(identity__person=person, identity__side=Side.THEM)
    rows = rows.select_related("imported", "added_by__user", "identity").prefetch_related("entries__book")
    return list(rows.order_by("-pk"))


def _together(person: Person, cards: list[Contact], accounts: list[Identity]) -> Contact:
    mails = [one.stable_id.removeprefix("mailto:") for one in accounts if one.stable_id.startswith("mailto:")]
    first = cards[0] if cards else Contact()
    return Contact(
        name=person.name,
        given=first.given,
        family=first.family,
        mails=_some([one for card in cards for one in card.mails] + mails),
        phones=_some(one for card in cards for one in card.phones),
        organization=_one(card.organization for card in cards),
        role=_one(card.role for card in cards),
        urls=_some([one for card in cards for one in card.urls] + [one.url for one in accounts]),
        birthday=_one(card.birthday for card in cards),
        note=_one(card.note for card in cards),
        uid=f"urn:antiphon:person:{person.pk}",
    )


def _one(found: Iterable[str]) -> str:
    return next((one for one in found if one), "")


def _some(found: Iterable[str]) -> tuple[str, ...]:
    return tuple({one.casefold(): one for one in found if one}.values())
