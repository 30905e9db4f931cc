"""Threads of a mailing list: from references, from answers to what is missing, and from subjects."""

from datetime import UTC, datetime, timedelta

import pytest

from antiphon.community.rules.threading import Mail, base_subject, threads

START = datetime(2020, 1, 1, tzinfo=UTC)


def mail(name: str, references: str = "", subject: str = "Mills", hours: int = 0) -> Mail:
    return Mail(name, tuple(references), subject, START + timedelta(hours=hours))


def test_a_mail_answers_the_last_that_it_names_and_the_chain_above_is_believed() -> None:
    mails = [mail("c", "ab", hours=2), mail("a"), mail("b", "a", hours=1)]
    assert threads(mails) == {"a": None, "b": "a", "c": "b"}


def test_mails_below_one_that_is_not_here_are_one_thread_opened_by_the_earliest() -> None:
    mails = [mail("b", "x", "Re: Mills", 1), mail("c", "x", "Re: Mills", 2), mail("d", "xy", "Re: Mills", 3)]
    assert threads(mails) == {"b": None, "c": "b", "d": "b"}


def test_a_missing_mail_in_the_middle_leaves_its_answers_below_the_one_above() -> None:
    assert threads([mail("a"), mail("c", "ax", hours=2)]) == {"a": None, "c": "a"}


def test_what_a_mail_says_of_itself_counts_for_more_than_what_others_told() -> None:
    mails = [mail("a"), mail("d", "abc", hours=3), mail("b", hours=1, subject="Tea"), mail("c", "a", hours=2)]
    assert threads(mails) == {"a": None, "b": "a", "c": "a", "d": "c"}


def test_no_circle_is_ever_closed() -> None:
    mails = [mail("a", "c"), mail("b", "a", hours=1), mail("c", "b", hours=2), mail("d", "d", "Tea", hours=3)]
    assert threads(mails) == {"a": "c", "b": "a", "c": None, "d": None}


def test_a_lone_answer_joins_the_thread_of_its_subject_and_two_threads_of_one_title_stay_two() -> None:
    mails = [mail("a"), mail("b", subject="AW: [coffee] RE: mills", hours=1), mail("c", subject="mills", hours=9)]
    assert threads(mails) == {"a": None, "b": "a", "c": None}
    assert threads([mail("a", subject=""), mail("b", subject="Re:", hours=1)]) == {"a": None, "b": None}


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("Re: Re[2]: Mills", ("mills", True)),
        ("[list] Rif: [list] Mills", ("mills", True)),
        ("Research: mills", ("research: mills", False)),
        ("[list] Mills", ("mills", False)),
    ],
)
def test_the_marks_of_many_programs_are_known(subject: str, base: tuple[str, bool]) -> None:
    assert base_subject(subject) == base


def test_a_chain_of_three_thousand_mails_is_threaded_without_recursion() -> None:
    names = [f"m{number}" for number in range(3_000)]
    mails = [
        Mail(name, tuple(names[:number]), "Mills", START + timedelta(minutes=number))
        for number, name in enumerate(names)
    ]
    found = threads(mails)
    assert [found[name] for name in names] == [None, *names[:-1]]
