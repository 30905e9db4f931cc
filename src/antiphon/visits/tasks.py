"""What the worker does with hits: counts what waits in files, and throws salts away."""

import structlog

from antiphon.organizations.models import Brand
from antiphon.visits.actions.counting import ReadByAnother, count_lines, forget_file
from antiphon.visits.actions.keeping import erase_deleted, sum_oldest_day
from antiphon.visits.actions.naming import forget_names, name_remembered
from antiphon.visits.actions.salting import throw_salts_away
from antiphon.visits.hit_files import folder, read_from, take_away, waiting_files
from antiphon.visits.models import HitFile, TrackedSite

log = structlog.get_logger(__name__)
#: How many lines are counted in one transaction: others wait for it to write.
BATCH = 1000


def count_waiting() -> int:
    """Count one batch of each file that waits; return how many lines were read."""
    return sum(_count_one(path.name) for path in waiting_files(folder()))


def count_all() -> int:
    """Count all that waits; return how many lines were read."""
    whole = 0
    while read := count_waiting():
        whole += read
    return whole


def forget_days() -> int:
    """Throw away the salts of days that are over. Return 0: no work is left."""
    throw_salts_away()
    return 0


def name_visits() -> int:
    """Give visits the names that their visitors agreed to, and forget those of who agrees no more. Return 0."""
    name_remembered()
    forget_names()
    return 0


def keep_tidy() -> int:
    """Make sums of some days that are not kept any more, and erase some of what deleted sites leave; 0 if all is."""
    done = 0
    for site in TrackedSite.objects.filter(deleted_at__isnull=False, erased_at=None).order_by("pk"):
        done += erase_deleted(site)
    for brand in Brand.objects.filter(sites__isnull=False).distinct().order_by("pk"):
        done += sum_oldest_day(brand)
    return done


def keep_all_tidy() -> None:
    """Forget, name and keep tidy all that is due."""
    forget_days()
    name_visits()
    while keep_tidy():
        pass


def _count_one(name: str) -> int:
    path = folder() / name
    offset = HitFile.objects.filter(name=name).values_list("offset", flat=True).first() or 0
    try:
        lines, after = read_from(path, offset, BATCH)
        if lines:
            count_lines(name, lines, offset, after)
        elif take_away(path, offset):
            forget_file(name)
    except (FileNotFoundError, ReadByAnother):  # another worker was quicker
        return 0
    except Exception:  # it stays for the next look, and keeps no other file waiting
        log.exception("hits not counted", file=name)
        return 0
    return len(lines)
