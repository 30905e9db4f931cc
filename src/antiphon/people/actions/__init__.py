"""How people become known, are joined and parted, agree and are forgotten: the only place that writes them."""

from .consenting import note_consent, withdraw_consent
from .deciding import join_by_evidence, join_people, link, part_people, put_off, rename, say_not_the_same
from .forgetting import anonymize
from .meeting import call_identity, meet, note_spoken, web_address
from .recognizing import forget_page, note_trait, recognize
from .suggesting import claim_compared, compare_people

__all__ = [
    "anonymize",
    "call_identity",
    "claim_compared",
    "compare_people",
    "forget_page",
    "join_by_evidence",
    "join_people",
    "link",
    "meet",
    "note_consent",
    "note_spoken",
    "note_trait",
    "part_people",
    "put_off",
    "recognize",
    "rename",
    "say_not_the_same",
    "web_address",
    "withdraw_consent",
]
