"""The house of the sample: its organization, its people, its order, and how posts are agreed."""

from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story import (
    ABOUT,
    BRAND,
    COLLEAGUES,
    ORGANIZATION,
    OWNER_MAIL,
    OWNER_NAME,
    OWNER_PASSWORD,
    SLUG,
    ZONE,
)
from antiphon.cli.sample.story.order import CAMPAIGNS, CATEGORIES, HOOKS
from antiphon.lib import clock
from antiphon.organizations.actions import add_member, found_organization
from antiphon.organizations.models import Brand, Member, Role, User
from antiphon.publishing.actions.campaigning import CampaignGiven, add_category, begin_campaign, close_campaign
from antiphon.publishing.actions.flowing import choose_flow, make_flow
from antiphon.publishing.rules.agreeing import Approver, Needs, Step


def found() -> Stage:
    """Found the organization with all who work for it."""
    now = clock.now()
    user = User.objects.create_user(OWNER_MAIL, OWNER_PASSWORD, name=OWNER_NAME)
    brand = found_organization(
        organization=ORGANIZATION, brand=BRAND, slug=SLUG, time_zone=ZONE, language="en", owner=user
    )
    Brand.objects.filter(pk=brand.pk).update(about=ABOUT)
    anna = Member.objects.select_related("brand", "user").get(brand=brand)
    stage = Stage(now, {"anna": anna})
    for one in COLLEAGUES:
        # one password for all, so that it is digested once: that takes a while on purpose
        made = User.objects.create(email=one.mail, name=one.name, password=user.password, language=one.language)
        stage.members[one.key] = add_member(by=anna, user=made, role=Role(one.role))
        Member.objects.filter(pk=stage.members[one.key].pk).update(joined_at=stage.ago(one.days))
    Member.objects.filter(pk=anna.pk).update(joined_at=stage.ago(160))
    return stage


def put_in_order(stage: Stage) -> None:
    """Begin the campaigns of the story, and name the kinds of content."""
    for name in CATEGORIES:
        stage.categories[name] = add_category(stage.anna, name)
    for one in CAMPAIGNS:
        first, last = stage.wall(one.since, 9).date(), stage.wall(one.until, 9).date()
        stage.campaigns[one.key] = begin_campaign(stage.anna, CampaignGiven(one.name, one.goal, first, last))
        if one.closed:
            close_campaign(stage.anna, stage.campaigns[one.key])


def agree_how(stage: Stage) -> None:
    """Put in force who must say yes: somebody else, and for what is about the school, the school."""
    somebody = Step(Needs.ANY, (Approver(role=Role.APPROVER), Approver(role=Role.EDITOR)))
    school = Step(Needs.ALL, (Approver(member=stage.members["elena"].pk),))
    usual = make_flow(stage.anna, "A second pair of eyes", [somebody], owner_skips=True)
    with_school = make_flow(stage.anna, "With the school", [somebody, school])
    choose_flow(stage.anna, usual)
    choose_flow(stage.anna, with_school, campaign=stage.campaigns[HOOKS])
