"""Members say themselves whether their visits to the brand's sites bear their name; unless they do, none does."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from antiphon.community.models import Participant
from antiphon.lib.errors import Refusal
from antiphon.people.models import Consent, Identity
from antiphon.visits.actions.naming import agree_no_more, agree_to_be_named

#: What a member agrees to.
WORDS = gettext_lazy(
    "You may see which pages of your site I look at on days on which I am signed in here, and what brought me there. "
    "I can take this back at any time; which visits were mine is then forgotten."
)


@transaction.atomic
def agree_to_visits(participant: Participant) -> Consent:
    """Note that somebody agrees that their visits bear their name; who agreed already did so once."""
    return agree_to_be_named(_of(participant), wording=str(WORDS), source=_("in the community, themselves"))


@transaction.atomic
def withdraw_visits(participant: Participant) -> int:
    """Note that somebody agrees no more, and forget which visits were theirs; return how many were."""
    return agree_no_more(_of(participant))


def _of(participant: Participant) -> Identity:
    if participant.identity is None or not participant.takes_part:
        raise Refusal(_("Only who takes part in the community can say this."))
    return participant.identity
