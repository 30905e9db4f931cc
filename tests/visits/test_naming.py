"""A visit bears a name only where its visitor agreed, and only as long as they do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from antiphon.community.actions.joining import leave
from antiphon.community.actions.visiting import WORDS, agree_to_visits, withdraw_visits
from antiphon.community.models import Participant
from antiphon.community.permissions import Viewer
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.people.actions import meet, recognize, withdraw_consent
from antiphon.people.models import Consent, Identity, Purpose
from antiphon.publishing.models import LandingPage
from antiphon.reports.queries.person_archive import known_of
from antiphon.sales.actions.knowing import know_buyers
from antiphon.visits.actions.counting import count_hits
from antiphon.visits.actions.naming import (
    agree_no_more,
    agree_to_be_named,
    name_remembered,
    name_visit,
    remember_visitor,
)
from antiphon.visits.actions.siting import add_site
from antiphon.visits.at_the_door import door
from antiphon.visits.models import NamedVisitor, TrackedSite, Visit, VisitIdentity
from antiphon.visits.models.naming import NamedBy
from antiphon.visits.rules.hits import Act, Hit, Way
from antiphon.visits.tasks import name_visits
from tests.community.place import Place, make_place, part_of
from tests.ledger_rows import somebody
from tests.sales.book import sell
from tests.visits.shop import FIREFOX, NOON, Shop
from tests.world import World

MAIL = "dora@example.org"
KEY = "c" * 24
HOST = settings.PUBLIC_URL.removeprefix("http://").partition(":")[0]


def come(site: int, at: float = NOON, visitor: str = KEY) -> None:
    count_hits([Hit(site=site, at=at, visitor=visitor, way=Way.SCRIPT, act=Act.PAGE, path="/")])


def test_who_agrees_gives_their_name_to_the_visits_of_their_key_and_no_others(world: World, shop: Shop) -> None:
    dora = somebody(world.site, "Dora")
    for at, visitor in ((NOON, KEY), (NOON + 7200, KEY), (NOON, "d" * 24)):
        come(shop.site.pk, at, visitor)
    consent = agree_to_be_named(dora, wording="You may", source="A form")
    assert agree_to_be_named(dora, wording="Again", source="A form") == consent
    later = clock.now() + timedelta(days=400)
    assert len(name_visit(KEY, dora, consent, occasion="purchase", at=later)) == 2
    assert name_visit(KEY, dora, consent, occasion="purchase", at=later) == []
    assert set(VisitIdentity.objects.standing().values_list("identity", "visit__visitor")) == {(dora.pk, KEY)}
    withdraw_consent(world.anna, consent)
    assert VisitIdentity.objects.standing().count() == 0


def test_a_consent_to_something_else_or_of_somebody_else_names_nothing(world: World, shop: Shop) -> None:
    come(shop.site.pk)
    dora, elio = somebody(world.site, "Dora"), somebody(world.site, "Elio")
    agreed = agree_to_be_named(dora, wording="You may", source="A form")
    about = {"brand": world.bottega, "identity": elio, "wording": "Yes", "source": "A form", "given_at": clock.now()}
    letters = Consent.objects.create(purpose=Purpose.LETTERS, **about)
    for identity, consent in ((elio, letters), (elio, agreed)):
        with pytest.raises(Refusal):
            name_visit(KEY, identity, consent, occasion="lead")
    assert VisitIdentity.objects.count() == 0


@pytest.mark.parametrize(("agreed", "named"), [("yes", 1), ("", 0)])
def test_who_leaves_an_address_says_by_a_box_of_its_own_whether_their_visit_is_theirs(
    world: World, shop: Shop, agreed: str, named: int
) -> None:
    own = add_site(world.anna, name="Own", domains=HOST)
    LandingPage.objects.create(
        brand=world.bottega, title="On wool", slug="wool", gated=True, consent="Send it", made_at=clock.now(),
        published_at=clock.now(),
    )  # fmt: skip
    reader = Client(headers={"User-Agent": FIREFOX})
    assert f'data-site="{own.public_key}"' in reader.get("/@bottega/p/wool/").text
    come(own.pk, visitor=door().visitor(own.pk, "127.0.0.1", FIREFOX, clock.now().timestamp()))
    Visit.objects.update(began_at=clock.now())
    typed = {"address": "ada@example.org", "agreed": "yes", "visits": agreed}
    assert reader.post("/@bottega/p/wool/", typed).status_code == 200
    assert VisitIdentity.objects.standing().count() == named
    assert Identity.objects.filter(consents__purpose=Purpose.VISITS).count() == named


OWN = "/@bottega/community/visits/"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def a_day_of(place: Place, reader: Client, pages: tuple[str, ...] = ("/@bottega/community/",)) -> int:
    """Let somebody look at the community and be counted on the site there; return how many visits bear a name."""
    own = TrackedSite.objects.filter(domains=HOST).first() or add_site(place.world.anna, name="Own", domains=HOST)
    for page in pages:
        assert reader.get(page).status_code == 200
    key = door().visitor(own.pk, "127.0.0.1", FIREFOX, clock.now().timestamp())
    come(own.pk, at=clock.now().timestamp(), visitor=key)
    name_visits()
    return VisitIdentity.objects.standing().count()


def reader_of(viewer: Viewer) -> Client:
    reader = Client(headers={"User-Agent": FIREFOX})
    user = part_of(viewer).user
    assert user
    reader.force_login(user)
    return reader


def test_a_member_who_is_signed_in_is_named_only_after_they_agreed_and_never_again_after(
    place: Place, shop: Shop
) -> None:
    dora = reader_of(place.dora)
    assert a_day_of(place, dora) == 0
    assert "You did not agree" in dora.get(OWN).text
    dora.post(OWN, {"do": "agree"})
    consent = Consent.objects.get(purpose=Purpose.VISITS)
    assert (consent.wording, consent.identity) == (str(WORDS), part_of(place.dora).identity)
    assert a_day_of(place, dora) == 1
    assert VisitIdentity.objects.get().occasion == NamedBy.MEMBER
    dora.post(OWN, {"do": "withdraw"})
    assert (VisitIdentity.objects.count(), NamedVisitor.objects.count()) == (0, 0)
    assert a_day_of(place, dora) == 0


def test_visits_of_a_guest_and_of_who_says_nothing_bear_no_name(place: Place, shop: Shop) -> None:
    assert a_day_of(place, Client(headers={"User-Agent": FIREFOX})) == 0
    assert a_day_of(place, reader_of(place.emil)) == 0
    assert (Consent.objects.count(), NamedVisitor.objects.count()) == (0, 0)


def test_where_two_members_come_by_one_browser_the_visit_is_nobodys(place: Place, shop: Shop) -> None:
    for viewer in (place.dora, place.emil):
        reader_of(viewer).post(OWN, {"do": "agree"})
    assert a_day_of(place, reader_of(place.dora)) == 1
    assert a_day_of(place, reader_of(place.emil)) == 0


def test_a_consent_that_the_team_withdraws_forgets_the_visits_too(place: Place, shop: Shop) -> None:
    dora = reader_of(place.dora)
    dora.post(OWN, {"do": "agree"})
    assert a_day_of(place, dora) == 1
    withdraw_consent(place.world.anna, Consent.objects.get())
    name_visits()
    assert VisitIdentity.objects.count() == 0


def test_names_are_given_in_as_few_queries_for_many_as_for_one(
    world: World, shop: Shop, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        dora, key = somebody(world.site, f"Dora {n}"), f"{n:024}"
        come(shop.site.pk, visitor=key)
        consent = agree_to_be_named(dora, wording="You may", source="A form")
        remember_visitor(key, dora, consent, occasion=NamedBy.MEMBER)
    with django_assert_max_num_queries(10):
        assert name_remembered() == 12
    assert name_remembered() == 0


def test_what_is_known_of_somebody_holds_the_visits_that_bear_their_name(place: Place, shop: Shop) -> None:
    come(shop.site.pk)
    own, anna = part_of(place.dora), place.world.anna
    assert own.identity is not None
    person = own.identity.person
    assert person is not None
    consent = agree_to_visits(own)
    name_visit(KEY, own.identity, consent, occasion="member", at=clock.now() + timedelta(days=400))
    (told,) = known_of(anna, person)[0]["visits"]
    assert (told["site"], [one["path"] for one in told["pages"]]) == ("Shop", ["/"])
    withdraw_visits(own)
    assert known_of(anna, person)[0]["visits"] == []


def test_who_leaves_the_community_agrees_no_more(place: Place, shop: Shop) -> None:
    come(shop.site.pk)
    own = part_of(place.dora)
    consent = agree_to_visits(own)
    assert own.identity is not None
    assert len(name_visit(KEY, own.identity, consent, occasion="member", at=clock.now() + timedelta(days=400))) == 1
    leave(place.community, own)
    assert (VisitIdentity.objects.count(), Consent.objects.filter(withdrawn_at=None).count()) == (0, 0)


def test_programs_of_a_member_say_the_same(place: Place) -> None:
    own = part_of(place.dora)
    assert agree_to_visits(own).source == "in the community, themselves"
    assert withdraw_visits(own) == 0
    with pytest.raises(Refusal):
        agree_to_visits(Participant(brand=place.world.bottega))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({}, 1),
        ({"agreed": ""}, 0),
        ({"agreed": "no"}, 0),
        ({"mail": "else@example.org"}, 0),
        ({"visit": "d" * 24}, 0),
    ],
)
def test_a_purchase_names_its_visit_only_with_the_words_the_buyer_agreed_to(
    changed: dict[str, str], named: int, world: World, shop: Shop
) -> None:
    dora = meet(world.bottega, network="mail", stable_id=f"mailto:{MAIL}", at=clock.now(), handle=MAIL)
    recognize(dora, mail=MAIL, mail_verified=True)
    come(shop.site.pk)
    told = {"mail": MAIL, "visit": KEY, "agreed": "You may join my visit with my name.", **changed}
    sold = sell(world.bottega, "1", "5", at=datetime.fromtimestamp(NOON + 60, UTC), **told)
    assert list(VisitIdentity.objects.values_list("identity", "occasion")) == [(dora.pk, "purchase")] * named
    assert sold.visit_shown == ("" if sold.identity else KEY)


def test_a_visit_that_is_counted_after_its_purchase_is_named_and_what_follows_it_is_not(
    world: World, shop: Shop
) -> None:
    dora = meet(world.bottega, network="mail", stable_id=f"mailto:{MAIL}", at=clock.now(), handle=MAIL)
    now = clock.now()
    about: dict[str, Any] = {"mail": MAIL, "visit": KEY, "agreed": "You may."}
    sell(world.bottega, "1", "5", at=now, **about)
    assert Consent.objects.count() == 0
    recognize(dora, mail=MAIL, mail_verified=True)
    assert know_buyers() == 1
    come(shop.site.pk, at=now.timestamp() - 60)
    come(shop.site.pk, at=now.timestamp() + 7200)
    name_visits()
    assert VisitIdentity.objects.standing().get().visit.began_at < now
    agree_no_more(dora)
    sell(world.bottega, "1", "6", at=now, stated_at=clock.now(), **about)
    name_visits()
    assert (VisitIdentity.objects.count(), Consent.objects.filter(withdrawn_at=None).count()) == (0, 0)
