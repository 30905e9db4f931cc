"""The inbox by several ways of reading the same rows, and with a hundred thousand conversations in every view."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from benchmarks.house import cpu_milliseconds, machine, open_house, progress, quantile, table

if TYPE_CHECKING:
    from benchmarks.requests import Caller
    from benchmarks.town import Town

POSTS, MESSAGES, PEOPLE, PAGE = 1_000, 20, 20_000, 30
CONVERSATIONS, REQUESTS = 100_000, 40
#: Every way of looking, by its address.
LOOKS = (
    ("Who waits", ""),
    ("All conversations", "?tab=all"),
    ("Put off", "?tab=resting"),
    ("Done", "?tab=closed"),
    ("One kind", "?kind=direct"),
    ("One language, of all", "?tab=all&language=fr"),
    ("A language that nobody speaks", "?language=de"),
    ("Nobody takes care", "?care=nobody"),
    ("A colleague's", "?care=999999"),
    ("Waiting longer than three days", "?hours=72"),
    ("A frequent word", "?text=bread"),
    ("Two words", "?text=bread+river"),
    ("A rare word", "?text=zabaglione"),
    ("A name", "?text=Person+77"),
    ("Everything at once", "?kind=mention&language=it&care=nobody&hours=24&text=oven"),
    ("A note names me", "?noted=1"),
)


def main() -> None:
    """Make the brand, read the first page of its inbox in each way, print the table."""
    open_house()
    from antiphon.cli.tending import tend_database
    from benchmarks.town import add_conversations, add_posts, found_town, this_moment

    progress(f"making {POSTS:,} conversations of {MESSAGES} messages")
    now = this_moment()
    town = found_town(PEOPLE, now)
    add_conversations(town, add_posts(town, POSTS, now), MESSAGES, POSTS)
    tend_database()
    ways = _ways(town.brand.pk)
    taken = {name: (_queries(way), cpu_milliseconds(way)) for name, way in ways.items()}
    fastest = min(cpu for _, cpu in taken.values())
    rows = [(name, queries, cpu, cpu / fastest) for name, (queries, cpu) in taken.items()]
    about = (
        f"{machine()}. The {PAGE} conversations that wait longest of {POSTS:,}, each with who speaks and what was "
        "said last; all ways in one run on the same rows. CPU is the median of 1.5 seconds of calls."
    )
    table("Inbox, several ways", about, ("Way", "Queries", "CPU, ms", "Times the fastest"), rows)
    _with_a_crowd(town, now)


def _with_a_crowd(town: "Town", now: datetime) -> None:
    """Measure every way of looking, with a hundred thousand conversations more."""
    from antiphon.cli.tending import tend_database
    from antiphon.conversations.actions.saving import save_view
    from antiphon.conversations.rules import Filters
    from antiphon.organizations.actions import issue_token
    from benchmarks.hall import let_speak
    from benchmarks.requests import Caller

    progress(f"adding {CONVERSATIONS:,} conversations")
    let_speak(town, [town.site], CONVERSATIONS, now)
    tend_database()
    for name, filters in (
        ("Mine", Filters(care="me")),
        ("French", Filters(language="fr")),
        ("Old", Filters(hours=72)),
    ):
        save_view(town.anna, name, filters)
    anna, program = Caller(town.anna.user), Caller(token=issue_token(town.anna.user, "crowd"))
    rows = [_measured(anna, name, f"/b/bench/inbox/{asked}") for name, asked in LOOKS]
    rows += [_measured(program, "API: 30 that wait", "/api/v1/brands/bench/conversations")]
    about = (
        f"{machine()}. {CONVERSATIONS + POSTS:,} conversations, {CONVERSATIONS * 3 + POSTS * MESSAGES:,} messages of "
        f"{PEOPLE:,} people; seven in ten wait, one in ten rests, two are closed; three views are kept, and counted "
        f"on each page. {REQUESTS} requests a page through the WSGI application in this process, all middleware "
        "included. The bar: 100 ms."
    )
    table("Inbox, a hundred thousand conversations", about, ("Page", "Queries", "CPU p50, ms", "CPU p95, ms"), rows)


def _measured(caller: "Caller", name: str, path: str) -> tuple[str, int, float, float]:
    progress(name)
    queries, _size = caller.size(path)
    taken = [caller.once(path)[0] for _ in range(REQUESTS)]
    return name, queries, quantile(taken, 0.5), quantile(taken, 0.95)


def _ways(brand_pk: int) -> dict[str, Callable[[], object]]:
    import msgspec
    from django.test import RequestFactory

    from antiphon.api.conversations import ConversationJson, Looking, list_conversations
    from antiphon.conversations.models import Message
    from antiphon.conversations.queries import inbox
    from antiphon.organizations.actions import issue_token
    from antiphon.organizations.models import Brand, Key

    brand = Brand.objects.get(pk=brand_pk)
    member = brand.members.get()
    issue_token(brand.members.get().user, "benchmark")
    request = RequestFactory().get("/")
    request.auth = Key.objects.select_related("user").get()  # type: ignore[attr-defined]
    encoder = msgspec.json.Encoder()

    def one_by_one() -> object:
        return [
            (one.channel.identity.handle, last.text, last.author.name)  # type: ignore[attr-defined]
            for one in brand.conversations.waiting_for_us()[:PAGE]
            if (last := one.messages.order_by("author__side", "-sent_at").first())
        ]

    def prefetched() -> object:
        found = brand.conversations.waiting_for_us().select_related("channel__identity", "assignee__user")
        page = found.prefetch_related("messages__author__person")[:PAGE]
        return [max(one.messages.all(), key=lambda said: (said.author.side == "them", said.sent_at)) for one in page]

    answer = list_conversations(request, "bench", Looking(), "", PAGE)  # type: ignore[arg-type]

    assert isinstance(answer.items[0], ConversationJson)
    assert Message.objects.count() == POSTS * MESSAGES
    return {
        "one conversation after the other, through the ORM": one_by_one,
        "the ORM with everything prefetched": prefetched,
        "the page: ids first, then ORM objects with the last message": lambda: inbox(member, limit=PAGE),
        "the API: rows into structures, encoded by msgspec": lambda: encoder.encode(
            list_conversations(request, "bench", Looking(), "", PAGE)  # type: ignore[arg-type]
        ),
    }


def _queries(way: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        way()
    return len(captured)


if __name__ == "__main__":
    main()
