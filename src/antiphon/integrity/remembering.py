"""Remembers what windows came to: the same acts give the same findings, and most windows hold nothing new."""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from threading import Lock

from antiphon.integrity.detector import WindowDetector, Words
from antiphon.integrity.rules.acts import Act, Finding

#: So many windows are remembered, those asked for last.
_MOST = 256

type Found = dict[int, Finding]
_known: OrderedDict[tuple[type[WindowDetector], str, int, int], Found] = OrderedDict()
_lock = Lock()


def remembered(detector: WindowDetector, acts: Sequence[Act], words: Words) -> Found:
    """Return what a detector finds among acts, by the key of what it sets aside; judged once for the same acts.

    Where it asked what was said, nothing is remembered: words may be changed.
    """
    key = (type(detector), detector.version, len(acts), hash(tuple(acts)))
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    asked: list[bool] = []

    def told(uris: Collection[str]) -> Mapping[str, str]:
        asked.append(True)
        return words(uris)

    found = {one.interaction_id: one for one in detector.judge(acts, told)}
    if not asked:
        _keep(key, found)
    return found


def _keep(key: tuple[type[WindowDetector], str, int, int], found: Found) -> None:
    with _lock:
        _known[key] = found
        while len(_known) > _MOST:
            _known.popitem(last=False)
