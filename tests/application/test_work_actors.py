"""Every command has its time and somebody who acts, both given from outside and both believed only so far."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from company import FIRST_DAY, NOW, Clock, Company, counting, log, opened, refused

from actionlearning import members, problems, sets
from actionlearning.application.acting import InTheFuture
from actionlearning.application.work import NobodyActs, NothingThere
from actionlearning.domain.set.errors import NotAMember
from actionlearning.domain.times import NaiveTime


def test_recorded_time_never_steps_back_behind_what_was_read() -> None:
    clock = Clock()
    it = Company(opened(clock=clock))
    clock.now = NOW - timedelta(days=30)
    it.by(it.a, FIRST_DAY).do(sets.invite, set=it.set, member=it.sponsor, level_band="manager")
    assert NOW == log(it.al)[-1].recorded_at
    it.al.acting_as(None, at=FIRST_DAY).do(members.register, name="New", role="x", organisation="y")
    assert NOW - timedelta(days=30) == log(it.al)[-1].recorded_at, "it read nothing, so the clock is believed"


def test_nothing_is_recorded_before_it_happens(company: Company) -> None:
    late = NOW + timedelta(microseconds=1)
    assert InTheFuture(at=late, now=NOW) == refused(
        lambda: company.by(company.a, late).do(sets.invite, set=company.set, member=company.sponsor, level_band="x")
    )
    company.by(company.a, NOW).do(sets.invite, set=company.set, member=company.sponsor, level_band="x")


def test_a_time_without_its_zone_is_refused(company: Company) -> None:
    naive = datetime(2025, 1, 14, 9)  # noqa: DTZ001  # which is the point
    assert NaiveTime(at=naive) == refused(lambda: company.by(company.a, naive))
    assert company.by(company.a, naive.replace(tzinfo=UTC)).at == naive.replace(tzinfo=UTC)
    al = opened(clock=lambda: naive.replace(tzinfo=UTC))
    al.clock = lambda: naive
    assert NaiveTime(at=naive) == refused(lambda: al.acting_as(None).do(members.register, name="x", role="y", organisation="z"))


def test_who_acts_is_registered(company: Company) -> None:
    stranger, position = uuid4(), company.al.journal.position()
    act = lambda by: company.by(by).do(sets.invite, set=company.set, member=company.sponsor, level_band="x")  # noqa: E731  # read beside its use
    assert NothingThere(kind="member", id=stranger) == refused(lambda: act(stranger))
    assert NothingThere(kind="member", id=company.set) == refused(lambda: act(company.set))
    assert NobodyActs() == refused(lambda: act(None))
    assert position == company.al.journal.position()
    act(company.a)


def test_only_registering_oneself_needs_nobody() -> None:
    al = opened()
    me = al.acting_as(None).do(members.register, name="Me", role="x", organisation="y")
    assert (me, me) == (log(al)[0].actor, log(al)[0].stream)
    other = al.acting_as(me).do(members.register, name="Other", role="x", organisation="y")
    assert (me, other) == (log(al)[1].actor, log(al)[1].stream)


def test_an_id_of_another_kind_is_not_there(company: Company) -> None:
    assert NothingThere(kind="set", id=company.a) == refused(lambda: company.by(company.a).do(sets.start, set=company.a))
    assert NothingThere(kind="problem", id=company.set) == refused(
        lambda: company.by(company.a).do(problems.accept, problem=company.set)
    )


def test_the_given_clock_and_ids_are_the_only_source_of_time_and_ids() -> None:
    def told() -> list[Any]:
        al = opened(clock=Clock(), new_id=counting())
        Company(al)
        return [
            (r.stream, r.version, r.position, r.name, r.occurred_at, r.recorded_at, r.actor, r.command, r.use_case, r.returns)
            for r in log(al)
        ]

    assert told() == told()
    assert {NOW} == {recorded_at for *_, recorded_at, _, _, _, _ in told()}


def test_a_member_who_left_commits_to_nothing(company: Company) -> None:
    at = company.meet()
    company.by(company.adviser, at).do(sets.close_session, set=company.set, session=1)
    company.by(company.a, at).do(sets.leave, set=company.set, member=company.a, reason="Secondment")
    gone = refused(
        lambda: company.by(company.a).do(problems.bring, set=company.set, title="x", stake="y", authority_to_act="z")
    )
    assert NotAMember(member=company.a, at=NOW) == gone
