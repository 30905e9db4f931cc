"""The inbox by several ways of reading the same rows, in one run: what the hand-written query is worth."""

from collections.abc import Callable

from benchmarks.house import cpu_milliseconds, machine, open_house, progress, table

POSTS, MESSAGES, PEOPLE, PAGE = 1_000, 20, 2_000, 30


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


def _ways(brand_pk: int) -> dict[str, Callable[[], object]]:
    import msgspec
    from django.test import RequestFactory

    from antiphon.api.conversations import ConversationJson, list_conversations
    from antiphon.conversations.models import Message
    from antiphon.conversations.queries import inbox
    from antiphon.organizations.actions import issue_token
    from antiphon.organizations.models import Brand, Key

    brand = Brand.objects.get(pk=brand_pk)
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

    answer = list_conversations(request, "bench", "waiting", "", PAGE)  # type: ignore[arg-type]

    assert isinstance(answer.items[0], ConversationJson)
    assert Message.objects.count() == POSTS * MESSAGES
    return {
        "one conversation after the other, through the ORM": one_by_one,
        "the ORM with everything prefetched": prefetched,
        "the page: ORM objects, the last message by a window": lambda: inbox(brand, limit=PAGE),
        "the API: rows into structures, encoded by msgspec": lambda: encoder.encode(
            list_conversations(request, "bench", "waiting", "", PAGE)  # type: ignore[arg-type]
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
