"""Another brand of an organization: opened by an owner, with or without the team, apart from the first one."""

import pytest

from antiphon.organizations.models import Brand, Member
from tests.web.readers import page, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/b/bottega/brands/new/"
TYPED = {"name": "Lamps", "slug": "lamps", "time_zone": "Europe/Rome", "language": "it"}


def test_an_owner_opens_another_brand_with_its_own_pages(world: World) -> None:
    answer = signed_in(world.anna).post(PAGE, TYPED)
    lamps = Brand.objects.get(slug="lamps")
    assert (answer.status_code, answer["Location"]) == (303, "/b/lamps/")
    assert lamps.organization_id == world.bottega.organization_id
    assert [(one.user_id, one.role) for one in lamps.members.all()] == [(world.anna.user_id, "owner")]
    assert [one.kind for one in lamps.channels.all()] == ["site"]
    assert signed_in(world.bruno).get("/b/lamps/").status_code == 404


def test_the_team_comes_along_in_the_same_roles_where_it_is_asked_to(world: World) -> None:
    signed_in(world.anna).post(PAGE, TYPED | {"with_team": "on"})
    roles = {one.user_id: one.role for one in Member.objects.filter(brand__slug="lamps")}
    assert roles == {world.anna.user_id: "owner", world.bruno.user_id: "author"}


@pytest.mark.parametrize("wrong", [{"slug": "bottega"}, {"slug": "two words"}, {"time_zone": "Moon"}, {"name": ""}])
def test_a_brand_that_cannot_be_is_not_opened_and_the_page_says_why(world: World, wrong: dict[str, str]) -> None:
    before = Brand.objects.count()
    browser = signed_in(world.anna)
    assert browser.post(PAGE, TYPED | wrong).status_code == 422
    assert Brand.objects.count() == before


def test_the_page_of_the_team_leads_to_it(world: World) -> None:
    assert page(signed_in(world.anna), "/b/bottega/members/").all("a", href=PAGE)
