"""Tables beside the views of the library: the same facts, the same figures, and the same state as a decision would see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from figures_in_sql import changes_in_sql, figures_in_sql, session_figures_in_sql
from sql_tables import InMemory

from actionlearning.domain.candidate.fold import apply as apply_to_candidate
from actionlearning.domain.set.fold import apply as apply_to_set
from actionlearning.domain.values import BenefitKind
from actionlearning.projections.facts import Facts, SetFacts
from actionlearning.projections.figures import Figures
from actionlearning.projections.materialised import MemoryRows, fold_all
from actionlearning.projections.money import Money, objective_progress
from actionlearning.projections.programme_facts import Programme
from actionlearning.projections.projection import History
from actionlearning.projections.tables.tables import Tables

Log = Sequence[Any]
Row = Mapping[str, Any]


def tables_agree(log: Log, now: Any) -> MemoryRows:
    """Fold a log into the tables, and compare everything that a view says of it as at ``now``."""
    rows = fold_all(Tables(), log)
    facts = Facts(History.select(log, now=now))
    with InMemory(rows) as database:
        for its in facts.all_sets():
            set_agrees(rows, its)
            database.choose([(its.id, its.today)])
            figures_agree(database, [its])
        for programme in facts.programmes():
            sets = facts.sets_of(programme.id)
            database.choose([(its.id, its.today) for its in sets])
            figures_agree(database, sets)
            programme_agrees(rows, programme, sets)
    stages_agree(rows, log)
    return rows


def of(rows: MemoryRows, table: str, **where: Any) -> list[Row]:
    """The rows of a table that have these values."""
    return [row for row in rows.rows[table].values() if all(row[name] == value for name, value in where.items())]


def one(rows: MemoryRows, table: str, **where: Any) -> Row:
    (row,) = of(rows, table, **where)
    return row


def figures_agree(database: InMemory, sets: Sequence[SetFacts]) -> None:
    """Every figure of the library, in SQL."""
    figures = Figures.of(sets)
    found: dict[str, Any] = dict(figures_in_sql(database.ask))
    expected = {name: (getattr(figures, name).value, getattr(figures, name).n) for name in found}
    assert expected == found
    for instrument in ("less_isolated", "self_efficacy", "takes_responsibility"):
        change, (mean, pairs) = getattr(figures, instrument), changes_in_sql(database.ask, instrument)
        assert (change.n, change.value is None) == (pairs, mean is None)
        assert change.value is None or abs(float(change.value) - mean) < 1e-9
    if len(sets) == 1:
        talked = session_figures_in_sql(database.ask)
        sessions = {session.number for session in sets[0].held}
        assert sessions == set(talked)


def set_agrees(rows: MemoryRows, its: SetFacts) -> None:
    """What the library knows of a set, its sessions, problems and actions, and what the rows say."""
    here = one(rows, "sets", set_id=its.id)
    assert (its.programme, its.title, its.kind.value, its.formed_at) == (
        here["programme_id"],
        here["title"],
        here["kind"],
        here["formed_at"],
    )
    assert (its.started_at, its.closed_at) == (here["started_at"], here["closed_at"])
    spans = [(each.member, each.interval.start, each.interval.end) for each in its.memberships]
    found = [(row["member_id"], row["joined_at"], row["left_at"]) for row in of(rows, "memberships", set_id=its.id)]
    assert sorted(spans, key=str) == sorted(found, key=str)
    guiding = of(rows, "advisers", set_id=its.id, stood_down_at=None)
    assert set(its.advisers) == {row["adviser_id"] for row in guiding}
    evaluated = {row["member_id"]: (row["worth"], row["recommend"]) for row in of(rows, "set_evaluations", set_id=its.id)}
    assert {each.member: (each.worth, each.recommend) for each in its.evaluations} == evaluated
    for session in its.sessions:
        session_agrees(rows, its, session)
    for problem in its.problems:
        problem_agrees(rows, problem)
    learnt = {row["learning_id"]: (row["member_id"], row["uses"]) for row in of(rows, "learnings", set_id=its.id)}
    assert {each.id: (each.member, len(each.applied)) for each in its.learnings} == learnt


def session_agrees(rows: MemoryRows, its: SetFacts, session: Any) -> None:
    here = one(rows, "sessions", set_id=its.id, session=session.number)
    for name in ("opened_at", "closed_at", "cancelled", "inquorate", "minutes", "starts_at"):
        assert getattr(session, name) == here[name], name
    assert session.adviser == here["adviser_id"]
    attended = of(rows, "attendances", set_id=its.id, session=session.number)
    expected = its.expected(session)
    assert session.present == {row["member_id"] for row in attended if row["present"]}
    assert expected == {row["member_id"] for row in attended if row["expected"]}
    assert (len(session.present), len(expected)) == (here["present"], here["expected"])
    apologies = {row["member_id"] for row in attended if row["apology"] and not row["present"]}
    assert {who for who, apology in session.absent.items() if apology} == apologies
    for energy in ("energy_in", "energy_out"):
        said = {row["member_id"]: row[energy] for row in attended if row["present"] and row[energy] is not None}
        assert getattr(session, energy) == said, energy
    slots = sorted(of(rows, "slots", set_id=its.id, session=session.number), key=lambda row: (row["opened_at"], row["version"]))
    assert [(s.presenter, s.problem, s.minutes) for s in session.slots] == [
        (row["presenter_id"], row["problem_id"], row["minutes"]) for row in slots
    ]
    given = of(rows, "airtime", set_id=its.id, session=session.number)
    allocated = {(row["problem_id"], row["member_id"], row["minutes"]) for row in given if row["allocated_at"] is not None}
    assert {(each.problem, each.member, each.minutes) for each in session.allocated} == allocated
    assert {each.problem for each in session.bids} == {row["problem_id"] for row in given if row["bid_at"] is not None}
    assert len(session.process_reviews) == len(of(rows, "process_reviews", set_id=its.id, session=session.number))
    assert len(session.interventions) == len(of(rows, "interventions", set_id=its.id, session=session.number))
    assert len(session.breaches) == len(of(rows, "rule_breaches", set_id=its.id, session=session.number))


def problem_agrees(rows: MemoryRows, problem: Any) -> None:
    here = one(rows, "problems", problem_id=problem.id)
    assert (problem.set, problem.owner, problem.stage.value, problem.accepted, problem.still_matters, problem.drifts) == (
        here["set_id"],
        here["owner_id"],
        here["stage"],
        here["accepted"],
        here["still_matters"],
        here["drifts"],
    )
    assert (problem.resolved, len(problem.actions), len(problem.presentations), len(problem.objectives)) == (
        here["resolved"],
        here["actions"],
        here["presented"],
        here["objectives"],
    )
    asked = sorted(of(rows, "questions", problem_id=problem.id), key=lambda row: (row["said_at"], row["version"]))
    assert [(q.session, q.by, q.form.value, q.function.value) for q in problem.questions] == [
        (row["session"], row["by_id"], row["form"], row["function"]) for row in asked
    ]
    kinds = [row["kind"] for row in of(rows, "insights", problem_id=problem.id)]
    assert (len(problem.insights), len(problem.reframings)) == (kinds.count("insight"), kinds.count("reframing"))
    for action in problem.actions:
        action_agrees(rows, action)


def action_agrees(rows: MemoryRows, action: Any) -> None:
    key = {"problem_id": action.ref.problem, "action_id": action.ref.action}
    here = one(rows, "actions", **key)
    assert (action.due, action.original_due, len(action.due_dates) - 1) == (here["due"], here["original_due"], here["moved"])
    assert (action.is_open, action.achieved) == (here["state"] == "open", here["achieved"])
    report, review, release = action.report, action.review, action.release
    assert (report and report.result.value, report and report.done_on, report and report.at) == (
        here["result"],
        here["done_on"],
        here["reported_at"],
    )
    assert (review and review.at, review and review.session) == (here["reviewed_at"], here["reviewed_in"])
    counting = of(rows, "reviews", **key, counts=True)
    peers = [of(rows, "review_peers", problem_id=row["problem_id"], version=row["version"]) for row in counting]
    assert (set(review.peers) if review else set()) == {row["member_id"] for each in peers for row in each}
    assert (release and release.on) == here["released_on"]
    dues = sorted(of(rows, "due_dates", **key), key=lambda row: row["number"])
    assert [(each.due, each.agreed_on, each.session) for each in action.due_dates] == [
        (row["due"], row["agreed_on"], row["session"]) for row in dues
    ]
    assert len(action.progress) == len(of(rows, "progress_reports", **key))


def programme_agrees(rows: MemoryRows, programme: Programme, sets: Sequence[SetFacts]) -> None:
    """A programme's objectives, claims and money, with sums over rows."""
    its = {"programme_id": programme.id}
    assert programme.closed_at == one(rows, "programmes", **its)["closed_at"]
    for objective in programme.objectives:
        here = one(rows, "objectives", **its, objective_id=objective.id)
        assert (objective.target, objective.by, objective.original_target, objective.original_by) == (
            here["target"],
            here["due_by"],
            here["first_target"],
            here["first_due_by"],
        )
        assert (objective.baseline, objective.actual, objective.retired and objective.retired.at) == (
            here["baseline"],
            here["actual"],
            here["retired_at"],
        )
        progress = objective_progress(objective).value
        assert (None if progress is None else float(progress)) == here["progress"]
        readings = sorted(
            of(rows, "readings", **its, objective_id=objective.id, kind="observed"), key=lambda row: row["read_on"]
        )
        assert [(each.on, each.value) for each in objective.observations] == [
            (row["read_on"], row["reading"]) for row in readings
        ]
        assert len(of(rows, "readings", **its, objective_id=objective.id, kind="baseline")) == (here["baseline"] is not None)
    for claim in programme.claims:
        row = one(rows, "benefits", **its, benefit_id=claim.id)
        assert (claim.verdict.value, claim.judged_by, claim.judged_at, claim.adjusted, claim.counted) == (
            row["verdict"],
            row["judged_by"],
            row["judged_at"],
            row["adjusted"],
            row["counted"],
        )
        rests_on = {(each["problem_id"], each["action_id"]) for each in of(rows, "benefit_actions", benefit_id=claim.id)}
        assert {(ref.problem, ref.action) for ref in claim.actions} == rests_on
    money_agrees(rows, programme, sets)


