"""Warnings, limits and suspensions are laid and lifted; whoever bears one may appeal, once."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from antiphon.community.actions.noting import note
from antiphon.community.models import Appeal, Case, Deed, FlagKind, Group, Participant, Sanction, SanctionKind
from antiphon.community.permissions import Viewer, require_host, require_part
from antiphon.community.queries.sanctions import is_of_the_team, other_hosts
from antiphon.community.sentences import told
from antiphon.letters.actions import write_letter
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import clean_text

LONGEST_APPEAL = 2_000
DEEDS = {SanctionKind.WARN: Deed.WARNED, SanctionKind.LIMIT: Deed.LIMITED, SanctionKind.SUSPEND: Deed.SUSPENDED}


@dataclass(frozen=True, slots=True)
class Laid:
    """A sanction as it is to be: upon whom, where (everywhere without a group) and until when (None: for good)."""

    upon: Participant | None
    kind: SanctionKind
    rule: FlagKind
    why: str
    group: Group | None
    until: datetime | None
    case: Case


@transaction.atomic
def lay(viewer: Viewer, laid: Laid) -> Sanction:
    """Lay a sanction upon a participant and write to them; `decide_case` has asked who may. The team bears none."""
    by = require_part(viewer)
    if laid.upon is None or not laid.upon.takes_part:
        raise Refusal(_("Nobody of this name takes part any more."), field="decision")
    if is_of_the_team(laid.upon):
        raise Refusal(_("They belong to the team: its owner talks with them."), field="decision")
    if laid.until is not None and laid.until <= clock.now():
        raise Refusal(_("Choose a moment that is still to come."), field="until")
    made = Sanction.objects.create(
        participant=laid.upon,
        group=laid.group,
        kind=laid.kind,
        rule=laid.rule,
        why=laid.why,
        at=clock.now(),
        by=by,
        until=None if laid.kind == SanctionKind.WARN else laid.until,
        case=laid.case,
    )
    _write_to(viewer, made)
    return made


@transaction.atomic
def lift_sanction(viewer: Viewer, sanction: Sanction) -> None:
    """End a sanction before its time; raise Conflict if it has ended."""
    require_host(viewer)
    by = require_part(viewer)
    _require_of(viewer, sanction)
    _lift(by, sanction)
    note(by, Deed.LIFTED, sanction.group, rule=sanction.rule, about=sanction.participant)


@transaction.atomic
def appeal(viewer: Viewer, sanction: Sanction, words: str) -> Appeal:
    """Ask that a sanction of one's own be looked at again: once."""
    participant = require_part(viewer)
    if not Sanction.objects.of(participant).filter(pk=sanction.pk).exists():
        raise NotAllowed(_("Only whom it concerns can appeal."))
    text = clean_text(words).strip()
    if not text:
        raise Refusal(_("Say why it should be looked at again."), field="words")
    if len(text) > LONGEST_APPEAL:
        raise Refusal(_("This is too long. Say it in 2,000 characters."), field="words")
    made, is_new = Appeal.objects.get_or_create(sanction=sanction, defaults={"words": text, "at": clock.now()})
    if not is_new:
        raise Conflict(_("You have appealed already. One appeals once."))
    return made


@transaction.atomic
def decide_appeal(viewer: Viewer, made: Appeal, *, granted: bool, answer: str) -> None:
    """Grant an appeal, which lifts the sanction, or leave it; by another host than who decided, if there is one."""
    require_host(viewer)
    by, sanction = require_part(viewer), made.sanction
    _require_of(viewer, sanction)
    if sanction.by_id == by.pk and other_hosts(viewer.brand, by):
        raise NotAllowed(_("You decided this yourself. Another host looks at it again."))
    text = clean_text(answer).strip()
    if not text or len(text) > 1_000:
        raise Refusal(_("Answer in a few words, at most 1,000 characters: the person reads them."), field="answer")
    waiting = Appeal.objects.filter(pk=made.pk, decided_at=None)
    if not waiting.update(decided_at=clock.now(), decided_by=by, granted=granted, answer=text):
        raise Conflict(_("Somebody else decided this already."))
    if granted and sanction.lifted_at is None:
        _lift(by, sanction)
    note(by, Deed.GRANTED if granted else Deed.UPHELD, sanction.group, rule=sanction.rule, about=sanction.participant)


def _require_of(viewer: Viewer, sanction: Sanction) -> None:
    if sanction.participant.brand_id != viewer.brand.pk:
        raise NotAllowed(_("Only hosts of the community do this."))


def _lift(by: Participant, sanction: Sanction) -> None:
    standing = Sanction.objects.filter(pk=sanction.pk, lifted_at=None)
    if not standing.update(lifted_at=clock.now(), lifted_by=by):
        raise Conflict(_("This was lifted already."))


def _write_to(viewer: Viewer, sanction: Sanction) -> None:
    user, brand = sanction.participant.user, viewer.brand
    if user is None or not sanction.participant.mailed:
        return
    with translation.override(user.language):
        subject = _("%(brand)s: a word about your part in the community") % {"brand": brand.name}
        where = [_("This holds in the group %(group)s.") % {"group": sanction.group.name}] if sanction.group else []
        lines = [
            told(brand, sanction),
            *where,
            _("The reason: %(why)s") % {"why": sanction.why},
            _("If you think that this is wrong, you can appeal once, here:"),
            f"{settings.PUBLIC_URL}/@{brand.slug}/community/standing/",
        ]
        write_letter(f"sanction:{sanction.pk}", user.email, subject, "\n\n".join(lines))
