"""What a change would cost a post to which somebody has said yes: told before it is saved."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.agreeing import may_skip
from antiphon.publishing.models import Post
from antiphon.publishing.queries.agreeing import approvals_of, flows_for, open_request
from antiphon.publishing.queries.standing import standing_of


def yes_at_stake(member: Member, post: Post) -> str:
    """Return which yes is withdrawn once the member changes a post, which continues none; empty if there is none."""
    flows = flows_for(post)
    if not flows:
        return ""
    stands, under_way = standing_of(post), open_request(post)
    given = len(approvals_of(under_way)) if under_way else 0
    if any(stands.is_agreed(one) for one in stands.deliveries):
        said = _("Everybody has said yes to this as it stands.")
    elif given:
        said = ngettext("One has said yes to this so far.", "%(n)d have said yes to this so far.", given) % {
            "n": given
        }
    else:
        return ""
    return f"{said} {_what_becomes(member, alone=may_skip(member, flows))}"


def _what_becomes(member: Member, *, alone: bool) -> str:
    if alone:
        return _("If you change what it says or shows, that yes is withdrawn, and it goes out on your word alone.")
    again = _("If you change what it says or shows, that yes is withdrawn, and everybody is asked again.")
    return f"{again} {_('Another hour alone keeps it.')}" if allows(member, Duty.PUBLISH) else again
