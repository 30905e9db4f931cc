"""Own accounts that act as the public are set aside, once, with the evidence."""

from antiphon.integrity.actions import run_detectors, take_back
from antiphon.integrity.models import Exclusion
from antiphon.integrity.queries import counted
from antiphon.integrity.tasks import judge_all
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.people.actions import meet
from antiphon.people.models import Side
from tests.ledger_rows import START, Thread, somebody
from tests.world import World


def liked_by_staff(world: World) -> Thread:
    thread = Thread(world.site)
    thread.post()
    thread.act("like", Verb.LIKE, somebody(world.site, "Staff", ours=True), "R")
    thread.act("theirs", Verb.LIKE, somebody(world.site, "Anna"), "R")
    return thread


def test_a_like_of_our_own_is_set_aside_with_the_evidence(world: World) -> None:
    thread = liked_by_staff(world)
    assert run_detectors(world.bottega) == 1
    found = Exclusion.objects.get()
    assert (found.interaction_id, found.detector, found.version) == (thread.rows["like"].pk, "own_people", "1")
    assert found.evidence == {"actor": "@staff", "account": "id:Staff", "target": world.site.identity.handle}
    assert set(counted(world.bottega).filter(verb=Verb.LIKE)) == {thread.rows["theirs"]}


def test_running_again_adds_nothing(world: World) -> None:
    liked_by_staff(world)
    run_detectors(world.bottega)
    assert run_detectors(world.bottega) == 0
    assert Exclusion.objects.count() == 1


def test_an_account_that_turns_out_to_be_ours_loses_what_it_did_before(world: World) -> None:
    thread = liked_by_staff(world)
    run_detectors(world.bottega)
    anna = thread.authors["theirs"]
    meet(world.bottega, network="site", stable_id=anna.stable_id, at=START, handle=anna.handle, side=Side.US)
    assert run_detectors(world.bottega) == 1
    assert not counted(world.bottega).filter(verb=Verb.LIKE).exists()


def test_carrying_on_our_own_thread_is_not_acting_as_the_public(world: World) -> None:
    thread = Thread(world.site)
    thread.post()
    thread.reply("second", world.site.identity)
    assert run_detectors(world.bottega) == 0
    assert set(counted(world.bottega)) == {thread.rows["R"]}


def test_what_a_person_took_back_stays_counted(world: World) -> None:
    thread = Thread(world.site)
    thread.post()
    thread.act("like", Verb.LIKE, somebody(world.site, "Anna"), "R")
    anna = thread.authors["like"]
    meet(world.bottega, network="site", stable_id=anna.stable_id, at=START, handle=anna.handle, side=Side.US)
    run_detectors(world.bottega)
    take_back(Exclusion.objects.get(), "She left the team before.")
    assert run_detectors(world.bottega) == 0
    assert thread.rows["like"] in counted(world.bottega)


def test_other_brands_are_left_alone(world: World) -> None:
    liked_by_staff(world)
    assert run_detectors(world.carla.brand) == 0
    assert Interaction.objects.count() == 3


def test_every_brand_is_judged(world: World) -> None:
    liked_by_staff(world)
    assert judge_all() == 1
    assert judge_all() == 0


def test_what_a_reward_was_given_for_is_set_aside_and_word_of_mouth_is_not(world: World) -> None:
    from tests.community.place import make_place, part_of
    from tests.community.test_inviting import bring

    place = make_place(world)
    fay, gil = (
        part_of(bring(place, by, name, reward=reward)).identity
        for by, name, reward in ((place.anna, "Fay", "A tin of wax"), (place.dora, "Gil", ""))
    )
    run_detectors(world.bottega)
    kept = set(
        counted(world.bottega).filter(verb__in=[Verb.INVITE, Verb.JOIN]).values_list("verb", "actor", "target")
    )
    aside = Exclusion.objects.filter(detector="rewarded_people").values_list("interaction__verb", flat=True)
    assert sorted(aside) == ["invite", "join"]
    assert ("invite", part_of(place.dora).identity.pk, gil.pk) in kept
    assert not [row for row in kept if row[0] == "join" and row[1] == fay.pk]
