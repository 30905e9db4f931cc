"""The launcher itself: what the other tests with the real Bluesky network rely on."""

import io

from PIL import Image

from tests.partners.bluesky import BlueskyNetwork, eventually


def picture(width: int, height: int) -> bytes:
    """A PNG of one color."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    return file.getvalue()


def test_an_app_password_opens_a_session(bluesky_network: BlueskyNetwork) -> None:
    account = bluesky_network.create_account("ada")
    app_password = bluesky_network.create_app_password(account)

    client = bluesky_network.sign_in(account.handle, app_password)

    assert (client.me.did, client.me.handle) == (account.did, "ada.test")


def test_a_post_keeps_its_image_and_alternative_text(bluesky_network: BlueskyNetwork) -> None:
    carla = bluesky_network.somebody("carla")
    post = carla.post_image("Our new harbor", picture(40, 30), "A teal rectangle")

    seen = eventually(lambda: carla.client.get_posts([post.uri]).posts)[0]

    assert [image.alt for image in seen.record.embed.images] == ["A teal rectangle"]
    assert seen.record.text == "Our new harbor"


def test_reactions_reach_the_author_as_notifications(bluesky_network: BlueskyNetwork) -> None:
    dora, enzo = bluesky_network.somebody("dora"), bluesky_network.somebody("enzo")
    post = dora.post("What should we build next?")
    enzo.reply("A bridge", to=post)
    enzo.quote("Listen to this", of=post)
    enzo.like(post)
    enzo.repost(post)
    enzo.follow(dora.did)

    told = eventually(dora.notifications, lambda found: len(found) == 5)

    assert {(one.reason, one.author.handle) for one in told} == {
        (reason, "enzo.test") for reason in ("reply", "quote", "like", "repost", "follow")
    }


def test_replies_to_replies_hang_in_one_thread(bluesky_network: BlueskyNetwork) -> None:
    fred, gina = bluesky_network.somebody("fred"), bluesky_network.somebody("gina")
    post = fred.post("First")
    answer = gina.reply("Second", to=post)
    fred.reply("Third", to=answer)

    def texts() -> list[str]:
        thread = gina.client.get_post_thread(post.uri).thread
        found = [thread.post.record.text]
        while thread.replies:
            thread = thread.replies[0]
            found.append(thread.post.record.text)
        return found

    assert eventually(texts, lambda found: len(found) == 3) == ["First", "Second", "Third"]