def money_agrees(rows: MemoryRows, programme: Programme, sets: Sequence[SetFacts]) -> None:
    its, money = {"programme_id": programme.id}, Money.of(programme, sets)
    paid = [row["amount"] for row in of(rows, "costs", **its, reversed=False)]
    cost = sum(paid, Decimal()) if paid else None
    assert money.costs.value == (None if cost is None else Fraction(cost))
    came = of(rows, "attendances", **its, session_kind="regular", present=True)
    per_attendance = Fraction(cost) / len(came) if cost is not None and came else None
    assert money.cost_per_attendance.value == per_attendance
    compared = max(of(rows, "comparators", **its), key=lambda row: (row["recorded_for"], row["version"]), default=None)
    per_day = None
    if compared is not None and cost is not None and came:
        lasted = {(row["set_id"], row["session"]): row["minutes"] for row in of(rows, "sessions", **its)}
        minutes = sum(lasted[row["set_id"], row["session"]] for row in came)
        per_day = Fraction(cost) / (Fraction(minutes, 60) / Fraction(compared["hours_per_day"])) if minutes else None
    assert money.cost_per_participant_day.value == per_day
    for returned, kinds in (
        (money.cash, {BenefitKind.CASH.value}),
        (money.cash_and_economic, {BenefitKind.CASH.value, BenefitKind.ECONOMIC.value}),
    ):
        benefit = _benefit(rows, programme.id, kinds)
        assert returned.benefits.value == benefit
        net = None if benefit is None or cost is None else benefit - Fraction(cost)
        assert returned.roi.value == (None if net is None or not cost else net / Fraction(cost))


