"""A person is erased: all that tells who they are goes, on every channel; what they did stays as anonymous counts."""

import secrets

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from antiphon.community.actions.erasing import erase_asked
from antiphon.community.models import Community, Participant
from antiphon.conversations.actions import forget_words
from antiphon.experiments.actions.forgetting import forget_units
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.listening.actions.forgetting import forget_found
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.actions import anonymize
from antiphon.people.models import Identity, Person, Side
from antiphon.publishing.actions.forgetting import forget_addresses
from antiphon.reports.actions.answering import forget_what_is_kept
from antiphon.sales.actions.knowing import forget_buyer

log = structlog.get_logger(__name__)


@transaction.atomic
def erase_person(by: Member, person: Person, typed: str) -> int:
    """Erase a person whose name was typed; return how many accounts that were.

    Their accounts become nobody's, their words go, letters end; notes, promises and consents go with the person. The
    lines of the ledger stay and name nobody. Raise Refusal if another name was typed, or for somebody of the team.
    """
    require(by, Duty.MANAGE)
    if person.brand_id != by.brand_id:
        raise Refusal(_("This person belongs to another brand."))
    if " ".join(typed.split()) != " ".join(person.name.split()):
        raise Refusal(_("Type the name as it stands above, to say that you mean it."), field="typed")
    accounts = list(person.identities.select_for_update().order_by("pk"))
    if any(one.side == Side.US for one in accounts):
        raise Refusal(_("This is somebody of your team. End their membership first."))
    for account in accounts:
        _erase(account)
    forget_what_is_kept(by.brand)
    log.info("person erased", person=person.pk, by=by.pk, accounts=len(accounts))
    return len(accounts)


def _erase(account: Identity) -> None:
    """Erase one account; a community erases its own in its own way, which leaves a former member behind."""
    part = Participant.objects.filter(identity=account).first()
    if part is not None:
        erase_asked(Community.objects.select_related("brand", "channel__identity").get(brand=account.brand), part)
        account.refresh_from_db()
    forget_words(account)
    forget_found(account)
    forget_units(account)
    forget_addresses(account)
    forget_buyer(account)
    if account.anonymized_at is None:
        with override(account.brand.language):
            name = _("somebody who was erased")
        anonymize(account, stable_id=f"erased:{secrets.token_hex(8)}", name=name, at=clock.now())
