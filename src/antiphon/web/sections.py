"""The plan of the pages: the sections of the navigation and the rooms in each. A new page adds a line here."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty


@dataclass(frozen=True, slots=True)
class Room:
    """A page that the navigation leads to, the pages that lie behind it, and the duty that opens it.

    Who carries the `other` duty comes in too, if there is one.
    """

    name: str
    label: Promise
    behind: frozenset[str] = frozenset()
    duty: Duty = Duty.SEE
    other: Duty | None = None

    def opens_to(self, member: Member) -> bool:
        """Whether a member may come in."""
        return allows(member, self.duty) or (self.other is not None and allows(member, self.other))

    def holds(self, page: str) -> bool:
        """Whether a page, by the name of its address, belongs here."""
        return page == self.name or page in self.behind


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the house and the voice it speaks in; it begins at the first room that is open to a member.

    Who finds only one of several rooms open sees it under its own name.
    """

    label: Promise
    voice: str
    rooms: tuple[Room, ...]

    def holds(self, page: str) -> bool:
        """Whether a page belongs to one of its rooms."""
        return any(room.holds(page) for room in self.rooms)


SECTIONS = (
    Section(_("Today"), "plain", (Room("today", _("Today")),)),
    Section(
        _("Posts"),
        "call",
        (
            Room("posts", _("Posts"), frozenset({"compose", "edit_post", "post", "take_down", "versions"})),
            Room("calendar", _("Calendar"), frozenset({"move_entry"})),
            Room("reviews", _("Reviews"), frozenset({"review"}), other=Duty.REVIEW),
            Room("queue", _("Queue")),
            Room("series", _("Series"), frozenset({"new_series", "one_series", "edit_series"})),
            Room("campaigns", _("Campaigns"), frozenset({"campaign", "categories"})),
            Room("ideas", _("Ideas"), frozenset({"feeds"})),
            Room("library", _("Library"), frozenset({"asset", "choose_asset"})),
            Room("words", _("Words"), frozenset({"change_snippet", "change_variable"})),
            Room("plan", _("In and out"), frozenset({"plan_file", "plan_address", "time_zone"})),
        ),
    ),
    Section(
        _("Links"),
        "call",
        (
            Room("links", _("Links"), frozenset({"link"})),
            Room("edit_link_page", _("Page of links"), duty=Duty.PUBLISH),
            Room("landing_pages", _("Landing pages"), frozenset({"new_landing", "edit_landing"})),
            Room("leads", _("Leads"), duty=Duty.ANSWER),
            Room("kit", _("Pass it on"), frozenset({"kit_post"})),
        ),
    ),
    Section(
        _("Inbox"),
        "response",
        (
            Room("inbox", _("Inbox"), frozenset({"conversation"})),
            Room("answers", _("Answers"), frozenset({"office_hours", "answer_targets", "add_holiday"})),
            Room("listening", _("Listening"), frozenset({"missed", "needs_found", "need_found", "how_we_listen"})),
            Room("topics_heard", pgettext_lazy("what people speak of", "Topics"), frozenset({"subject_heard"})),
            Room("searches", _("Searches"), frozenset({"saved_search"})),
            Room("saved_replies", _("Saved replies"), frozenset({"saved_reply"}), duty=Duty.ANSWER),
        ),
    ),
    Section(
        _("Community"),
        "response",
        (Room("hosting", _("Community"), frozenset({"brought", "peace", "word_list", "word_lists"})),),
    ),
    Section(
        _("People"),
        "response",
        (
            Room(
                "people",
                _("People"),
                frozenset(
                    {
                        "person",
                        "join_person",
                        "people_import",
                        "address_books",
                        "address_book",
                        "one_import",
                        "erase_person",
                        "export_person",
                        "log_contact",
                        "new_promise",
                        "new_note",
                        "change_note",
                        "remember_date",
                        "hand_over",
                    }
                ),
            ),
            Room("same_person", _("Same person?")),
            Room("today_list", _("Keep in touch"), frozenset({"capacity", "time_spent"})),
            Room(
                "opportunities", _("Opportunities"), frozenset({"opportunity", "new_opportunity", "move_opportunity"})
            ),
            Room("network", _("Network")),
            Room("referrals", _("Referrals"), duty=Duty.HOST),
        ),
    ),
    Section(
        _("Results"),
        "return",
        (
            Room("returns", _("Returns"), frozenset({"return_figure", "return_weights"})),
            Room("findings", _("Findings")),
            Room("benchmark", _("Benchmark")),
            Room("attribution", _("Attribution"), frozenset({"attribution_journeys", "attribution_journey"})),
            Room("channel_results", _("Results"), frozenset({"followers", "post_over_time", "results", "figure"})),
            Room("years", _("Over the years")),
            Room(
                "visits",
                _("Visits"),
                frozenset({"goals", "sites", "tracked_site", "delete_tracked_site", "visits_kept"}),
            ),
            Room(
                "sales",
                _("Sales"),
                frozenset(
                    {"coupons", "purchase", "rates", "sales_import", "sales_imports", "spend", "webhook", "webhooks"}
                ),
            ),
            Room("balance", _("Balance")),
            Room("best_time", _("Best time")),
            Room(
                "experiments",
                _("Experiments"),
                frozenset({"experiment", "mix_model", "mix_models", "new_experiment"}),
            ),
            Room("not_counted", _("Not counted"), frozenset({"judged", "surge"})),
            Room("reports", _("Reports"), frozenset({"report", "report_look", "report_schedule", "end_report_link"})),
            Room("exports", _("Take away"), duty=Duty.MANAGE),
        ),
    ),
    Section(
        _("Channels"),
        "plain",
        (
            Room(
                "channels",
                _("Channels"),
                frozenset(
                    {"connect", "application", "sign_in", "accounts", "sign_in_return", "disconnect", "subscribers"}
                ),
            ),
            Room("status", _("Status"), frozenset({"team_devices"})),
            Room("members", _("Team"), frozenset({"new_brand"}), duty=Duty.MANAGE),
            Room("flows", _("Who must say yes"), frozenset({"flow", "new_flow"}), duty=Duty.MANAGE),
        ),
    ),
)
