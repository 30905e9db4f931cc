"""Values at the edge of what can be told: refused or not found, never a fault of ours."""

import base64

import pytest

from tests.api.conftest import Program, error_of
from tests.api.talk import Talk

BEYOND = 10**30


def cursor_of(moment: str) -> str:
    return base64.urlsafe_b64encode(f'["{moment}",1]'.encode()).decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar(anna: Program, talk: Talk, day: str) -> None:
    for path in (f"/people/{talk.dora.pk}", "/brands/bottega/people", "/brands/bottega/out-of-touch"):
        assert anna.get(f"{path}?as_of={day}").status_code in {200, 422}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_end_of_the_calendar_are_refused(anna: Program, day: str) -> None:
    for path in ("returns", "attribution", "spend"):
        answer = anna.get(f"/brands/bottega/{path}?since={day}&until={day}")
        assert error_of(answer)[0] == 422


def test_of_days_to_come_nothing_is_known(anna: Program) -> None:
    told = anna.get("/brands/bottega/returns?since=2999-01-01&until=2999-02-01").json()["measures"]
    assert {(one["now"]["value"], one["now"]["since"] == one["now"]["until"]) for one in told} == {(None, True)}


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_at_the_end_of_the_calendar(anna: Program, talk: Talk, moment: str) -> None:
    assert anna.get(f"/posts/{talk.post.pk}/figures?as_of={moment.replace('+', '%2B')}").status_code in {200, 422}
    for path in ("posts", "conversations"):
        assert anna.get(f"/brands/bottega/{path}?cursor={cursor_of(moment)}").status_code in {200, 422}


def test_a_number_that_no_row_can_have(anna: Program, talk: Talk) -> None:
    for path in ("posts", "deliveries", "conversations", "people", "channels"):
        assert anna.get(f"/{path}/{BEYOND}").status_code == 404
    given = {"channels": [BEYOND], "text": "Hello", "pictures": [{"id": BEYOND, "alt_text": "x"}]}
    assert anna.post("/brands/bottega/posts", given).status_code == 422
    given["channels"] = [talk.conversation.channel_id]
    assert anna.post("/brands/bottega/posts", given).status_code == 422
    path = f"/conversations/{talk.conversation.pk}"
    assert anna.post(f"{path}/answers", {"message": BEYOND, "text": "Yes"}).status_code == 422
    assert anna.post(f"{path}/assign", {"member": BEYOND}).status_code == 422
    assert anna.post(f"/people/{talk.dora.pk}/keep-in-touch", {"rhythm_days": BEYOND}).status_code == 422
    assert anna.get(
        f"/brands/bottega/people?cursor={base64.urlsafe_b64encode(str(BEYOND).encode()).decode()}"
    ).status_code in {200, 422}
