"""What people rule: counted again, set aside again, set aside by hand."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.integrity.models import Exclusion, Ruled, Ruling
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty

BY_HAND = "by_hand"
LONGEST = 200


@transaction.atomic
def take_back(exclusion: Exclusion, because: str, by: Member | None = None) -> None:
    """Count an interaction again; the row stays and says why it was set aside and why no longer."""
    if by is not None:
        require_word(by, exclusion.interaction)
        because = reason_in(because)
    standing = Exclusion.objects.standing().filter(pk=exclusion.pk)
    if not standing.update(undone_at=clock.now(), undone_by=by, undone_because=because[:LONGEST]):
        raise Conflict(_("It counts again already."))
    rule(exclusion.pk, Ruled.TAKEN_BACK, because, by)


@transaction.atomic
def set_aside_again(by: Member, exclusion: Exclusion, because: str) -> None:
    """Let an exclusion stand again that was undone, with a reason."""
    require_word(by, exclusion.interaction)
    because = reason_in(because)
    undone = Exclusion.objects.filter(pk=exclusion.pk).exclude(undone_at=None)
    if not undone.update(undone_at=None, undone_by=None, undone_because=""):
        raise Conflict(_("It is set aside already."))
    rule(exclusion.pk, Ruled.AGAIN, because, by)


@transaction.atomic
def set_aside_by_hand(by: Member, interaction: Interaction, because: str) -> Exclusion:
    """Set an interaction aside with a reason of one's own; raise Conflict where that stands already."""
    require_word(by, interaction)
    because = reason_in(because)
    told = {"reason": because, "evidence": {"by": str(by.user)}, "at": clock.now(), "by_hand": True}
    made, is_new = Exclusion.objects.select_for_update().get_or_create(
        interaction=interaction, detector=BY_HAND, version="1", defaults=told
    )
    if not is_new and made.undone_at is None:
        raise Conflict(_("It is set aside already."))
    if not is_new:
        told = {"reason": because, "evidence": {"by": str(by.user)}, "undone_at": None, "undone_by": None}
        Exclusion.objects.filter(pk=made.pk).update(**told, undone_because="")
    rule(made.pk, Ruled.SET_ASIDE if is_new else Ruled.AGAIN, because, by)
    return made


def require_word(by: Member, interaction: Interaction) -> None:
    """Raise NotAllowed unless the member may judge, and Refusal for what belongs to another brand."""
    require(by, Duty.ANSWER)
    if interaction.brand_id != by.brand_id:
        raise Refusal(_("This belongs to another brand."))


def reason_in(words: str) -> str:
    """Return a reason as it is kept; raise Refusal for none, and for one that is too long."""
    reason = " ".join(words.split())
    if not reason:
        raise Refusal(_("Say why: whoever looks at the figures later will read it."), field="because")
    if len(reason) > LONGEST:
        raise Refusal(_("Say it in at most 200 characters."), field="because")
    return reason


def rule(key: int, ruled: Ruled, words: str, by: Member | None) -> None:
    """Add a line to the history of an exclusion."""
    Ruling.objects.create(exclusion_id=key, ruled=ruled, at=clock.now(), by=by, words=words)
