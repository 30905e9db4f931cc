"""Every address of a brand's pages, and who may go through it. A new page needs one line in `DOORS`.

What somebody may not even look at answers as if it did not exist; what their role does not carry says so.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from antiphon.lib import clock
from antiphon.organizations.actions import invite
from antiphon.organizations.models import Role
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.campaigning import CampaignGiven, add_category, begin_campaign
from antiphon.publishing.actions.commenting import Remarked, comment
from antiphon.publishing.actions.flowing import choose_flow, make_flow
from antiphon.publishing.actions.gathering import note_idea
from antiphon.publishing.actions.inviting import make_review_link
from antiphon.publishing.actions.keeping import keep_picture
from antiphon.publishing.actions.landing import save_landing_page
from antiphon.publishing.actions.linking import make_link
from antiphon.publishing.actions.queueing import add_slots
from antiphon.publishing.actions.recurring import SeriesGiven, make_series
from antiphon.publishing.actions.wording import keep_snippet, keep_variable
from antiphon.publishing.drafts import Draft
from antiphon.publishing.models import Feed, Flow, LandingPage, PlanFile, Post, ReviewRequest
from antiphon.publishing.rules.recurrence import Recurrence
from antiphon.reports.actions.reporting import make_report, share_report
from antiphon.reports.models import ReportLink
from antiphon.reports.rules.months import month_before
from tests.api.talk import Talk
from tests.publishing.flows import connect_other, join, step, wall_in, write
from tests.world import World, png

type Maker = Callable[[World, Talk], Any]
type Typed = dict[str, Any] | Maker


@dataclass(frozen=True, slots=True)
class Door:
    """One way through an address: looking, or doing something with what is `typed`.

    `duties` are what a role has to carry, any one of them. `reviewing` lets in who only reviews; to a guest an
    address that asks for nobody in particular answers with `to_guests`.
    """

    duties: tuple[Duty, ...] = (Duty.SEE,)
    at: dict[str, Maker] = field(default_factory=dict)
    typed: Typed | None = None
    query: str = ""
    reviewing: bool = False
    to_guests: str = "sign in"

    @property
    def entrance(self) -> tuple[Duty, ...]:
        """What a role has to carry for the address to exist at all."""
        return (Duty.SEE, Duty.REVIEW) if self.reviewing else (Duty.SEE,)


def look(*duties: Duty, **at: Maker) -> Door:
    """Return the door for looking; to look at the brand is enough if nothing else is said."""
    return Door(duties or (Duty.SEE,), at)


def do(typed: Typed, *duties: Duty, **at: Maker) -> Door:
    """Return the door for doing something."""
    return Door(duties or (Duty.SEE,), at, typed)


def for_reviewers(door: Door) -> Door:
    """Return the same door, open to those who only review."""
    return replace(door, reviewing=True)


def _post(_world: World, talk: Talk) -> int:
    return talk.post.pk


def _draft(world: World, _talk: Talk) -> int:
    return write(world.anna, world).pk


def _delivery(world: World, talk: Talk) -> dict[str, Any]:
    post = Post.objects.get(pk=_draft(world, talk))
    return {"pk": post.pk, "delivery": post.deliveries.get().pk, "decision": "drop"}


def _flow(world: World, _talk: Talk) -> int:
    return make_flow(world.anna, "Four eyes", [step(Role.OWNER, Role.EDITOR, Role.APPROVER, Role.CLIENT)]).pk


def _reviewed(world: World, talk: Talk) -> int:
    """Return a post that waits for a yes of anybody who may give one."""
    choose_flow(world.anna, Flow.objects.get(pk=_flow(world, talk)))
    return write(world.bruno, world).pk


def _given_back(world: World, talk: Talk) -> int:
    from antiphon.publishing.actions.agreeing import take_back

    post = Post.objects.get(pk=_reviewed(world, talk))
    take_back(world.bruno, post)
    return post.pk


def _yes(_world: World, _talk: Talk) -> dict[str, str]:
    return {"verdict": "approve", "seen": ReviewRequest.objects.latest("pk").digest}


def _remark(world: World, talk: Talk) -> dict[str, Any]:
    post = Post.objects.get(pk=_reviewed(world, talk))
    return {"pk": post.pk, "number": comment(world.bruno, post, Remarked("Hm.", shared=True)).pk, "act": "settle"}


def _review_link(world: World, talk: Talk) -> int:
    return make_review_link(world.anna, posts=[talk.post])[0].pk


def _invitation(world: World, _talk: Talk) -> int:
    return invite(world.anna, Role.AUTHOR)[0].pk


def _somebody(world: World, _talk: Talk) -> int:
    return join(world, "Greta", Role.AUTHOR).pk


def _slot(world: World, _talk: Talk) -> int:
    return add_slots(world.anna, world.site, [1], "09:00")[0].pk


def _series(world: World, _talk: Talk) -> int:
    first = Recurrence("FREQ=WEEKLY", wall_in(world))
    draft = Draft("Again.", [world.site], "en")
    return make_series(world.anna, SeriesGiven("Weekly", first, [world.site], draft)).pk


def _campaign(world: World, _talk: Talk) -> int:
    return begin_campaign(world.anna, CampaignGiven("Spring")).pk


def _category(world: World, _talk: Talk) -> int:
    return add_category(world.anna, "Craft").pk


def _idea(world: World, _talk: Talk) -> int:
    return note_idea(world.anna, "A table.").pk


def _feed(world: World, _talk: Talk) -> int:
    now = clock.now()
    return Feed.objects.create(
        brand=world.bottega, address="https://wood.example/feed", added_by=world.anna, added_at=now, due_at=now
    ).pk


def _snippet(world: World, _talk: Talk) -> int:
    return keep_snippet(world.anna, "words", "Hours", "We open at nine.").pk


def _variable(world: World, _talk: Talk) -> int:
    return keep_variable(world.anna, "shop", "La Bottega").pk


def _plan_file(world: World, _talk: Talk) -> int:
    return PlanFile.objects.create(
        brand=world.bottega, member=world.anna, name="plan.csv", text="Text\nHello", encoding="utf-8", order="ymd",
        channels=[world.site.pk], handed_in_at=clock.now(),
    ).pk  # fmt: skip


def _asset(world: World, _talk: Talk) -> int:
    return keep_picture(world.anna, png()).pk


def _report(world: World, _talk: Talk) -> int:
    return make_report(world.anna, month_before(clock.now().date())).pk


def _report_link(world: World, talk: Talk) -> dict[str, int]:
    report = _report(world, talk)
    link: ReportLink = share_report(world.anna, world.bottega.reports.get(pk=report))[0]
    return {"pk": report, "link": link.pk}


def _link(world: World, _talk: Talk) -> int:
    return make_link(world.anna, "https://bottega.example/a").pk


def _landing(world: World, _talk: Talk) -> int:
    page = LandingPage(brand=world.bottega, title="On linen", gated=False)
    return save_landing_page(world.anna, page, publish=False).pk


def _conversation(_world: World, talk: Talk) -> int:
    return talk.conversation.pk


def _person(_world: World, talk: Talk) -> int:
    return talk.dora.pk


def _channel(world: World, _talk: Talk) -> int:
    return world.site.pk


def _newsletter(world: World, _talk: Talk) -> int:
    return connect_other(world, "newsletter").pk


def _hour(world: World, _talk: Talk) -> dict[str, str]:
    return {"wall": wall_in(world, days=9).isoformat()}


_W, _P, _A, _C, _M, _R = Duty.WRITE, Duty.PUBLISH, Duty.ANSWER, Duty.CONNECT, Duty.MANAGE, Duty.REVIEW

#: By the name of each address of a brand.
DOORS: dict[str, tuple[Door, ...]] = {
    "today": (for_reviewers(look(Duty.SEE, Duty.REVIEW)),),
    "needs": (replace(for_reviewers(look(Duty.SEE, Duty.REVIEW)), to_guests="opens"),),
    "status": (look(),),
    # Plan
    "calendar": (look(),),
    "queue": (look(), do({"channel": "0"}, _P)),
    "give_up_slot": (do({}, _P, pk=_slot),),
    "series": (look(),),
    "new_series": (look(_W),),
    "one_series": (look(pk=_series),),
    "edit_series": (look(_P, pk=_series),),
    "stop_series": (do({}, _P, pk=_series),),
    "skip_occurrence": (do(_hour, _P, pk=_series),),
    "campaigns": (look(), do({"name": "Autumn"}, _P)),
    "campaign": (look(pk=_campaign), do({"name": "Autumn"}, _P, pk=_campaign)),
    "close_campaign": (do({}, _P, pk=_campaign),),
    "categories": (look(), do({"name": "News"}, _P)),
    "change_category": (do({"name": "News"}, _P, pk=_category),),
    "ideas": (look(), do({"text": "A bench."}, _W)),
    "feeds": (look(), do({"address": "x"}, _W)),
    "end_feed": (do({}, _W, pk=_feed),),
    "decide_idea": (do({}, _W, pk=_idea, decision=lambda *_: "put-aside"),),
    "words": (look(), do({"kind": "words", "name": "Hours", "text": "At nine."}, _W)),
    "change_snippet": (do({"remove": "1"}, _W, pk=_snippet),),
    "change_variable": (do({"remove": "1"}, _W, pk=_variable),),
    "best_time": (look(),),
    "plan": (look(),),
    "plan_file": (look(_W, pk=_plan_file),),
    "plan_csv": (look(),),
    "plan_address": (do({}),),
    "time_zone": (do({"zone": "Europe/Rome"}, _M),),
    # Write
    "compose": (look(_W),),
    "check_post": (do({}, _W),),
    "good_hours": (look(_W),),
    "keep_pictures": (do(lambda *_: {"pictures": SimpleUploadedFile("a.png", png())}, _W),),
    "edit_post": (look(_P, pk=_draft),),
    "library": (look(), do(lambda *_: {"files": SimpleUploadedFile("a.png", png())}, _W)),
    "choose_asset": (look(_W),),
    "asset": (look(pk=_asset), do({"title": "A door"}, _W, pk=_asset)),
    "cut_asset": (replace(look(pk=_asset), query="?box=0,0,0.5,1"),),
    "asset_contrast": (replace(look(pk=_asset), query="?x=0&y=0"),),
    "decide_asset": (do({}, _W, pk=_asset, decision=lambda *_: "archive"),),
    "posts": (look(),),
    "post": (look(pk=_post),),
    # Agree
    "reviews": (
        for_reviewers(look(_R, Duty.SEE)),
        do(lambda _, talk: {"posts": [talk.post.pk]}, _P),
    ),
    "revoke_review_link": (do({}, _P, pk=_review_link),),
    "review": (for_reviewers(look(_R, Duty.SEE, pk=_reviewed)),),
    "decide_review": (for_reviewers(do(_yes, _R, pk=_reviewed)),),
    "ask_review": (do({}, _W, pk=_given_back),),
    "take_back_review": (do({}, _W, pk=_reviewed),),
    "comment_review": (for_reviewers(do({"text": "Hm."}, _W, _R, pk=_reviewed)),),
    "versions": (look(pk=_draft),),
    "restore_version": (do({}, _P, pk=_draft, number=lambda *_: 1),),
    "flows": (look(_M),),
    "new_flow": (look(_M), do({"name": "Ours", "asked-1": ["role:owner"]}, _M)),
    "flow": (look(_M, pk=_flow),),
    "begin_flow": (do({"which": "four-eyes"}, _M),),
    "choose_flow": (do({"for": "brand:", "flow": "nobody"}, _M),),
    "archive_flow": (do({}, _M, pk=_flow),),
    # Learn
    "results": (look(pk=_post),),
    "figure": (look(pk=_post, measure=lambda *_: "replies"),),
    "channel_results": (look(),),
    "followers": (look(pk=_channel),),
    "post_over_time": (look(pk=_post),),
    "reports": (look(), do({"month": "2026-01", "language": "en"})),
    "report_schedule": (do({"end": "1"}, _P),),
    "report": (look(pk=_report), do({"days": "7"}, _P, pk=_report)),
    "report_file": (look(pk=_report),),
    # Links and pages
    "links": (look(), do({"url": "https://bottega.example/b"}, _W)),
    "link_rules": (do({}, _P),),
    "link": (look(pk=_link),),
    "link_csv": (look(pk=_link),),
    "edit_link_page": (look(_P),),
    "landing_pages": (look(),),
    "new_landing": (look(_P),),
    "edit_landing": (look(_P, pk=_landing),),
    "leads": (look(_A),),
    "leads_csv": (look(_A),),
    "kit": (look(),),
    "kit_post": (look(pk=_post),),
    # Talk
    "inbox": (look(),),
    "conversation": (look(conversation=_conversation),),
    "answer_room": (do(lambda _, talk: {"message": talk.question.pk}, conversation=_conversation),),
    "assign": (do({"member": ""}, _A, conversation=_conversation),),
    "people": (look(),),
    "person": (look(person=_person),),
    "keep_in_touch": (do({"rhythm_days": "30"}, _A, person=_person),),
    "let_go": (do({}, _A, person=_person),),
    # The house
    "channels": (look(),),
    "disconnect": (do({}, _C, channel=_channel),),
    "connect": (look(_C, kind=lambda *_: "site"),),
    "application": (do({}, _C, kind=lambda *_: "linkedin"),),
    "sign_in": (do({}, _C, kind=lambda *_: "linkedin"),),
    "subscribers": (look(_C, channel=_newsletter),),
    "subscribers_csv": (look(_C, channel=_newsletter),),
    "members": (look(_M),),
    "member_role": (do({"role": "analyst"}, _M, pk=_somebody),),
    "member_end": (do({}, _M, pk=_somebody),),
    "withdraw_invitation": (do({}, _M, pk=_invitation),),
}
#: Addresses with several parameters that only go together.
TOGETHER: dict[str, tuple[Door, Maker]] = {
    "decide": (do({}, _P), _delivery),
    "settle_comment": (for_reviewers(do({}, _W, _R)), _remark),
    "end_report_link": (do({}, _P), _report_link),
}
#: Addresses of things that belong to one member alone: to others they do not exist, as the tests of these pages hold.
OF_ONE_MEMBER = {"discard_sketch", "accounts", "answer_state", "move_entry"}
