"""The pages of experiments: planned, measured, read."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antiphon.experiments.models import Experiment, Measurement
from antiphon.experiments.tasks import measure_all
from antiphon.ledger.rules import Verb
from tests.experiments.past import DAYS, JUMP, acts, day_of, steady
from tests.web.readers import signed_in
from tests.world import World

PLACE = "/b/bottega/experiments/"


@pytest.fixture
def anna(world: World) -> Client:
    acts(world.site, Verb.REPLY, steady(6, more=5))
    acts(world.site, Verb.LIKE, steady(9, seed=2))
    return signed_in(world.anna)


def typed(**more: object) -> dict[str, object]:
    return {
        "name": "Answer each comment", "kind": "before_after", "begins": day_of(JUMP), "ends": day_of(DAYS),
        "treated": ["replies"], "controls": ["likes"],
    } | more  # fmt: skip


def test_without_a_test_the_page_says_what_it_is_for(world: World) -> None:
    told = signed_in(world.anna).get(PLACE).text
    assert ("Nothing is tried yet" in told, f'href="{PLACE}new/"' in told) == (True, True)


def test_a_test_is_planned_measured_and_read_as_a_sentence_a_chart_and_a_table(anna: Client) -> None:
    led = anna.post(f"{PLACE}new/", typed())
    one = Experiment.objects.get()
    assert (led.status_code, led["Location"]) == (303, f"{PLACE}{one.pk}/")
    waiting = anna.get(led["Location"]).text
    assert ("It is being measured." in waiting, "planned after it had begun" in anna.get(PLACE).text) == (True, True)
    measure_all()
    told = anna.get(led["Location"]).text
    assert "It brought more" in told
    assert "In 15 days there were" in told
    assert 'class="over-time experiment-chart"' in told
    assert "90 % interval:" in told
    assert "n = 66 days before, 15 in the test" in told
    rows = list(csv.DictReader(StringIO(anna.get(f"{led['Location']}?format=csv").text)))
    assert (len(rows), rows[0]["expected"], float(rows[-1]["actual"])) == (DAYS + 1, "", steady(6, more=5)[-1])
    assert "It brought more" in anna.get(PLACE).text


def test_a_test_without_a_number_says_why_and_what_to_do(anna: Client) -> None:
    anna.post(f"{PLACE}new/", typed(begins=day_of(10), ends=day_of(20)))
    measure_all()
    told = anna.get(f"{PLACE}{Experiment.objects.get().pk}/").text
    assert "There are 10 days before it; at least 28 are needed" in told


def test_what_has_no_sense_is_shown_at_its_field(anna: Client) -> None:
    shown = anna.post(f"{PLACE}new/", typed(controls=["replies"]))
    assert (shown.status_code, Experiment.objects.count()) == (422, 0)
    assert "What is treated cannot be compared with itself" in shown.text


def test_the_list_asks_as_little_for_thirty_tests_as_for_one(
    anna: Client, django_assert_max_num_queries: object
) -> None:
    for _ in range(30):
        anna.post(f"{PLACE}new/", typed())
    anna.get(PLACE)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        anna.get(PLACE)


def test_the_method_is_tried_on_the_past_and_what_it_could_see_is_told(anna: Client) -> None:
    place = anna.post(f"{PLACE}new/", typed(controls=[], begins=day_of(DAYS - 6)))["Location"]
    for purpose in ("silence", "power"):
        anna.post(f"{place}measure/", {"do": purpose})
    measure_all()
    told = anna.get(place).text
    assert "pretended tests of 7 days on your own past there" in told
    assert "What a test like this can see" in told
    assert anna.post(f"{place}measure/", {"do": "magic"}).status_code == 422


def test_a_list_is_divided_taken_along_and_told_of(world: World) -> None:
    anna = signed_in(world.anna)
    keys = "\n".join(f"{n}@x.example" for n in range(80))
    days = {"begins": day_of(JUMP), "ends": day_of(DAYS)}
    led = anna.post(f"{PLACE}new/?on=list", {"name": "Letter", "keys": keys, "share": 50, **days})
    told = anna.get(led["Location"]).text
    assert "By lot 40 are held out, and 40 are not." in told
    rows = list(csv.DictReader(StringIO(anna.get(f"{led['Location']}list.csv?arm=treated").text)))
    did = "\n".join(row["key"] for row in rows[:20]).encode()
    anna.post(f"{led['Location']}outcomes/", {"file": SimpleUploadedFile("did.csv", did, "text/csv")})
    measure_all()
    told = anna.get(led["Location"]).text
    assert "Of those who were treated: 50.00 %. Of those who were held out: 0.00 %." in told
    assert anna.post(f"{led['Location']}outcomes/").status_code == 422


def test_a_table_and_totals_are_looked_at_and_a_wrong_line_is_shown(world: World) -> None:
    anna = signed_in(world.anna)
    days = {"name": "Shops", "begins": day_of(30), "ends": day_of(39)}
    table = "day,a,b,c,d\n" + "\n".join(f"{day_of(n)},{n % 3},{n % 4},{n % 5},{n % 7}" for n in range(40))
    typed = {**days, "kind": "difference", "treated": "a\nb"}
    led = anna.post(f"{PLACE}new/?on=table", typed | {"file": SimpleUploadedFile("t.csv", table.encode())})
    totals = {"treated_n": 21307, "treated_did": 267, "held_n": 21306, "held_did": 122}
    other = anna.post(f"{PLACE}new/?on=totals", days | totals)
    measure_all()
    assert "chance explains that too" in anna.get(led["Location"]).text
    assert "+0.68" in anna.get(other["Location"]).text
    wrong = SimpleUploadedFile("t.csv", table.replace(f"{day_of(5)}", "someday").encode())
    assert "Line 7 does not begin with a day" in anna.post(f"{PLACE}new/?on=table", typed | {"file": wrong}).text
    far = anna.post(f"{PLACE}new/?on=totals", days | totals | {"held_did": 30_000})
    assert "No more can have done it than there were." in far.text


def test_who_is_on_a_list_is_shown_only_to_who_may_plan_tests(world: World) -> None:
    anna, bruno = signed_in(world.anna), signed_in(world.bruno)
    keys = [f"{n}@x.example" for n in range(20)]
    days = {"begins": day_of(JUMP), "ends": day_of(DAYS)}
    place = anna.post(f"{PLACE}new/?on=list", {"name": "Calls", "keys": "\n".join(keys), "share": 50, **days})[
        "Location"
    ]
    table = "\n".join([",".join(["day", *keys]), f"{day_of(0)},1", f"{day_of(1)},2"])
    anna.post(f"{place}outcomes/", {"file": SimpleUploadedFile("t.csv", table.encode())})
    assert ["7@x.example" in one.get(place).text for one in (anna, bruno)] == [True, False]


def test_what_broke_down_says_so_while_it_is_tried_again_and_in_the_end(anna: Client) -> None:
    place = anna.post(f"{PLACE}new/", typed())["Location"]
    days = {"days": [day_of(0).isoformat(), day_of(1).isoformat()], "columns": {"a": [1.0]}}
    Experiment.objects.update(measure="file", table=days, treated=["a"], controls=[])
    measure_all()
    assert "Measuring broke down (ValueError" in anna.get(place).text
    Measurement.objects.update(tries=2, held_until=None)
    measure_all()
    assert "That is a fault of this software" in anna.get(place).text
