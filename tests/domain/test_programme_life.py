"""A programme states its needs anew or gives them up, is supported and spread, is evaluated, and ends."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from calder_vale import APRIL, BEN, FEBRUARY, MARCH, MAY, RUTH, SET, on, said
from programme_in_spring import (
    BASELINED,
    CARE,
    CHARTERED,
    GAPS,
    OBJECTIVE,
    PAID,
    RETIRED,
    REVISED,
    SPRING,
    VENUE,
    programme,
    replicate,
    retire,
    revise,
)

from actionlearning.domain.programme import spending, support
from actionlearning.domain.programme.errors import (
    ItsOwnExample,
    NoSuchCost,
    NoSuchObjective,
    NothingRevised,
    NotItsSet,
    NotOfTheProgramme,
    NotPursued,
    NotTheSponsor,
    ProgrammeOver,
    ReplicatedAlready,
    ReversedAlready,
    TargetIsBaseline,
)
from actionlearning.domain.programme.events import (
    AdvocacyLogged,
    CostReversed,
    IntegrationMapped,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveRevised,
    OrganisationalValueElicited,
    ProgrammeClosed,
    ProgrammeEvaluated,
    ProgrammeReviewed,
    ReadinessAssessed,
    SetReplicated,
    SponsorEndorsed,
    TimeReleased,
)
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import EvaluationLevel, Initiative, ReadinessAspect

# Objectives


def test_an_objective_is_stated_anew_with_another_target_or_another_date() -> None:
    given = programme.given((CHARTERED, FEBRUARY), OBJECTIVE, BASELINED)
    given.when(revise("4")).then(REVISED)
    given.when(revise("5", "11-30")).then(ObjectiveRevised(GAPS, Decimal(5), on("11-30"), said("further")))
    given.when(revise("5")).refused(NothingRevised(objective=GAPS, target=Decimal(5), by=on("12-31")))


def test_a_revised_objective_still_has_a_way_to_go() -> None:
    refusal = TargetIsBaseline(objective=GAPS, value=Decimal(11))
    programme.given(CHARTERED, OBJECTIVE, BASELINED).when(revise("11")).refused(refusal)
    revised = programme.given(CHARTERED, OBJECTIVE, REVISED)
    four = TargetIsBaseline(objective=GAPS, value=Decimal(4))
    revised.when(lambda it: it.baseline(GAPS, value=Decimal(4), on=on("01-06"), at=MARCH)).refused(four)
    revised.when(lambda it: it.baseline(GAPS, value=Decimal(5), on=on("01-06"), at=MARCH)).then(
        MeasureBaselined(GAPS, Decimal(5), on("01-06"))
    )


def test_an_objective_is_not_changed_before_it_was_last_changed() -> None:
    refusal = BeforeLastChange(what="the objective", at=MARCH, last=APRIL)
    for given in (
        programme.given((CHARTERED, FEBRUARY), (OBJECTIVE, APRIL)),
        programme.given((CHARTERED, FEBRUARY), OBJECTIVE, (REVISED, APRIL)),
    ):
        given.when(revise("3")).refused(refusal)
        given.when(retire()).refused(refusal)
        given.when(retire(APRIL)).then(RETIRED)


def test_a_retired_objective_is_neither_changed_nor_linked_and_what_it_has_stays() -> None:
    given = programme.given((CHARTERED, FEBRUARY), OBJECTIVE, BASELINED, (RETIRED, MARCH))
    refusal = NotPursued(objective=GAPS, retired=MARCH)
    given.when(revise("4", moment=APRIL)).refused(refusal)
    given.when(revise("4", moment=FEBRUARY)).refused(refusal)
    given.when(retire(APRIL)).refused(refusal)
    given.when(lambda it: it.must_pursue(GAPS, MARCH)).refused(refusal)
    given.when(lambda it: it.must_pursue(GAPS, FEBRUARY) or ()).then()
    given.when(lambda it: it.observe(GAPS, value=Decimal(9), on=on("03-20"), source="ledger", at=APRIL)).then(
        MeasureObserved(GAPS, Decimal(9), on("03-20"), "ledger")
    )


def test_a_problem_is_linked_to_what_was_stated_by_then_in_whatever_words() -> None:
    given = programme.given((CHARTERED, FEBRUARY), (OBJECTIVE, MARCH), (REVISED, APRIL))
    given.when(lambda it: it.must_pursue(GAPS, FEBRUARY)).refused(
        BeforeLastChange(what="the objective", at=FEBRUARY, last=MARCH)
    )
    given.when(lambda it: it.must_pursue(GAPS, MARCH) or ()).then()


def test_only_an_objective_of_the_programme_is_changed() -> None:
    given = programme.given(CHARTERED)
    given.when(revise("4")).refused(NoSuchObjective(objective=GAPS))
    given.when(retire()).refused(NoSuchObjective(objective=GAPS))
    given.when(lambda it: it.must_pursue(GAPS, MARCH)).refused(NoSuchObjective(objective=GAPS))


# Costs


def test_a_cost_is_reversed_once() -> None:
    reverse = partial(spending.reverse, cost=VENUE, reason=said("twice"), at=APRIL)
    given = programme.given((CHARTERED, FEBRUARY), (PAID, MARCH))
    given.when(reverse).then(CostReversed(VENUE, said("twice")))
    programme.given(CHARTERED, PAID, CostReversed(VENUE, said())).when(reverse).refused(ReversedAlready(cost=VENUE))
    programme.given(CHARTERED).when(reverse).refused(NoSuchCost(cost=VENUE))
    given.when(partial(spending.reverse, cost=VENUE, reason=said("twice"), at=MARCH)).then(CostReversed(VENUE, said("twice")))
    given.when(partial(spending.reverse, cost=VENUE, reason=said(), at=FEBRUARY)).refused(
        BeforeLastChange(what="the cost", at=FEBRUARY, last=MARCH)
    )


def test_a_mistake_may_be_noticed_after_the_programme_closed() -> None:
    closed = programme.given((CHARTERED, FEBRUARY), PAID, (ProgrammeClosed(), MARCH))
    closed.when(partial(spending.reverse, cost=VENUE, reason=said("twice"), at=APRIL)).then(CostReversed(VENUE, said("twice")))


def test_a_mistake_that_was_put_right_does_not_hold_up_the_end() -> None:
    given = programme.given((CHARTERED, FEBRUARY), PAID, (CostReversed(VENUE, said()), MAY))
    given.when(lambda it: it.close(at=MARCH)).then(ProgrammeClosed())


# Support


def test_the_sponsor_alone_endorses() -> None:
    given = programme.given((CHARTERED, FEBRUARY))
    for statement in (said("I stand by it"), None):
        given.when(partial(support.endorse, statement=statement, by=RUTH, at=MARCH)).then(SponsorEndorsed(statement))
    given.when(partial(support.endorse, statement=None, by=BEN, at=MARCH)).refused(NotTheSponsor(member=BEN, sponsor=RUTH))


def test_an_organisation_of_the_programme_releases_time_and_has_values() -> None:
    given = programme.given((CHARTERED, FEBRUARY))
    given.when(partial(support.release_time, organisation="Hospice", hours=Decimal(40), at=MARCH)).then(
        TimeReleased("Hospice", Decimal(40))
    )
    value = partial(support.elicit_value, value=CARE, words=said("nobody waits"), at=MARCH)
    given.when(partial(value, organisation="Trust")).then(OrganisationalValueElicited(CARE, "Trust", said("nobody waits")))
    refusal = NotOfTheProgramme(organisation="Council", organisations=("Trust", "Hospice"))
    given.when(partial(support.release_time, organisation="Council", hours=Decimal(40), at=MARCH)).refused(refusal)
    given.when(partial(value, organisation="Council")).refused(refusal)


def test_a_programme_is_tied_to_what_else_the_organisation_does() -> None:
    mapped = partial(support.map_integration, initiative=Initiative.TALENT, title="Pool", how="The same people", at=MARCH)
    programme.given((CHARTERED, FEBRUARY)).when(mapped).then(IntegrationMapped(Initiative.TALENT, "Pool", "The same people"))


def test_readiness_is_assessed_of_any_organisation() -> None:
    assess = partial(
        support.assess_readiness, organisation="Council", aspect=ReadinessAspect.TRUST, score=4, advice="Contract", at=MARCH
    )
    assessed = ReadinessAssessed("Council", ReadinessAspect.TRUST, 4, "Contract")
    programme.given((CHARTERED, FEBRUARY)).when(assess).then(assessed)


def test_action_learning_is_championed_in_the_sector() -> None:
    advocate = partial(support.advocate, sector="Health", activity="A talk", at=MARCH)
    programme.given((CHARTERED, FEBRUARY)).when(advocate).then(AdvocacyLogged("Health", "A talk"))


def test_a_set_is_made_after_the_example_of_an_earlier_one() -> None:
    given = programme.given((CHARTERED, FEBRUARY))
    given.when(replicate()).then(SetReplicated(SET, SPRING))
    given.when(replicate(formed=MARCH)).then(SetReplicated(SET, SPRING))
    given.when(replicate(formed=APRIL)).refused(BeforeLastChange(what="the example", at=MARCH, last=APRIL))
    given.when(replicate(is_its_own=False)).refused(NotItsSet(set=SET))
    given.when(replicate(from_set=SET)).refused(ItsOwnExample(set=SET))
    programme.given(CHARTERED, SetReplicated(SET, SPRING)).when(replicate()).refused(ReplicatedAlready(set=SET))


# Its own life


def test_a_programme_is_reviewed_and_evaluated_at_five_levels() -> None:
    given = programme.given((CHARTERED, FEBRUARY))
    given.when(lambda it: it.review(finding=said("it goes"), at=MARCH)).then(ProgrammeReviewed(said("it goes")))
    for level in EvaluationLevel:
        given.when(lambda it, level=level: it.evaluate(level, finding=said("good"), at=MARCH)).then(
            ProgrammeEvaluated(level, said("good"))
        )


def test_a_programme_closes_once_and_after_everything_that_happened_in_it() -> None:
    given = programme.given((CHARTERED, FEBRUARY), (OBJECTIVE, APRIL), (PAID, MARCH))
    given.when(lambda it: it.close(at=APRIL)).then(ProgrammeClosed())
    given.when(lambda it: it.close(at=MARCH)).refused(BeforeLastChange(what="the programme", at=MARCH, last=APRIL))
    closed = programme.given((CHARTERED, FEBRUARY), (ProgrammeClosed(), MARCH))
    closed.when(lambda it: it.close(at=APRIL)).refused(ProgrammeOver(closed=MARCH, at=APRIL))
