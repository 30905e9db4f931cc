"""Birthdays that address books tell of are remembered, and go with the import."""

from antiphon.people.actions.importing import take_back
from antiphon.people.models import Person
from antiphon.people.tasks import import_all
from antiphon.relationships.actions.remembering import forget_date
from antiphon.relationships.models import PersonDate
from antiphon.relationships.tasks import keep_birthdays
from tests.people.address_books import brought_in
from tests.world import World

_TABLE = "Name,Email,Birthday\nDora Conti,dora@home.example,1980-05-17\nAda Poli,ada@home.example,--02-29\n"


def test_a_birthday_is_remembered_once_and_goes_with_the_import(world: World) -> None:
    made = brought_in(world.anna, _TABLE)
    assert keep_birthdays() == 2
    days = PersonDate.objects.values_list("person__name", "day", "month", "year")
    assert sorted(days) == [("Ada Poli", 29, 2, None), ("Dora Conti", 17, 5, 1980)]
    assert keep_birthdays() == 0
    forget_date(world.anna, PersonDate.objects.get(day=29))
    assert (keep_birthdays(), PersonDate.objects.count()) == (0, 1)
    take_back(world.anna, made)
    import_all()
    assert (PersonDate.objects.count(), Person.objects.filter(name="Dora Conti").count()) == (0, 0)