def _benefit(rows: MemoryRows, programme: UUID, kinds: set[str]) -> Fraction | None:
    """B: what was upheld less what became worse; None while every claim waits, or there is nothing."""
    claims = [row for row in of(rows, "benefits", programme_id=programme) if row["kind"] in kinds]
    against = [row["amount"] for row in of(rows, "disbenefits", programme_id=programme) if row["kind"] in kinds]
    if all(row["verdict"] == "claimed" for row in claims) and (claims or not against):
        return None
    counted = (row["counted"] for row in claims if row["counted"] is not None)
    return Fraction(sum(counted, Decimal())) - Fraction(sum(against, Decimal()))


def stages_agree(rows: MemoryRows, log: Log) -> None:
    """How far sets and candidacies have come, as the next decision on them would see it."""
    states: dict[UUID, Any] = {}
    for each in sorted(log, key=lambda each: each.position):
        kind = each.name.partition(".")[0]
        if kind == "set" or (kind == "policy" and (each.stream,) in rows.rows["sets"]):
            states[each.stream] = apply_to_set(states.get(each.stream), each.event, each.occurred_at)
        elif kind == "candidate":
            states[each.stream] = apply_to_candidate(states.get(each.stream), each.event, each.occurred_at)
    for stream, state in states.items():
        if (stream,) in rows.rows["candidates"]:
            candidate_agrees(rows, stream, state)
        else:
            assert state.stage.value == one(rows, "sets", set_id=stream)["stage"]


def candidate_agrees(rows: MemoryRows, stream: UUID, state: Any) -> None:
    here = one(rows, "candidates", candidate_id=stream)
    assert (state.stage.value, state.member, state.credits) == (here["stage"], here["member_id"], here["credits"])
    assert (state.registration[-1].until if state.registration else None) == here["expires_on"]
    standing = {
        row["criterion"]: (row["judgement"], row["assessor_id"], row["referred"])
        for row in of(rows, "criteria", candidate_id=stream)
        if row["judgement"] is not None
    }
    running = {number for number, each in state.referrals.items() if each[-1].interval.end is None}
    assert {n: (each.judgement.value, each.assessor, n in running) for n, each in state.judged.items()} == standing
    assert state.appeals == {row["criterion"] for row in of(rows, "criteria", candidate_id=stream, appealed=True)}
    assert len(state.stints) == len(of(rows, "stints", candidate_id=stream))
    assert len(state.submissions) == len(of(rows, "evidence", candidate_id=stream))
    assert state.awards == {row["award"] for row in of(rows, "awards", candidate_id=stream)}
