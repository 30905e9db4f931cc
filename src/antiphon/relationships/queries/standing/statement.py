"""The statement that reckons how we stand with everybody at once: one text for SQLite, PostgreSQL and DuckDB.

It reads two relations, `touch` and `kept`, which each database makes in its own words, and is nothing but the rules
of strength, reciprocity, rhythm and urgency said in SQL: tests hold the two to each other.

`touch`: one row a contact; `person`, `day` in days since 1970 in the brand's zone, `moment` of any type that sorts,
`inward` 1 or 0, `effort` in points, `medium` a number from 0. `kept`: `person`, `steward`, `rhythm_days`,
`opted_out` 1 or 0.
"""

from antiphon.relationships.rules import CADENCE, SIZES, StrengthParams, UrgencyParams
from antiphon.relationships.rules.effort import WORDS
from antiphon.relationships.rules.rhythm import FLOOR_DAYS, LAST_INTERVALS, MIN_INTERVALS

#: Which steps a database had better write down once, and which not at all.
_KEPT = {"touch": "NOT MATERIALIZED ", "days": "MATERIALIZED ", "sums": "MATERIALIZED "}

#: What one row of the answer holds, in this order; `last_day` in days since 1970.
COLUMNS = (
    "person", "strength", "a_in", "a_out", "reciprocity", "span_days", "channels", "last_day", "gap",
    "rhythm_days", "rhythm_source", "intervals", "stake", "unanswered_days", "urgency",
)  # fmt: skip


def statement(touch: str, kept: str, today: int, media: int, strength: StrengthParams, urgency: UrgencyParams) -> str:
    """Return the whole statement; `today` in days since 1970, `media` is how many kinds of channels there are."""
    bits = range(max(1, media))
    steps = {
        "touch": touch,
        "kept": kept,
        "days": _days(bits),
        "sums": _sums(bits, today, strength),
        "before": _before(bits, strength),
        "spoken": _SPOKEN,
        "turns": _TURNS,
        "intervals": _INTERVALS,
        "lasting": _LASTING,
        "usual": _USUAL,
        "weighed": _weighed(today, strength),
        "ranked": _RANKED,
        "paced": _PACED,
        "silent": _silent(urgency),
    }
    made = ",\n".join(f"{name} AS {_KEPT.get(name, '')}({text})" for name, text in steps.items())
    return f"WITH {made}\n{_TOLD}"


def _days(bits: range) -> str:
    """One row for a person and a day: the heaviest contact each way, the last words each way, through what."""
    media = ", ".join(f"max(CASE WHEN medium = {bit} THEN 1 ELSE 0 END) AS m{bit}" for bit in bits)
    return f"""
        SELECT person, day,
            max(CASE WHEN inward = 1 THEN effort ELSE 0 END) AS u_in,
            max(CASE WHEN inward = 1 THEN 0 ELSE effort END) AS u_out,
            max(CASE WHEN inward = 1 AND effort >= {WORDS} THEN moment END) AS in_at,
            max(CASE WHEN inward = 0 AND effort >= {WORDS} THEN moment END) AS out_at,
            {media}
        FROM touch GROUP BY person, day"""


def _sums(bits: range, today: int, params: StrengthParams) -> str:
    return f"""
        SELECT person, min(day) AS first_day, max(day) AS end_day,
            max(CASE WHEN in_at IS NOT NULL OR out_at IS NOT NULL THEN day END) AS last_day,
            max(CASE WHEN out_at >= in_at OR (in_at IS NULL AND out_at IS NOT NULL) THEN day END) AS left_by_us,
            sum(u_in * weight) AS a_in, sum(u_out * weight) AS a_out, {_many(bits)} AS channels
        FROM (SELECT days.*, {_weight(str(today), "day", params)} AS weight FROM days) AS aged
        GROUP BY person"""


def _before(bits: range, params: StrengthParams) -> str:
    """What stood on the day of the last words, of those with whom lighter contacts followed it.

    SQLite takes a CROSS JOIN in the order in which it is written: every day looks its person up, not the reverse.
    """
    return f"""
        SELECT person, sum(u_in * weight) AS a_in, sum(u_out * weight) AS a_out,
            max(day) - min(day) AS span_days, {_many(bits)} AS channels
        FROM (
            SELECT days.*, {_weight("sums.last_day", "days.day", params)} AS weight
            FROM days CROSS JOIN sums
            WHERE sums.person = days.person AND sums.end_day > sums.last_day AND days.day <= sums.last_day
        ) AS aged
        GROUP BY person"""


def _many(bits: range) -> str:
    return " + ".join(f"max(m{bit})" for bit in bits)


def _weight(until: str, day: str, params: StrengthParams) -> str:
    return f"power(CAST(2 AS FLOAT8), CAST({day} - {until} AS FLOAT8) / {params.half_life!r})"


_SPOKEN = """
    SELECT person, day,
        CASE WHEN in_at IS NOT NULL AND out_at IS NOT NULL THEN 1 ELSE 0 END AS mutual,
        CASE WHEN out_at IS NULL THEN 1 WHEN in_at IS NULL THEN 0 WHEN out_at >= in_at THEN 0 ELSE 1 END AS ended_by
    FROM days WHERE in_at IS NOT NULL OR out_at IS NOT NULL"""

# A day has a turn if both spoke on it, or if who speaks first is not who spoke last before.
_TURNS = """
    SELECT person, day FROM (
        SELECT spoken.*, lag(ended_by) OVER (PARTITION BY person ORDER BY day) AS sooner FROM spoken
    ) AS listed
    WHERE mutual = 1 OR sooner <> ended_by"""

