"""What is learned from labels: asked for by a row, tried apart, used only where it passes, switched off by hand."""

import math

import pytest

from antiphon.conversations.models import Conversation
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.listening.actions.hearing import look_through
from antiphon.listening.actions.labeling import label, label_missed, undo_label
from antiphon.listening.actions.training import ask_training, switch_classifier
from antiphon.listening.models import Classifier, Finding, Label
from antiphon.listening.queries.labels import counts_of_labels, labeled_texts
from antiphon.listening.queries.listening import classifiers_in_use
from antiphon.listening.rules.learned import Weights
from antiphon.listening.rules.training import NotEnough, learn
from antiphon.listening.tasks import ask_for_training, train_once
from tests.listening.said import hear
from tests.world import World

TOOLS = [
    "saw",
    "plane",
    "chisel",
    "hammer",
    "file",
    "drill",
    "level",
    "square",
    "vice",
    "mallet",
    "clamp",
    "rasp",
    "lathe",
]
NEEDS = [f"hunting high and low for a good {tool} again" for tool in TOOLS]
WORRIES = [f"the {tool} keeps me awake at night, what a dread" for tool in TOOLS]
PRAISE = [f"lovely afternoon with the {tool}, great company {n}" for tool in TOOLS for n in "ab"]


def labeled(world: World) -> None:
    """Let Anna say of 52 messages what they are about."""
    said = [*((text, "need") for text in NEEDS), *((text, "worry") for text in WORRIES)]
    for number, (text, says) in enumerate([*said, *((text, "none") for text in PRAISE)]):
        label_missed(world.anna, hear(world, text, number=number, language="en"), says)


def test_what_is_read_from_the_numbers_is_what_the_library_says() -> None:
    from antiphon.listening.rules.training import _pipeline

    pairs = sorted(
        [(text, "need") for text in NEEDS] * 1 + [(text, "none") for text in PRAISE] + [(t, "worry") for t in WORRIES]
    )
    weights = Weights.read(learn(pairs).weights)
    fitted = _pipeline().fit([text for text, _ in pairs], [says for _, says in pairs])
    text = "Hunting for a clamp, high and low! https://a.example/?q=1"
    (expected,) = fitted.predict_proba([text])
    told = weights.likelihoods(text)
    assert all(
        math.isclose(told[name], one, abs_tol=1e-4) for name, one in zip(fitted.classes_, expected, strict=True)
    )


def test_of_two_classes_the_numbers_say_the_same_as_the_library() -> None:
    from antiphon.listening.rules.training import _pipeline

    pairs = sorted([(text, "need") for text in [*NEEDS, *WORRIES]] + [(text, "none") for text in PRAISE])
    fitted = _pipeline().fit([text for text, _ in pairs], [says for _, says in pairs])
    told = Weights.read(learn(pairs).weights).likelihoods("a lovely dread")
    assert math.isclose(told["need"], fitted.predict_proba(["a lovely dread"])[0][0], abs_tol=1e-4)


@pytest.mark.parametrize("pairs", [[("a", "need")] * 80, [(f"text {n}", "need") for n in range(80)], []])
def test_too_few_texts_or_one_answer_for_all_teach_nothing(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(NotEnough):
        learn(pairs)


def test_a_classifier_is_asked_for_trained_used_and_switched_off(world: World) -> None:
    labeled(world)
    look_through(world.bottega)
    assert counts_of_labels(world.bottega) == {"en": 52, "it": 0, "es": 0, "fr": 0}
    assert [ask_for_training(), ask_for_training(), train_once(), train_once()] == [1, 0, True, False]
    made = Classifier.objects.get()
    assert (made.language, made.version, made.labels, made.trouble) == ("en", 1, 52, "")
    assert made.precision == 1.0
    assert {kind: one["n"] for kind, one in made.figures.items()} == {"need": 13, "worry": 13}
    hear(world, "hunting high and low for a good spoon", "Emil", language="en")
    look_through(world.bottega)
    found = Finding.objects.get(message__author__name="Emil")
    assert (found.kind, found.tier, found.classifier, found.spans) == ("need", "maybe", made, [])
    assert found.likelihood
    assert 0.5 <= found.likelihood <= 1
    switch_classifier(world.anna, made, on=False)
    assert dict(classifiers_in_use(world.bottega)) == {}
    look_through(world.bottega)
    assert not Finding.objects.filter(message__author__name="Emil").exists()
    with pytest.raises(Conflict):
        switch_classifier(world.anna, made, on=False)
    switch_classifier(world.anna, made, on=True)
    assert set(classifiers_in_use(world.bottega)) == {"en"}


def test_a_classifier_that_is_wrong_too_often_is_not_used_and_cannot_be_switched_on(world: World) -> None:
    Classifier.objects.create(
        brand=world.bottega, language="en", version=1, asked_at=world.bottega.created_at, precision=0.79,
        trained_at=world.bottega.created_at, weights={"classes": ["need", "none"], "intercepts": [9, 0], "runs": {}},
    )  # fmt: skip
    made = Classifier.objects.get()
    assert dict(classifiers_in_use(world.bottega)) == {}
    with pytest.raises(Refusal):
        switch_classifier(world.anna, made, on=True)
    with pytest.raises(NotAllowed):
        switch_classifier(world.carla, made, on=False)


def test_learning_waits_for_fifty_labels(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        ask_training(world.anna, "en")
    assert str(refused.value) == "Learning needs 50 labels in a language."
    assert not Classifier.objects.exists()


def test_what_was_said_to_few_or_taken_back_teaches_nothing(world: World) -> None:
    secret = hear(world, "Lovely", language="en")
    label_missed(world.anna, secret, "want")
    taken = label_missed(world.anna, hear(world, "Nice", number=2, language="en"), "none")
    undo_label(world.anna, taken)
    assert labeled_texts(world.bottega, "en") == [("Lovely", "want")]
    Conversation.objects.update(confined=True)
    assert labeled_texts(world.bottega, "en") == []


def test_each_word_is_kept_and_only_one_stands(world: World) -> None:
    hear(world, "I need a saw")
    look_through(world.bottega)
    finding = Finding.objects.get()
    said = label(world.anna, finding, "need")
    with pytest.raises(Conflict):
        label(world.anna, finding, "none")
    undo_label(world.anna, said)
    with pytest.raises(Conflict):
        undo_label(world.anna, said)
    label(world.anna, finding, "want")
    assert list(Label.objects.order_by("pk").values_list("says", "undone_by")) == [
        ("need", world.anna.pk),
        ("want", None),
    ]
    with pytest.raises(Refusal):
        label(world.anna, finding, "joy")
    for stranger in (world.bruno, world.carla):
        with pytest.raises(NotAllowed):
            label(stranger, finding, "need")
