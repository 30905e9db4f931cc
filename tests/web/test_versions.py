"""Each saved change of a post, word by word, and how an older one is restored."""

from antiphon.organizations.models import Role
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.drafts import Part, Picture
from antiphon.publishing.models import Asset, Delivery, Illustration, Post, Version
from tests.publishing.flows import connect_other, in_force, join, moment_in, say_yes, state, step, write
from tests.web.readers import count_queries, page, signed_in
from tests.world import World, deliver, png


def address(post: Post) -> str:
    return f"/b/bottega/posts/{post.pk}/versions/"


def test_differences_are_shown_word_by_word(world: World) -> None:
    post = write(world.anna, world)
    rewrite(world.anna, post, Draft("Open on Sunday!", [world.site], "en"), moment_in(world))
    source = signed_in(world.anna).get(address(post)).content.decode()
    assert "Open on <del>Saturday.</del><ins>Sunday!</ins>" in source
    assert source.index("Version 2") < source.index("Version 1")


def test_pictures_that_came_and_went_are_told(world: World) -> None:
    post = write(world.anna, world)
    with_door = Draft("Open on Saturday.", [world.site], "en", [Picture(png(), "A door")])
    rewrite(world.anna, post, with_door, moment_in(world))
    assert "1 picture or its words" in page(signed_in(world.anna), address(post)).words
    assert "A door" in page(signed_in(world.anna), address(post)).words


def test_an_older_version_is_restored_as_a_new_one(world: World) -> None:
    other = connect_other(world)
    first = Draft(
        "One.",
        [world.site, other],
        "en",
        [Picture(png(), "A door")],
        variants={other.pk: "Uno."},
        parts=[Part("Two.")],
    )
    post = compose(world.anna, first, moment_in(world))
    rewrite(world.anna, post, Draft("Something else.", [world.site], "en"), moment_in(world, days=3))
    answer = signed_in(world.anna).post(f"{address(post)}1/restore/")
    assert (answer.status_code, answer["Location"]) == (303, address(post))
    first_kept, _second, restored = Version.objects.filter(post=post)
    assert restored.snapshot == first_kept.snapshot
    assert restored.digest == first_kept.digest
    assert (Asset.objects.count(), Illustration.objects.count()) == (1, 1)
    assert {one.wall_time for one in Delivery.objects.filter(post=post)} == {
        moment_in(world, days=3).wall.isoformat(timespec="minutes")  # type: ignore[union-attr]
    }


def test_what_is_restored_after_a_yes_waits_again(world: World) -> None:
    dora = join(world, "Dora", Role.EDITOR)
    in_force(world, step(Role.EDITOR))
    post = write(world.bruno, world)
    rewrite(world.bruno, post, Draft("Open on Sunday.", [world.site], "en"), moment_in(world))
    say_yes(dora, post)
    signed_in(world.bruno).post(f"{address(post)}1/restore/")
    assert state(post) == "in_review"


def test_what_is_live_is_not_restored(world: World) -> None:
    post = compose(world.anna, Draft("One.", [world.site], "en"), Moment(as_draft=True))
    rewrite(world.anna, post, Draft("Two.", [world.site], "en"), Moment())
    deliver()
    client = signed_in(world.anna)
    assert not page(client, address(post)).all("form", action=f"{address(post)}1/restore/")
    assert client.post(f"{address(post)}1/restore/").status_code == 422


def test_what_was_written_before_versions_were_kept_says_so(world: World) -> None:
    post = write(world.anna, world)
    Version.objects.all().delete()
    assert "No version is kept yet" in page(signed_in(world.anna), address(post)).words


def test_a_version_that_is_not_there_is_not_found(world: World) -> None:
    post = write(world.anna, world)
    assert signed_in(world.anna).post(f"{address(post)}7/restore/").status_code == 404
    assert signed_in(world.carla).get(address(post)).status_code == 404
    assert signed_in(join(world, "Chiara", Role.CLIENT)).get(address(post)).status_code == 404


def test_thirty_versions_take_as_many_queries_as_two(world: World) -> None:
    client, post = signed_in(world.anna), write(world.anna, world)
    rewrite(world.anna, post, Draft("Open.", [world.site], "en"), moment_in(world))
    client.get(address(post))
    for_two = count_queries(lambda: client.get(address(post)))
    for number in range(28):
        rewrite(world.anna, post, Draft(f"Open {number}.", [world.site], "en"), moment_in(world))
    assert count_queries(lambda: client.get(address(post))) == for_two