_INTERVALS = """
    SELECT person, day - lag(day) OVER (PARTITION BY person ORDER BY day) AS length,
        row_number() OVER (PARTITION BY person ORDER BY day) - 1 AS place,
        count(*) OVER (PARTITION BY person) - 1 AS many
    FROM turns"""

_LASTING = f"""
    SELECT person, length, many, row_number() OVER (PARTITION BY person ORDER BY length) AS place,
        count(*) OVER (PARTITION BY person) AS kept
    FROM intervals WHERE length IS NOT NULL AND place > many - {LAST_INTERVALS}"""

_USUAL = f"""
    SELECT person, max(many) AS intervals,
        CASE WHEN max(many) >= {MIN_INTERVALS} THEN avg(
            CASE WHEN place * 2 BETWEEN kept AND kept + 2 THEN CAST(length AS FLOAT8) END
        ) END AS median
    FROM lasting GROUP BY person"""


def _weighed(today: int, params: StrengthParams) -> str:
    """Strength today and on the day of the last words, and how long these are ago."""
    later = _weight(str(today), "sums.last_day", params)
    whole = {"a_in": "sums.a_in", "a_out": "sums.a_out", "span": "sums.end_day - sums.first_day"}
    then = {
        "a_in": f"coalesce(before.a_in, sums.a_in / {later})",
        "a_out": f"coalesce(before.a_out, sums.a_out / {later})",
        "span": "coalesce(before.span_days, sums.end_day - sums.first_day)",
    }
    return f"""
        SELECT sums.person, sums.a_in, sums.a_out, sums.channels, sums.last_day,
            sums.end_day - sums.first_day AS span_days, {today} - sums.last_day AS gap,
            {_points(**whole, channels="sums.channels", params=params)} AS strength,
            CASE WHEN sums.last_day IS NOT NULL THEN
                {_points(**then, channels="coalesce(before.channels, sums.channels)", params=params)}
            END AS stake,
            coalesce(usual.intervals, 0) AS intervals, usual.median,
            CASE WHEN sums.left_by_us = sums.last_day THEN {today} - sums.last_day END AS unanswered_days
        FROM sums
        LEFT JOIN before ON before.person = sums.person
        LEFT JOIN usual ON usual.person = sums.person"""


def _points(a_in: str, a_out: str, span: str, channels: str, params: StrengthParams) -> str:
    less = f"(CASE WHEN {a_in} < {a_out} THEN {a_in} ELSE {a_out} END)"
    shared = (
        f"({params.lambda_in!r} * {a_in} + {params.lambda_out!r} * {a_out}"
        f" + {2 - params.lambda_in - params.lambda_out!r} * {less})"
    )
    lasting = f"(CASE WHEN {span} >= {params.span_full} THEN 1.0 ELSE ({span}) / {float(params.span_full)!r} END)"
    most = float(params.channels_full - 1)
    broad = f"(CASE WHEN {channels} > {params.channels_full} THEN 1.0 ELSE ({channels} - 1) / {most!r} END)"
    factor = f"({params.base!r} + {params.span_weight!r} * {lasting} + {params.channel_weight!r} * {broad})"
    return f"CAST(100.0 * {shared} / ({shared} + {params.saturation!r}) * {factor} AS FLOAT8)"


_RANKED = """
    SELECT kept.person,
        row_number() OVER (PARTITION BY kept.steward ORDER BY weighed.strength DESC, kept.person) AS rank
    FROM kept JOIN weighed ON weighed.person = kept.person
    WHERE kept.steward IS NOT NULL AND weighed.strength > 0"""

# Numbers with a point throughout: SQLite divides whole ones by whole ones without a rest.
_CADENCE = " ".join(
    f"WHEN ranked.rank <= {size} THEN {float(max(FLOOR_DAYS, CADENCE[one]))!r}" for one, size in SIZES.items()
)

_PACED = f"""
    SELECT weighed.*, kept.opted_out,
        CASE WHEN kept.rhythm_days > 0 THEN CAST(kept.rhythm_days AS FLOAT8)
            WHEN weighed.median < {FLOOR_DAYS} THEN CAST({FLOOR_DAYS} AS FLOAT8)
            WHEN weighed.median IS NOT NULL THEN weighed.median
            {_CADENCE} END AS rhythm_days,
        CASE WHEN kept.rhythm_days > 0 THEN 'promise' WHEN weighed.median IS NOT NULL THEN 'pair'
            WHEN ranked.rank <= {max(SIZES.values())} THEN 'circle' ELSE '' END AS rhythm_source
    FROM weighed
    LEFT JOIN kept ON kept.person = weighed.person
    LEFT JOIN ranked ON ranked.person = weighed.person"""


def _silent(params: UrgencyParams) -> str:
    """How far into the silence they are, cut to [0, 1]: 0 at the usual rhythm, 1 at so many times it."""
    return f"""
        SELECT paced.*,
            CASE WHEN gap <= rhythm_days OR rhythm_days IS NULL OR gap IS NULL THEN 0.0
                WHEN gap >= {params.silent_at!r} * rhythm_days THEN 1.0
                ELSE (gap / rhythm_days - 1.0) / {params.silent_at - 1!r} END
            * CASE WHEN unanswered_days < {params.their_turn_days} THEN {params.their_turn_factor!r} ELSE 1.0 END
            AS silence
        FROM paced"""


_TOLD = """SELECT person, strength, a_in, a_out,
    CASE WHEN a_in + a_out > 0 THEN 2.0 * CASE WHEN a_in < a_out THEN a_in ELSE a_out END / (a_in + a_out) END
        AS reciprocity,
    span_days, channels, last_day, gap, rhythm_days, rhythm_source, intervals, stake, unanswered_days,
    CASE WHEN opted_out = 1 THEN NULL ELSE CAST(silence * coalesce(stake, 0.0) AS FLOAT8) END AS urgency
FROM silent"""
