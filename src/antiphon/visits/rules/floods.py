"""How many hits of one sender, and of one site, are taken in a minute."""

import threading

#: How many senders are told apart in a minute; whoever comes beyond shares one count.
MOST_SENDERS = 50_000


class Minute:
    """Counts of one minute; all begin anew with the next."""

    def __init__(self, a_sender: int, a_site: int) -> None:
        self._most = (a_sender, a_site)
        self._minute = -1
        self._senders: dict[tuple[int, str], int] = {}
        self._sites: dict[int, int] = {}
        self._lock = threading.Lock()

    def is_flood(self, site: int, sender: str, at: float) -> bool:
        """Count a hit at a moment (seconds since 1970); return whether it is more than is taken.

        What is left out of a sender does not use up what the site may take of others.

        >>> flood = Minute(a_sender=1, a_site=2)
        >>> [flood.is_flood(1, sender, 0.0) for sender in ("a", "a", "b", "c")]
        [False, True, False, True]
        """
        with self._lock:
            minute = int(at // 60)
            if minute != self._minute:
                self._minute, self._senders, self._sites = minute, {}, {}
            known = (site, sender) in self._senders or len(self._senders) < MOST_SENDERS
            who = (site, sender if known else "")
            self._senders[who] = n = self._senders.get(who, 0) + 1
            if n > self._most[0]:
                return True
            self._sites[site] = whole = self._sites.get(site, 0) + 1
            return whole > self._most[1]
