"""Learning from labels: done with scikit-learn where it is installed; what comes of it is plain numbers."""

import importlib.util
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from antiphon.listening.rules.kinds import Kind
from antiphon.listening.rules.learned import (
    ENOUGH_LABELS,
    ENOUGH_OF_A_KIND,
    LIKELY,
    NOTHING,
    Tried,
    runs_of,
    tried,
)

_MOST_RUNS = 4_000
_FOLDS = 5
#: How far the weights may go; with so few texts a weaker hold learns nothing, a stronger one by heart.
_FREEDOM = 10.0
_DIGITS = 6
#: So many more labels than last time are a reason to learn anew.
_GROWN = 1.25


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: its weights as JSON, the figures of cross-validation together and by kind, from how many."""

    weights: Mapping[str, Any]
    all: Tried
    by_kind: Mapping[str, Tried]
    labels: int


class NotEnough(Exception):
    """There is too little to learn from: too few labels, or all say the same."""


def can_learn() -> bool:
    """Whether what learning needs is installed."""
    return importlib.util.find_spec("sklearn") is not None


def is_due(labels: int, before: int) -> bool:
    """Whether there are enough labels to learn from, and enough more than the last time.

    >>> is_due(50, 0), is_due(49, 0), is_due(60, 50), is_due(63, 50)
    (True, False, False, True)
    """
    return labels >= max(ENOUGH_LABELS, before * _GROWN)


def learn(labeled: Sequence[tuple[str, str]]) -> Learned:
    """Learn from texts with what each is about, a kind or none; raise NotEnough.

    The same text counts once. A kind with fewer than five texts is left out. The figures come from five folds:
    each text is judged by a classifier that has not seen it, by the rule that is used afterwards.
    """
    known = dict(labeled)
    counts = Counter(known.values())
    pairs = sorted((text, says) for text, says in known.items() if counts[says] >= ENOUGH_OF_A_KIND)
    classes = sorted({says for _, says in pairs})
    if len(pairs) < ENOUGH_LABELS or len(classes) < 2:
        raise NotEnough
    said = _said_without_having_seen(pairs)
    judged = list(zip([says for _, says in pairs], said, strict=True))
    by_kind = {kind.value: tried(judged, kind) for kind in Kind if kind in classes}
    return Learned(_weights(pairs), tried(judged), by_kind, len(pairs))


def _pipeline() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    return make_pipeline(
        TfidfVectorizer(analyzer=_runs, sublinear_tf=True, max_features=_MOST_RUNS),
        LogisticRegression(C=_FREEDOM, max_iter=1_000),
    )


def _runs(text: str) -> list[str]:
    return list(runs_of(text))


def _said_without_having_seen(pairs: Sequence[tuple[str, str]]) -> list[str]:
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    texts, so = [text for text, _ in pairs], [says for _, says in pairs]
    likely = cross_val_predict(_pipeline(), texts, so, cv=folds, method="predict_proba")
    return [_best(dict(zip(sorted(set(so)), row, strict=True))) for row in likely]


def _best(likely: Mapping[str, float]) -> str:
    kind = max((one for one in likely if one != NOTHING), key=lambda one: likely[one], default=NOTHING)
    return kind if likely[kind] >= LIKELY else NOTHING


def _weights(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    made = _pipeline().fit([text for text, _ in pairs], [says for _, says in pairs])
    counted, model = made[0], made[1]
    rows, at = model.coef_.tolist(), model.intercept_.tolist()
    if len(rows) == 1:  # of two classes it keeps the odds of the second alone
        rows, at = [[-weight / 2 for weight in rows[0]], [weight / 2 for weight in rows[0]]], [-at[0] / 2, at[0] / 2]
    runs = {
        run: [round(float(value), _DIGITS) for value in (counted.idf_[place], *(row[place] for row in rows))]
        for run, place in counted.vocabulary_.items()
    }
    return {"classes": model.classes_.tolist(), "intercepts": [round(value, _DIGITS) for value in at], "runs": runs}
