"""A visit bears a name only where its visitor agreed, and only as long as they do."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.people.actions import withdraw_consent
from antiphon.people.models import Consent, Identity, Purpose
from antiphon.publishing.models import LandingPage
from antiphon.visits.actions.counting import count_hits
from antiphon.visits.actions.naming import agree_to_be_named, name_visit
from antiphon.visits.actions.siting import add_site
from antiphon.visits.at_the_door import door
from antiphon.visits.models import Visit, VisitIdentity
from antiphon.visits.rules.hits import Act, Hit, Way
from tests.ledger_rows import somebody
from tests.visits.shop import FIREFOX, NOON, Shop
from tests.world import World

KEY = "c" * 24


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
    host = settings.PUBLIC_URL.removeprefix("http://").partition(":")[0]
    own = add_site(world.anna, name="Own", domains=host)
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
