"""What the hot pages cost: CPU and queries of one request, with 1,000 conversations of 20 messages behind them."""

from benchmarks.house import machine, open_house, progress, table

POSTS, MESSAGES, PEOPLE, WAITING = 1_000, 20, 2_000, 300


def main() -> None:
    """Make the brand, ask for each page, print the table."""
    open_house()
    from antiphon.cli.tending import tend_database
    from antiphon.organizations.actions import issue_token
    from antiphon.publishing.models import Delivery
    from benchmarks.requests import Caller
    from benchmarks.town import add_conversations, add_posts, found_town, this_moment

    progress(f"making {POSTS:,} conversations of {MESSAGES} messages")
    now = this_moment()
    town = found_town(PEOPLE, now)
    posts = add_posts(town, POSTS, now)
    add_conversations(town, posts, MESSAGES, WAITING)
    tend_database()
    operation = Delivery.objects.get(post=posts[0]).operation
    conversation = town.brand.conversations.earliest("pk").pk
    person = town.people[0].person_id
    of_anna, of_program = Caller(town.anna.user), Caller(token=issue_token(town.anna.user, "benchmark"))
    asked = [
        ("Today", of_anna, "/b/bench/"),
        ("Inbox: who waits", of_anna, "/b/bench/inbox/"),
        ("Inbox: all", of_anna, "/b/bench/inbox/?tab=all"),
        ("A conversation of 20 messages", of_anna, f"/b/bench/inbox/{conversation}/"),
        ("Posts", of_anna, "/b/bench/posts/"),
        ("A post", of_anna, f"/b/bench/posts/{posts[0].pk}/"),
        ("Results of a post", of_anna, f"/b/bench/posts/{posts[0].pk}/results/"),
        ("The rows behind a figure", of_anna, f"/b/bench/posts/{posts[0].pk}/results/replies/"),
        ("People", of_anna, "/b/bench/people/"),
        ("A person", of_anna, f"/b/bench/people/{person}/"),
        ("Public site", Caller(), "/@bench/"),
        ("Public post", Caller(), f"/@bench/posts/{operation}/"),
        ("Public feed, RSS", Caller(), "/@bench/feed.rss"),
        ("API: 30 posts", of_program, "/api/v1/brands/bench/posts"),
        ("API: 30 conversations", of_program, "/api/v1/brands/bench/conversations"),
        ("API: the rows behind a figure", of_program, f"/api/v1/posts/{posts[0].pk}/figures/replies"),
        ("API: 30 people", of_program, "/api/v1/brands/bench/people"),
    ]
    rows = []
    for name, caller, path in asked:
        progress(name)
        found = caller.measure(path)
        rows.append((name, found.cpu, found.queries, found.kilobytes))
    about = (
        f"{machine()}. One brand with {POSTS:,} posts and conversations, {POSTS * MESSAGES:,} messages, {PEOPLE:,} "
        "people. One request through the WSGI application in this process, all middleware included; CPU is the "
        "median of the requests of 1.5 seconds, after a first one."
    )
    table("Pages", about, ("Page", "CPU, ms", "Queries", "KB"), rows)


if __name__ == "__main__":
    main()
