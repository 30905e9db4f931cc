"""The calendar with 3,000 posts in one month: what each view costs on the server."""

from datetime import datetime, timedelta

from benchmarks.house import machine, open_house, progress, table

POSTS, OTHERS, BOUND = 3_000, 30_000, 100


def main() -> None:
    """Make the brand, open each view of its calendar, print the table."""
    open_house()
    from antiphon.cli.tending import tend_database
    from benchmarks.requests import Caller
    from benchmarks.town import found_town, this_moment

    progress(f"making {POSTS:,} posts of one month among {POSTS + OTHERS:,}")
    now = this_moment()
    first = now.replace(day=1, hour=0, minute=0)
    town = found_town(10, now)
    _fill(town, first, POSTS, timedelta(days=28) / POSTS)
    _fill(town, first - timedelta(days=400), OTHERS, timedelta(days=390) / OTHERS)
    tend_database()
    of_anna, day = Caller(town.anna.user), f"{first:%Y-%m}-15"
    address = "/b/bench/calendar/"
    asked = [
        ("Month", f"?view=month&day={day}"),
        ("Month, one channel", f"?view=month&day={day}&channel={town.site.pk}"),
        ("Month, drafts", f"?view=month&day={day}&state=draft"),
        ("Week", f"?view=week&day={day}"),
        ("Day", f"?view=day&day={day}"),
        ("List, first page", f"?view=list&day={day}"),
        ("List, tenth page", f"?view=list&day={day}&page=10"),
    ]
    rows = []
    for name, query in asked:
        progress(name)
        found = of_anna.measure(address + query)
        rows.append((name, found.cpu, found.queries, found.kilobytes))
    about = (
        f"{machine()}. A month of {POSTS:,} posts, a tenth of them drafts, in a brand with {POSTS + OTHERS:,}. One "
        "request through the WSGI application in this process, all middleware included; CPU is the median of the "
        f"requests of 1.5 seconds, after a first one. The bar for the month: {BOUND} ms."
    )
    table("Calendar", about, ("View", "CPU, ms", "Queries", "KB"), rows)


def _fill(town: object, first: datetime, count: int, apart: timedelta) -> None:
    """Plan so many posts, evenly apart; every tenth is a draft."""
    from antiphon.lib import ids
    from antiphon.publishing.models import Content, Delivery, Post
    from benchmarks.town import Town, sentence

    assert isinstance(town, Town)
    times = [first + number * apart for number in range(count)]
    contents = Content.objects.bulk_create(
        [
            Content(brand=town.brand, text=sentence(number), language="en", written_at=at)
            for number, at in enumerate(times)
        ],
        batch_size=2_000,
    )
    posts = Post.objects.bulk_create(
        [
            Post(brand=town.brand, content=content, author=town.anna, created_at=at)
            for content, at in zip(contents, times, strict=True)
        ],
        batch_size=2_000,
    )
    Delivery.objects.bulk_create(
        [
            Delivery(
                post=post,
                channel=town.site,
                state="scheduled" if number % 10 else "draft",
                state_since=at,
                due_at=at,
                wall_time=at.strftime("%Y-%m-%dT%H:%M"),
                time_zone="UTC",
                operation=ids.new_id(at),
            )
            for number, (post, at) in enumerate(zip(posts, times, strict=True))
        ],
        batch_size=2_000,
    )


if __name__ == "__main__":
    main()
