"""Where the names in a text of the community lead."""

import re

from antiphon.community.models import Community, Participant
from antiphon.lib.markdown import Names

_HANDLES = re.compile(r"@([a-z0-9][a-z0-9_-]*)")


def names_in(community: Community, source: str) -> Names:
    """Return where the handles and hashtags of a text lead; handles of nobody stay text."""
    base = f"/@{community.brand.slug}/community"
    wanted = {name.rstrip("-_") for name in _HANDLES.findall(source)}
    known = Participant.objects.taking_part().filter(brand=community.brand, handle__in=wanted)
    handles = set(known.values_list("handle", flat=True)) if wanted else set()
    return Names(
        handle=lambda name: f"{base}/members/{name}/" if name in handles else "",
        tag=lambda word: f"{base}/tags/{word}/",
    )
