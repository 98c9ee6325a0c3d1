"""The private learning view, and that nothing private of it is in a view for a sponsor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from by_hand import PROGRAMME, Chronicle, named, said
from thinking import ANN, BEN, CAT, OF_ANN, whole

from actionlearning.domain.personal import Personal
from actionlearning.domain.values import AssumptionVerdict, ConsentScope, Feeling
from actionlearning.projections.brief import Brief
from actionlearning.projections.comparison import Comparison
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.figures import ProgrammeMetrics, SetMetrics
from actionlearning.projections.help_edges import HelpEdges
from actionlearning.projections.impact import Impact
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.profile_facts import Profile
from actionlearning.projections.projection import View
from actionlearning.projections.sentences import Thing
from actionlearning.projections.thinking_facts import Thinking, Voiced


@pytest.fixture(scope="module")
def it() -> Chronicle:
    return whole()


@pytest.fixture(scope="module")
def ann(it: Chronicle) -> LearningHistory:
    return LearningHistory.fold(it.history(), member=ANN)


def test_what_somebody_felt_and_did_not_know_is_told_to_them_and_nobody_elses_is(ann: LearningHistory) -> None:
    assert ({Feeling.DOUBT: 1}, [said("I doubt it", "Ann")]) == (
        ann.feelings_counted,
        [each.words for each in ann.feelings],
    )
    assert [said("I do not know", "Ann")] == [each.words for each in ann.not_knowing]


def test_a_feeling_is_told_to_whoever_voiced_it_on_anothers_problem_too(it: Chronicle) -> None:
    ben = LearningHistory.fold(it.history(), member=BEN)
    assert [(OF_ANN, Feeling.UNEASE)] == [(each.problem, each.feeling) for each in ben.feelings]
    assert () == ben.not_knowing


def test_an_assumption_is_told_with_its_tests_to_whoever_held_it_and_to_whoever_challenged_it(
    it: Chronicle, ann: LearningHistory
) -> None:
    (assumption,) = ann.assumptions
    assert [AssumptionVerdict.CONFIRMED, AssumptionVerdict.REVISED] == [test.verdict for test in assumption.tests]
    assert (assumption,) == LearningHistory.fold(it.history(), member=BEN).challenged
    assert () == ann.challenged


def test_perspectives_options_and_stakeholders_are_told(ann: LearningHistory) -> None:
    assert [(CAT, said("as a night nurse", "Ann"))] == [(e.from_person.id, e.perspective.words) for e in ann.perspectives]
    assert 2 == len(ann.options)
    people = ann.stakeholders[OF_ANN]
    assert (said("the wards", "Ann"), said("the matron", "Ann"), said("the board", "Ann")) == (
        people.knows, people.cares, people.can
    ), "the later map counts"  # fmt: skip


def test_clarity_is_told_before_and_after_for_each_session(ann: LearningHistory) -> None:
    assert [(1, None, 8), (2, 3, 7)] == [(each.session, each.before, each.after) for each in ann.clarity]
    assert [(6, 9)] == [(each.challenge, each.support) for each in ann.support]


def test_what_they_wrote_about_themself_is_told_with_consents_as_they_are_now(it: Chronicle, ann: LearningHistory) -> None:
    profile = ann.profile
    assert [said("care", "Ann")] == [value.words for value in profile.values]
    assert [(4, 16, 9, 12)] == [(s.activist, s.reflector, s.theorist, s.pragmatist) for s in profile.styles]
    assert [7] == [each.score for each in profile.motivation]
    assert (ConsentScope.RESEARCH,) == profile.consents
    before = LearningHistory.fold(it.history("2025-02-21"), member=ANN).profile.consents
    assert (ConsentScope.SPONSOR, ConsentScope.RESEARCH) == before
    (pull,) = ann.pulls
    assert (Thing("value", named("own value"), said("care", "Ann")), said("thrift", "sponsor")) == (
        pull.own,
        pull.organisational.title,
    )


def test_who_wrote_nothing_has_nothing(it: Chronicle) -> None:
    cat = LearningHistory.fold(it.history(), member=CAT)
    assert ((), (), {}, ()) == (cat.profile.values, cat.profile.consents, cat.stakeholders, cat.clarity)


# What a sponsor sees

FOR_SPONSORS: list[type[View]] = [Impact, ProgrammeMetrics, SetMetrics, HelpEdges, Evaluation, Comparison, Brief]


def types_in(hint: Any, seen: set[Any]) -> Iterator[type]:
    """Every class that a value of a type can hold, all the way down."""
    if get_origin(hint) in (Union, UnionType) or get_args(hint):
        for each in get_args(hint):
            yield from types_in(each, seen)
    elif isinstance(hint, type) and hint not in seen:
        seen.add(hint)
        yield hint
        if attrs.has(hint):
            for each in get_type_hints(hint).values():
                yield from types_in(each, seen)


def private_types() -> set[type]:
    """What makes up thinking and profile, enumerations of feelings included, and no plain type."""
    found = {each for root in (Thinking, Profile) for each in types_in(root, set())}
    return {each for each in found if each.__module__.endswith(("thinking_facts", "profile_facts"))} | {Feeling}


@pytest.mark.parametrize("view", FOR_SPONSORS)
def test_no_view_for_a_sponsor_can_hold_what_is_private(view: type[View]) -> None:
    assert set() == set(types_in(view, set())) & private_types()


def test_the_walk_through_types_finds_what_it_looks_for() -> None:
    assert {Voiced, Feeling, Profile} <= set(types_in(LearningHistory, set())) & private_types()


def said_in(value: Any) -> Iterator[str]:
    """Every text in a view."""
    match value:
        case Personal():
            yield str(value.text)
        case Mapping():
            for each in value.values():
                yield from said_in(each)
        case tuple() | list() | frozenset():
            for each in value:
                yield from said_in(each)
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from said_in(getattr(value, field.name))


UNSAID = {"I doubt it", "it worries me", "I do not know", "care", "care costs", "a diary", "listening", "as a night nurse"}


def test_no_view_for_a_sponsor_holds_a_private_word(it: Chronicle, ann: LearningHistory) -> None:
    assert UNSAID - {"it worries me"} <= set(said_in(ann)), "the control: they are in the private view"
    for view in (Impact, ProgrammeMetrics, HelpEdges, Evaluation, Brief):
        assert set() == UNSAID & set(said_in(view.fold(it.history(), programme=PROGRAMME)))
    assert set() == UNSAID & set(said_in(Comparison.fold(it.history())))
