"""The same request, sent by several threads at the same time, writes one post."""

import threading

import pytest
from django.db import connections

from antiphon.publishing.models import Post
from tests.api.conftest import Program, program_of
from tests.world import make_world


@pytest.mark.django_db(transaction=True)
def test_the_same_request_at_the_same_time_writes_one_post() -> None:
    world = make_world()
    token = program_of(world.anna.user).token
    body = {"text": "Fresh bread at nine", "channels": [world.site.pk]}
    together, answers = threading.Barrier(6), []

    def send() -> None:
        together.wait(10)
        answers.append(Program(token).post("/brands/bottega/posts", body, Idempotency_Key="monday"))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [answer.status_code for answer in answers] == [201] * 6
    assert {answer.json()["id"] for answer in answers} == {Post.objects.get().pk}
