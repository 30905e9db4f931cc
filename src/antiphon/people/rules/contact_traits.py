"""By what somebody in an address book may be recognized: nothing of it is verified. Pure."""

from antiphon.people.rules.contacts import MASTODON, Account, Contact
from antiphon.people.rules.matching import Kind, Trait
from antiphon.people.rules.recognizing import (
    address_trait,
    mail_trait,
    name_trait,
    organization_trait,
    phone_trait,
    username_trait,
)


def traits_of_contact(key: bytes, contact: Contact, accounts: tuple[Account, ...]) -> frozenset[Trait]:
    """Return the traits of a contact: full name, mail addresses, numbers, organization, own account.

    The address of an account on a network is the account itself, whatever the network calls it inside: that alone
    counts as proof. A web address in a card is what somebody typed, and proves nothing.
    """
    found = {name_trait(contact.called), organization_trait(contact.organization)}
    found |= {mail_trait(key, one) for one in contact.mails}
    found |= {phone_trait(key, one) for one in contact.phones if one.startswith("+")}
    for one in accounts:
        if one.url:
            found |= {address_trait(Kind.ADDRESS, one.url), address_trait(Kind.ALIAS, one.url, verified=True)}
        if one.network == MASTODON:
            found.add(username_trait(MASTODON, one.handle))
    return frozenset(one for one in found if one is not None)
