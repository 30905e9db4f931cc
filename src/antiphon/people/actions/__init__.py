"""How people become known, are joined and parted, agree and are forgotten: the only place that writes them."""

from .consenting import note_consent, withdraw_consent
from .deciding import join_by_evidence, join_people, link, part_people, put_off, rename, say_not_the_same
from .forgetting import anonymize
from .meeting import meet, note_spoken, web_address
from .recognizing import note_trait, recognize
from .suggesting import claim_compared, compare_people

__all__ = [
    "anonymize",
    "claim_compared",
    "compare_people",
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
