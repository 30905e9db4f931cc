"""What people say to a brand is looked through once, and kept with the words that made it be found."""

from antiphon.channels.connector import Act
from antiphon.conversations.actions import reword
from antiphon.listening.actions.hearing import look_again, look_through
from antiphon.listening.actions.labeling import label
from antiphon.listening.models import Finding
from antiphon.listening.tasks import hear_all
from tests.listening.said import hear
from tests.world import World


def kept() -> list[tuple[str, str, str]]:
    return list(Finding.objects.order_by("pk").values_list("kind", "tier", "language"))


def test_what_others_say_is_looked_through_once(world: World) -> None:
    hear(world, "Cerco un macinino. Dove lo trovo?")
    hear(world, "I am looking for you", "Robot", automated=True)
    assert [hear_all(), hear_all()] == [2, 0]
    assert kept() == [("question", "certain", "it"), ("need", "phrase", "it")]


def test_batches_go_on_where_the_last_one_ended(world: World) -> None:
    for number in range(3):
        hear(world, "Is it open?", number=number)
    assert [look_through(world.bottega, most=2), look_through(world.bottega, most=2)] == [2, 1]
    assert Finding.objects.count() == 3


def test_words_that_were_changed_are_looked_through_again(world: World) -> None:
    message = hear(world, "I need a saw.")
    hear(world, "Lovely!", number=2)
    hear_all()
    reword(message, "I am worried about the saw.", "")
    assert [look_again(world.bottega), look_again(world.bottega)] == [1, 0]
    assert kept() == [("worry", "phrase", "en")]


def test_what_a_member_has_spoken_about_stays_whatever_becomes_of_the_words(world: World) -> None:
    message = hear(world, "I need a saw.", act=Act.MENTION)
    hear_all()
    label(world.anna, Finding.objects.get(), "need")
    reword(message, "Never mind.", "")
    look_again(world.bottega)
    assert kept() == [("need", "phrase", "en")]
