"""Rows behind a figure: who followed links, left an address, was brought by somebody."""

from antiphon.community.models import Participant
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Click, Lead
from antiphon.reports.queries.behind.row import RowBehind, Wanted


def clicks(wanted: Wanted) -> list[RowBehind]:
    """Return when people followed our links; who they were is not kept."""
    return _clicks(wanted, automated=False)


def machine_clicks(wanted: Wanted) -> list[RowBehind]:
    """Return when machines did."""
    return _clicks(wanted, automated=True)


def _clicks(wanted: Wanted, *, automated: bool) -> list[RowBehind]:
    followed = Click.objects.filter(link__brand=wanted.brand, link__sharer=None, automated=automated)
    rows = wanted.first(wanted.within(followed).select_related("link"))
    kind = "machine_click" if automated else "click"
    return [RowBehind(kind, row.pk, row.at, what=row.referrer, of=str(row.link)) for row in rows]


def leads(wanted: Wanted) -> list[RowBehind]:
    """Return who left an address on which page; names only for who may answer them."""
    left = Lead.objects.filter(page__brand=wanted.brand).select_related("page", "identity")
    named = allows(wanted.member, Duty.ANSWER)
    return [
        RowBehind(
            "lead", row.pk, row.at, (row.name or row.address) if named else "",
            row.identity.person_id if named else None, of=row.page.title,
        )
        for row in wanted.first(wanted.within(left))
    ]  # fmt: skip


def newcomers(wanted: Wanted) -> list[RowBehind]:
    """Return who was brought by whom; names only for hosts."""
    came = Participant.objects.filter(brand=wanted.brand).select_related("brought_by", "identity")
    named = allows(wanted.member, Duty.HOST)
    return [
        RowBehind(
            "newcomer", row.pk, row.admitted_at, row.name if named else "",
            row.identity.person_id if named and row.identity else None,
            of=row.brought_by.name if named and row.brought_by else "",
        )
        for row in wanted.first(came, "admitted_at")
    ]  # fmt: skip
