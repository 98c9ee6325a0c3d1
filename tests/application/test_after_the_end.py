"""What nobody does any more, or not yet: in a set that has closed, after leaving one, or before a need was set."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from company import DUE, FIRST_DAY, NOW, SESSION_1, SESSION_2, Company

from actionlearning import ActionLearning, problems, programmes, sets
from actionlearning.domain.set.errors import NotAMember, WrongStage
from actionlearning.domain.times import BeforeLastChange, OutOfRange
from actionlearning.domain.values import ActionRef

LATER = SESSION_2 + timedelta(days=30)
WORDS = {"title": "Another", "stake": "Much", "authority_to_act": "Mine"}


@pytest.fixture
def company(al: ActionLearning) -> Company:
    return Company(al)


def refusal(it: Company, by: Any, use_case: Any, /, *, at: Any = NOW, **arguments: Any) -> Exception:
    before = it.al.journal.position()
    with pytest.raises(Exception) as refused:  # noqa: PT011  # it is compared whole by whoever asks
        it.by(by, at).do(use_case, **arguments)
    assert before == it.al.journal.position()
    return refused.value


def test_a_closed_set_takes_nothing_on(company: Company) -> None:
    waiting = company.by(company.a, SESSION_1).do(problems.bring, set=company.set, **WORDS)
    company.by(company.adviser, LATER).do(sets.close, set=company.set)
    for by, use_case, wanted, arguments in (
        (company.a, problems.bring, "bring a problem", {"set": company.set, **WORDS}),
        (company.adviser, problems.accept, "take on a problem", {"problem": waiting}),
        (company.b, problems.encourage, "give encouragement", {"problem": company.problems[company.a]}),
    ):
        assert WrongStage(wanted=wanted, stage="closed") == refusal(company, by, use_case, **arguments)


def test_who_has_left_says_no_more_of_a_problem_that_was_never_given_airtime(company: Company) -> None:
    his = {"problem": company.problems[company.d]}
    company.by(company.adviser, LATER).do(sets.leave, set=company.set, member=company.d, reason="A new post")
    for use_case, arguments in (
        (problems.map_stakeholders, {"knows": "The clerk"}),
        (problems.decide, {"decision": "Stop", "reasons": "It is over"}),
        (problems.declare_resolved, {}),
        (problems.leave_unresolved, {"reason": "I go"}),
    ):
        assert isinstance(refusal(company, company.d, use_case, **his, **arguments), NotAMember)
        company_then = {**his, **arguments}
        if use_case in (problems.map_stakeholders, problems.decide):
            company.by(company.d, SESSION_1).do(use_case, **company_then)  # while they belonged
    company.by(company.d, NOW).do(problems.withdraw, **his, reason="It leaves with me")


def test_nothing_is_said_of_an_objective_before_it_was_set(company: Company) -> None:
    by = company.by(company.sponsor, LATER)
    need = by.do(
        programmes.set_objective,
        programme=company.programme,
        title="Gaps",
        unit="%",
        direction="fall",
        target=Decimal(5),
        by=date(2025, 12, 31),
    )
    about = {"programme": company.programme, "objective": need}
    early = BeforeLastChange(what="the objective", at=SESSION_1, last=LATER)
    claim = {"title": "Saved", "effect": "gaps", "actions": (), "attribution": Decimal(1), "confidence": Decimal(1)}
    claim |= {"kind": "cash", "amount": Decimal(5), "evidence": "ledger"}
    worse = {"title": "Overtime", "kind": "cash", "amount": Decimal(5)}
    for use_case, arguments in (
        (programmes.baseline_measure, {"value": Decimal(9), "on": FIRST_DAY.date()}),
        (programmes.claim_benefit, claim),
        (programmes.record_disbenefit, worse),
    ):
        assert early == refusal(company, company.sponsor, use_case, at=SESSION_1, **about, **arguments)
        by.do(use_case, **about, **arguments)
    read = {"value": Decimal(8), "on": FIRST_DAY.date(), "source": "ledger"}
    assert early == refusal(company, company.sponsor, programmes.observe_measure, at=SESSION_1, **about, **read)


def test_a_benefit_does_not_rest_on_an_action_that_was_not_committed_to_yet(company: Company) -> None:
    at = company.meet(1)
    company.by(company.a, at).do(problems.present, problem=company.problems[company.a], session=1)
    action = company.commit(company.a, at)
    need = company.by(company.sponsor, FIRST_DAY).do(
        programmes.set_objective,
        programme=company.programme,
        title="Gaps",
        unit="%",
        direction="fall",
        target=Decimal(5),
        by=date(2025, 12, 31),
    )
    claim = {"programme": company.programme, "objective": need, "title": "Saved", "effect": "gaps", "kind": "intangible"}
    claim |= {"attribution": Decimal(1), "confidence": Decimal(1), "evidence": "ledger"}
    claim |= {"actions": (ActionRef(company.problems[company.a], action),)}
    before = at - timedelta(seconds=1)
    early = BeforeLastChange(what="the action", at=before, last=at)
    assert early == refusal(company, company.sponsor, programmes.claim_benefit, at=before, **claim)
    company.by(company.sponsor, at).do(programmes.claim_benefit, **claim)


@pytest.mark.parametrize("due", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_day_that_nobody_lives_to_see_is_none(company: Company, due: date) -> None:
    at = company.meet(1)
    company.by(company.a, at).do(problems.present, problem=company.problems[company.a], session=1)
    step = {"problem": company.problems[company.a], "session": 1, "what": "Ask", "success_measure": "Asked"}
    assert OutOfRange(at=due) == refusal(company, company.a, problems.commit_action, at=at, **step, due=due)
    company.by(company.a, at).do(problems.commit_action, **step, due=DUE)
