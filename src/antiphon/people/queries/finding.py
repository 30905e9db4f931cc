"""People found by how they are called, accents and capitals apart."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from antiphon.lib.folding import folded
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity, Person, Side


def people_called(brand: Brand, search: str) -> QuerySet[Person]:
    """Return the people of a brand whose name, or the name or handle of an account, holds all words of the search.

    Words may be begun or cut: “mar” finds Maren. Without a word everybody is found.
    """
    people = Person.objects.met().filter(brand=brand)
    for word in folded(search.replace("\0", ""))[:200].split():
        named = Identity.objects.filter(person=OuterRef("pk"), side=Side.THEM, sought__contains=word)
        people = people.filter(Q(sought__contains=word) | Exists(named))
    return people.order_by("-seen_at", "-pk")
