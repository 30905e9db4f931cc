"""People are found to be one, joined, parted and forgotten."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.people.actions import (
    anonymize,
    join_people,
    meet,
    note_consent,
    note_trait,
    part_people,
    put_off,
    recognize,
    rename,
    say_not_the_same,
    withdraw_consent,
)
from antiphon.people.models import Consent, Identity, IdentityLink, Merge, Person, Rejection, Suggestion
from antiphon.people.queries import alike, decisions, pairs_to_decide
from antiphon.people.queries.recognizing import trait_key
from antiphon.people.rules import mail_trait, organization_trait, phone_trait
from antiphon.people.tasks import compare_all
from tests.ledger_rows import Thread, somebody
from tests.people.folk import met, person_of
from tests.world import World


def test_two_people_with_one_name_stay_two_and_nobody_is_asked(world: World) -> None:
    met(world.bottega, "mrossi", "Mario Rossi")
    met(world.bottega, "rossim", "Rossi Mario", network="bluesky")
    assert compare_all() == 2
    assert (Person.objects.met().count(), Suggestion.objects.count()) == (2, 0)


def test_a_name_and_a_rare_username_are_suggested_with_what_speaks_for_it(world: World) -> None:
    met(world.bottega, "doraconti", "Dora Conti")
    met(world.bottega, "doraconti", "Dóra Conti", network="bluesky")
    compare_all()
    (pair,) = pairs_to_decide(world.bottega)
    assert [(one.sign.value, one.weight) for one in pair.evidence] == [("name", 0.5), ("username", 0.4)]
    assert pair.suggestion.score == pytest.approx(0.7)


def test_two_accounts_of_one_network_are_doubted(world: World) -> None:
    met(world.bottega, "doraconti", "Dora Conti")
    second = met(world.bottega, "doraconti2", "Dora Conti")
    compare_all()
    assert Suggestion.objects.count() == 0
    first = Identity.objects.get(handle="@doraconti@town.example")
    for one in (first, second):
        recognize(one, mail="dora@home.example", mail_verified=True)
    compare_all()
    assert person_of(first) == person_of(second)


def test_a_moved_account_is_joined_by_itself_and_can_be_taken_back_for_good(world: World) -> None:
    new = met(world.bottega, "doraconti")
    old = met(world.bottega, "dora", aliases=["https://town.example/users/doraconti"])
    compare_all()
    merge = Merge.objects.get()
    assert (merge.ground, merge.evidence, merge.by) == ("verified", [["also_known_as", 0.98]], None)
    assert person_of(old) == person_of(new)
    part_people(world.anna, merge)
    assert person_of(old) != person_of(new)
    met(world.bottega, "dora", "Another name", aliases=["https://town.example/users/doraconti"])
    compare_all()
    assert person_of(old) != person_of(new)


def test_a_page_that_links_back_joins(world: World) -> None:
    here = met(world.bottega, "doraconti")
    there = met(world.bottega, "dora", network="community")
    recognize(there, page="https://town.example/@doraconti/")
    compare_all()
    assert person_of(here) == person_of(there)


def test_addresses_of_nobody_in_particular_join_nobody(world: World) -> None:
    for number in range(3):
        one = met(world.bottega, f"somebody{number}")
        recognize(one, mail="info@shop.example", mail_verified=True)
    compare_all()
    assert (Person.objects.met().count(), Suggestion.objects.count()) == (3, 0)


def test_a_telephone_number_and_an_organization_speak_for_one_person(world: World) -> None:
    for network in ("mastodon", "bluesky"):
        one = met(world.bottega, f"dora-{network}", "Dora", network=network)
        note_trait(one, phone_trait(trait_key(world.bottega.pk), "+39 055 12 34 56"))
        note_trait(one, organization_trait("Falegnameria Conti"))
    compare_all()
    assert Suggestion.objects.get().score == pytest.approx(1 - 0.4 * 0.7)


def test_the_same_mail_in_two_brands_is_two_persons(world: World) -> None:
    for brand in (world.bottega, world.carla.brand):
        recognize(met(brand, "doraconti", "Dora Conti"), mail="dora@home.example", mail_verified=True)
    compare_all()
    assert (Person.objects.met().count(), Merge.objects.count(), Suggestion.objects.count()) == (2, 0, 0)
    one, other = Person.objects.order_by("pk")
    with pytest.raises(Refusal, match="different brands"):
        join_people(world.anna, one, other)


def test_a_merge_of_a_merge_is_undone_in_either_order(world: World) -> None:
    for order in ((0, 1), (1, 0)):
        accounts = [met(world.bottega, f"one-{order[0]}-{number}", f"One {number}") for number in range(3)]
        first, second, third = (person_of(one) for one in accounts)
        merges = [join_people(world.anna, second, first), join_people(world.anna, third, second)]
        assert {person_of(one).pk for one in accounts} == {third.pk}
        part_people(world.anna, merges[order[0]])
        left = [first, third, third] if order[0] == 0 else [second, second, third]
        assert [person_of(one) for one in accounts] == left
        part_people(world.anna, merges[order[1]])
        assert [person_of(one) for one in accounts] == [first, second, third]
        assert not Person.objects.exclude(merged_into=None).exists()
    assert IdentityLink.objects.filter(ground="taken_back").count() == 5


def test_what_somebody_did_hangs_on_their_accounts_through_it_all(world: World) -> None:
    ada, thread = somebody(world.site, "Ada"), Thread(world.site)
    thread.post()
    thread.reply("a", ada)
    assert person_of(ada).spoke_at == thread.start + timedelta(hours=1)
    told = list(Interaction.objects.values())
    other = met(world.bottega, "doraconti", "Dora Conti")
    merge = join_people(world.anna, person_of(other), person_of(ada))
    part_people(world.anna, merge)
    assert list(Interaction.objects.values()) == told


def test_the_name_that_survives_is_chosen_and_comes_back(world: World) -> None:
    one, other = met(world.bottega, "a", "Dora"), met(world.bottega, "b", "Dora Conti", network="bluesky")
    merge = join_people(world.anna, person_of(one), person_of(other), name="Dora Conti")
    assert person_of(one).name == "Dora Conti"
    part_people(world.anna, merge)
    assert (person_of(one).name, person_of(other).name) == ("Dora", "Dora Conti")
    with pytest.raises(Conflict, match="already"):
        part_people(world.anna, merge)
    (decision,) = decisions(person_of(one))
    assert (decision.merge.undone_by, decision.accounts) == (world.anna, [other])


def test_a_rejected_pair_never_returns_even_as_parts_of_others(world: World) -> None:
    one = met(world.bottega, "doraconti", "Dora Conti")
    other = met(world.bottega, "doraconti", "Dora Conti", network="bluesky")
    compare_all()
    say_not_the_same(world.anna, person_of(one), person_of(other))
    assert (Suggestion.objects.get().answer, Rejection.objects.count()) == ("rejected", 1)
    third = met(world.bottega, "third", "Third", network="x")
    join_people(world.anna, person_of(third), person_of(other))
    compare_all()
    assert Suggestion.objects.open().count() == 0


def test_who_is_put_off_is_asked_again_after_thirty_days(world: World) -> None:
    met(world.bottega, "doraconti", "Dora Conti")
    met(world.bottega, "doraconti", "Dora Conti", network="bluesky")
    compare_all()
    suggestion = Suggestion.objects.get()
    put_off(world.anna, suggestion)
    assert pairs_to_decide(world.bottega) == []
    Suggestion.objects.update(put_off_until=clock.now() - timedelta(seconds=1))
    assert len(pairs_to_decide(world.bottega)) == 1


def test_whoever_does_not_answer_decides_nothing(world: World) -> None:
    one, other = (person_of(met(world.bottega, name)) for name in ("a", "b"))
    with pytest.raises(NotAllowed):
        join_people(world.bruno, one, other)
    with pytest.raises(Refusal, match="one and the same"):
        join_people(world.anna, one, one)
    with pytest.raises(Refusal, match="Give the person a name"):
        rename(world.anna, one, "  ")
    assert not Merge.objects.exists()


def test_who_is_forgotten_takes_along_by_what_they_were_recognized(world: World) -> None:
    one = met(world.bottega, "doraconti", "Dora Conti")
    other = met(world.bottega, "doraconti", "Dora Conti", network="bluesky")
    recognize(one, mail="dora@home.example", mail_verified=True)
    note_consent(world.anna, person_of(one), "quote", wording="Quote me", source="At the fair")
    join_people(world.anna, person_of(one), person_of(other))
    for account in (one, other):
        account.refresh_from_db()
        anonymize(account, stable_id=f"gone:{account.pk}", name="somebody", at=clock.now())
    assert not Person.objects.filter(name__contains="Dora").exists()
    assert (Merge.objects.count(), Consent.objects.count()) == (0, 0)
    assert {one.traits.count(), other.traits.count()} == {0}


def test_when_one_account_of_two_is_forgotten_the_other_keeps_the_person(world: World) -> None:
    one, other = met(world.bottega, "dora", "Dora Conti"), met(world.bottega, "dc", "D. C.", network="bluesky")
    join_people(world.anna, person_of(one), person_of(other))
    one.refresh_from_db()
    anonymize(one, stable_id="gone:1", name="somebody", at=clock.now())
    assert person_of(other).name == "D. C."
    assert person_of(one) != person_of(other)


def test_consent_is_noted_once_and_withdrawn(world: World) -> None:
    dora = person_of(met(world.bottega, "dora", "Dora"))
    given = note_consent(world.anna, dora, "quote", wording="Quote me, please", source="Letter of 3 May")
    with pytest.raises(Conflict, match="already"):
        note_consent(world.anna, dora, "quote", wording="Again", source="Talk")
    withdraw_consent(world.anna, given)
    note_consent(world.anna, dora, "quote", wording="Again", source="Talk")
    assert [bool(one.withdrawn_at) for one in Consent.objects.order_by("pk")] == [True, False]
    for missing in ({"wording": " "}, {"source": ""}, {"given_at": clock.now() + timedelta(days=1)}):
        with pytest.raises(Refusal):
            note_consent(world.anna, dora, "contact", **({"wording": "Yes", "source": "Talk"} | missing))


def test_as_many_are_compared_with_as_many_queries_as_one(world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            alike(world.bottega, list(Person.objects.values_list("pk", flat=True)))
        return len(seen)

    met(world.bottega, "doraconti", "Dora Conti")
    met(world.bottega, "doraconti", "Dora Conti", network="bluesky")
    for_two = queries()
    for number in range(30):
        met(world.bottega, f"somebody{number}", f"Some Body{number}")
        met(world.bottega, f"somebody{number}", f"Some Body{number}", network="bluesky")
    assert queries() == for_two


def test_what_hundreds_share_tells_nobody_apart(world: World) -> None:
    """Fifty-one accounts of one shop are no blocks: no pair is looked at for the organization alone."""
    for number in range(51):
        note_trait(met(world.bottega, f"hand{number}"), organization_trait("Big Shop"))
    assert alike(world.bottega, list(Person.objects.values_list("pk", flat=True))) == []


def test_a_mail_address_of_a_letter_and_of_a_form_are_suggested(world: World) -> None:
    for network in ("newsletter", "mail"):
        meet(
            world.bottega, network=network, stable_id="mailto:dora@home.example", handle="dora@home.example",
            at=clock.now(), name="Dora",
        )  # fmt: skip
    compare_all()
    assert Suggestion.objects.get().score == pytest.approx(0.6)
    assert mail_trait(trait_key(world.bottega.pk), "dora@home.example") is not None
