"""What organisations do around a programme, and what people write about themselves, through the library's own face."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from company import FIRST_DAY, NOW, SESSION_1, Company, Wrapped, log, names, once

from actionlearning import ActionLearning, members, problems, programmes, sets, support
from actionlearning.application.inputs import NotADuration, WrongInput
from actionlearning.application.work import NothingThere
from actionlearning.domain.errors import ActionLearningError
from actionlearning.domain.member.errors import NoSuchValue, ToBeForgotten
from actionlearning.domain.programme.errors import (
    NotItsSet,
    NotPursued,
    NotTheSponsor,
    ProgrammeOver,
    ReversedAlready,
)
from actionlearning.domain.values import ObjectiveId, ProgrammeId, ValueId

JUNE = SESSION_1 + timedelta(days=120)


@pytest.fixture
def company(al: ActionLearning) -> Company:
    return Company(al)


def by_sponsor(it: Company, use_case: Any, /, *, at: Any = SESSION_1, **arguments: Any) -> Any:
    return it.by(it.sponsor, at).do(use_case, programme=it.programme, **arguments)


def an_objective(it: Company) -> ObjectiveId:
    return by_sponsor(
        it, programmes.set_objective, title="Gaps", unit="%", direction="fall", target=Decimal(5), by=date(2025, 12, 31)
    )


def refused(it: Company, use_case: Any, /, *, by: Any = None, at: Any = SESSION_1, **arguments: Any) -> ActionLearningError:
    """Why it was refused; nothing was recorded."""
    before = it.al.journal.position()
    with pytest.raises(ActionLearningError) as refusal:
        it.by(by or it.sponsor, at).do(use_case, **arguments)
    assert before == it.al.journal.position()
    return refusal.value


def another_programme(it: Company, at: Any = FIRST_DAY) -> ProgrammeId:
    return it.by(it.sponsor, at).do(
        programmes.charter,
        title="Autumn",
        organisations=("Elsewhere",),
        sponsor=it.sponsor,
        theory_of_change="As before",
        currency="EUR",
        time_zone="Europe/Berlin",
    )


def test_everything_around_a_set_is_recorded(company: Company) -> None:
    objective = an_objective(company)
    cost = by_sponsor(company, programmes.incur_cost, category="venue", amount=Decimal(720))
    before = len(log(company.al))
    by_sponsor(company, support.endorse, statement="I clear the way")
    by_sponsor(company, support.release_time, organisation="Calder Vale", hours=Decimal("126.5"))
    by_sponsor(company, support.elicit_value, organisation="Calder Vale", words="Nobody waits")
    by_sponsor(company, support.map_integration, initiative="talent", title="Pool", how="The same people")
    by_sponsor(
        company, support.assess_readiness, organisation="Elsewhere", aspect="trust", score=4, advice="Agree the limits first"
    )
    by_sponsor(company, support.log_advocacy, sector="Health", activity="A talk")
    by_sponsor(
        company, programmes.revise_objective, objective=objective, target=Decimal(4), by=date(2025, 11, 30), reason="Further"
    )
    by_sponsor(company, programmes.reverse_cost, cost=cost, reason="Twice")
    by_sponsor(company, programmes.review, finding="It goes")
    by_sponsor(company, programmes.evaluate, level="reaction", finding="Good")
    by_sponsor(company, programmes.retire_objective, objective=objective, reason="The ward closes")
    by_sponsor(company, programmes.close, at=JUNE)
    assert [
        "programme.sponsor-endorsed",
        "programme.time-released",
        "programme.value-elicited",
        "programme.integration-mapped",
        "programme.readiness-assessed",
        "programme.advocacy-logged",
        "programme.objective-revised",
        "programme.cost-reversed",
        "programme.reviewed",
        "programme.evaluated",
        "programme.objective-retired",
        "programme.closed",
    ] == names(company.al)[before:]


def test_the_adviser_does_not_endorse_in_the_sponsors_place(company: Company) -> None:
    refusal = refused(company, support.endorse, by=company.adviser, programme=company.programme)
    assert NotTheSponsor(member=company.adviser, sponsor=company.sponsor) == refusal


@pytest.mark.parametrize("hours", ["0", "-1", "0.001", "NaN", "Infinity", "1e20"])
def test_what_is_no_number_of_hours_is_refused(company: Company, hours: str) -> None:
    given = {"programme": company.programme, "organisation": "Calder Vale", "hours": Decimal(hours)}
    assert isinstance(refused(company, support.release_time, **given), NotADuration)


def test_a_problem_is_linked_to_what_is_still_pursued(company: Company) -> None:
    objective = an_objective(company)
    by_sponsor(company, programmes.retire_objective, at=JUNE, objective=objective, reason="The ward closes")
    link = {"problem": company.problems[company.a], "objective": objective}
    assert NotPursued(objective=objective, retired=JUNE) == refused(company, problems.link_objective, at=JUNE, **link)
    company.by(company.sponsor, SESSION_1).do(problems.link_objective, **link)
    assert "problem.objective-linked" == names(company.al)[-1]


def test_an_objective_that_is_retired_meanwhile_is_not_linked(company: Company) -> None:
    objective = an_objective(company)
    racing = Wrapped(company.al)
    racing.before = once(
        lambda: by_sponsor(company, programmes.retire_objective, objective=objective, reason="The ward closes")
    )
    if not company.al.journal.guards_reads:
        pytest.skip("a journal that guards only what it writes")
    with pytest.raises(NotPursued):
        company.by(company.sponsor, NOW).do(problems.link_objective, problem=company.problems[company.a], objective=objective)
    assert "problem.objective-linked" not in names(company.al)


def test_no_set_is_formed_in_a_programme_that_is_over(company: Company) -> None:
    by_sponsor(company, programmes.close, at=JUNE)
    given = {"programme": company.programme, "title": "Late", "purpose": "Peers", "time_zone": "UTC"}
    assert ProgrammeOver(closed=JUNE, at=JUNE) == refused(company, sets.form, at=JUNE, **given)
    assert company.by(company.sponsor, SESSION_1).do(sets.form, **given)


def test_a_closed_programme_takes_what_happened_before_and_mistakes(company: Company) -> None:
    cost = by_sponsor(company, programmes.incur_cost, category="venue", amount=Decimal(720))
    by_sponsor(company, programmes.close, at=JUNE)
    paid = {"programme": company.programme, "category": "venue", "amount": Decimal(1)}
    assert ProgrammeOver(closed=JUNE, at=JUNE) == refused(company, programmes.incur_cost, at=JUNE, **paid)
    by_sponsor(company, programmes.incur_cost, category="venue", amount=Decimal(1))
    by_sponsor(company, programmes.reverse_cost, at=NOW, cost=cost, reason="Twice")
    again = {"programme": company.programme, "cost": cost, "reason": "Thrice"}
    assert ReversedAlready(cost=cost) == refused(company, programmes.reverse_cost, at=NOW, **again)


def test_a_set_is_made_after_the_example_of_another_programmes(company: Company) -> None:
    other = another_programme(company)
    copied = company.by(company.sponsor, SESSION_1).do(
        sets.form, programme=other, title="Autumn set", purpose="Peers", time_zone="Europe/Berlin"
    )
    told = {"set": copied, "from_set": company.set}
    assert NotItsSet(set=copied) == refused(company, support.replicate_set, programme=company.programme, **told)
    company.by(company.sponsor, SESSION_1).do(support.replicate_set, programme=other, **told)
    assert "programme.set-replicated" == names(company.al)[-1]
    nothing = ProgrammeId(UUID(int=7))
    assert isinstance(refused(company, support.replicate_set, programme=nothing, **told), NothingThere)


# People


def test_people_write_about_themselves(company: Company) -> None:
    value = by_sponsor(company, support.elicit_value, organisation="Calder Vale", words="Nobody waits")
    before, her = len(log(company.al)), company.by(company.a, SESSION_1)
    own = her.do(members.elicit_value, words="Nobody is left alone")
    tension = {"own": own, "programme": company.programme, "organisational": value}
    her.do(members.note_value_tension, **tension, tension="Somebody goes home late")
    her.do(members.profile_learning_style, activist=0, reflector=20, theorist=11, pragmatist=7)
    her.do(members.set_development_goal, goal="To listen")
    her.do(members.choose_learning_approach, approach="I count")
    her.do(members.review_learning_approach, keep=True, review="It works")
    her.do(members.rate_motivation, score=9)
    her.do(members.give_consent, scope="sponsor")
    her.do(members.withdraw_consent, scope="sponsor")
    her.do(members.request_erasure)
    assert [
        "member.value-elicited",
        "member.value-tension-noted",
        "member.learning-style-profiled",
        "member.development-goal-set",
        "member.learning-approach-chosen",
        "member.learning-approach-reviewed",
        "member.motivation-rated",
        "member.consent-given",
        "member.consent-withdrawn",
        "member.erasure-requested",
    ] == names(company.al)[before:]
    assert {company.a} == {recorded.stream for recorded in log(company.al)[before:]}


def test_a_tension_names_a_value_of_that_programme(company: Company) -> None:
    value = by_sponsor(company, support.elicit_value, organisation="Calder Vale", words="Nobody waits")
    own = company.by(company.a, SESSION_1).do(members.elicit_value, words="Nobody is left alone")
    given = {"own": own, "programme": another_programme(company), "organisational": value, "tension": "Late"}
    assert NoSuchValue(value=value) == refused(company, members.note_value_tension, by=company.a, **given)
    given = {**given, "programme": company.programme, "organisational": ValueId(UUID(int=7))}
    assert isinstance(refused(company, members.note_value_tension, by=company.a, **given), NoSuchValue)


@pytest.mark.parametrize("score", [-1, 21])
def test_a_style_lies_from_0_to_20(company: Company, score: int) -> None:
    given = {"activist": 0, "reflector": 20, "theorist": score, "pragmatist": 7}
    assert isinstance(refused(company, members.profile_learning_style, by=company.a, **given), WrongInput)


def test_who_asks_twice_to_be_forgotten_asks_once(company: Company) -> None:
    her = company.by(company.a, SESSION_1)
    her.do(members.request_erasure)
    before = company.al.journal.position()
    her.do(members.request_erasure)
    assert before == company.al.journal.position()
    goal = refused(company, members.set_development_goal, by=company.a, at=NOW, goal="To listen")
    assert ToBeForgotten(member=company.a, asked=SESSION_1) == goal
