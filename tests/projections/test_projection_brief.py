"""A brief for organisations: what to work on first, what was given and used, what is missing, and what was found."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from by_hand import PROGRAMME, SET, Chronicle, named, on, said
from evaluating import texts
from thinking import ANN, DAYS, two_organisations, whole
from vale import calder_vale

from actionlearning.domain.member.events import MemberRegistered
from actionlearning.domain.programme.events import (
    AdvocacyLogged,
    IntegrationMapped,
    OrganisationalValueElicited,
    ProgrammeChartered,
    ProgrammeClosed,
    ProgrammeEvaluated,
    ProgrammeReviewed,
    ReadinessAssessed,
    SetReplicated,
    SponsorEndorsed,
    TimeReleased,
)
from actionlearning.domain.set.practice_events import AttendanceCorrected
from actionlearning.domain.values import EvaluationLevel, Initiative, ReadinessAspect, SessionKind
from actionlearning.projections.brief import Brief, Copied, Endorsed, OrganisationReadiness, TimeGiven
from actionlearning.projections.evaluation import Found
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.metric import Metric
from actionlearning.projections.sentences import Person, Thing

HELEN, SPONSOR = named("Helen"), named("sponsor")
WHEN = "2025-02-10"


def brief(it: Chronicle, as_at: str | datetime | None = None, known: int | datetime | None = None) -> Brief:
    return Brief.fold(it.history(as_at, known), programme=PROGRAMME)


def chartered(*organisations: str) -> Chronicle:
    it = Chronicle()
    event = ProgrammeChartered("Spring", organisations, SPONSOR, "questions move things", "GBP", "Europe/London")
    it.add(PROGRAMME, event, on("2025-01-01"))
    return it


# Readiness


def assess(it: Chronicle, aspect: ReadinessAspect, score: int, organisation: str = "North", at: str = WHEN) -> None:
    it.add(PROGRAMME, ReadinessAssessed(organisation, aspect, score, f"next for {aspect.value}"), on(at))


def scores(its: OrganisationReadiness) -> list[tuple[str, int]]:
    return [(each.aspect.value, each.score) for each in its.aspects]


def test_the_weakest_aspect_comes_first_and_ties_keep_their_usual_order() -> None:
    it = chartered("North")
    for aspect, score in (("measures", 4), ("advisers", 3), ("sponsorship", 8), ("time", 4), ("trust", 9)):
        assess(it, ReadinessAspect(aspect), score)
    (north,) = brief(it).readiness
    assert [("advisers", 3), ("time", 4), ("measures", 4), ("sponsorship", 8), ("trust", 9)] == scores(north)
    assert ("next for advisers", (ReadinessAspect.PROBLEMS,)) == (north.aspects[0].advice, north.not_assessed)


def test_an_aspect_judged_again_moves_to_where_it_belongs_now() -> None:
    it = chartered("North")
    assess(it, ReadinessAspect.TIME, 3)
    assess(it, ReadinessAspect.TRUST, 5)
    assess(it, ReadinessAspect.TIME, 7, at="2025-06-01")
    assert [[("time", 3), ("trust", 5)], [("trust", 5), ("time", 7)]] == [
        scores(brief(it, as_at).readiness[0]) for as_at in (WHEN, None)
    ]
    time = brief(it).readiness[0].aspects[1]
    assert (2, 3) == (time.assessments, time.first_score)


def test_every_organisation_is_told_how_ready_it_is_judged_or_not() -> None:
    it = chartered("North", "South")
    assess(it, ReadinessAspect.TIME, 3, "Guest")
    assess(it, ReadinessAspect.TIME, 6)
    readiness = brief(it).readiness
    assert ["North", "South", "Guest"] == [each.organisation for each in readiness]
    assert [[("time", 6)], [], [("time", 3)]] == [scores(each) for each in readiness]
    assert tuple(ReadinessAspect) == readiness[1].not_assessed


# Time


def given(it: Chronicle, as_at: str | None = None, known: int | None = None) -> dict[str, TimeGiven]:
    return {each.organisation: each for each in brief(it, as_at, known).time}


def release(it: Chronicle, organisation: str, hours: str, at: str = WHEN) -> None:
    it.add(PROGRAMME, TimeReleased(organisation, Decimal(hours)), on(at))


def test_hours_released_stand_beside_hours_used() -> None:
    it = two_organisations()  # Ann of North, Ben and Cat of South: all came for three hours, then Ann and Ben did
    release(it, "North", "8")
    release(it, "South", "4.5")
    time = given(it)
    assert ["A trust", "North", "South"] == list(time)
    assert [TimeGiven(organisation="North", released=Decimal(8), used=Fraction(6), share=Metric(6, 8, 1))] == [time["North"]]
    assert (Fraction(9), Metric(9, Fraction(9, 2), 2)) == (time["South"].used, time["South"].share)
    assert Metric(3, 8, 1) == given(it, "2025-02-28")["North"].share


def test_without_released_hours_there_is_nothing_to_divide_by_and_without_a_session_nothing_is_used() -> None:
    it = two_organisations()
    release(it, "East", "10")
    time = given(it)
    assert [(None, None, 1), (Decimal(10), Fraction(0), 0)] == [
        (each.released, each.share.value, each.share.n) for each in (time["North"], time["East"])
    ]
    assert Fraction(6) == time["North"].used


def test_follow_ups_use_no_hours_and_corrected_attendance_counts() -> None:
    it = two_organisations()
    it.session(3, "2025-05-05", ["Ann", "Ben"], SessionKind.FOLLOW_UP)
    before = len(it.recorded)
    it.add(SET, AttendanceCorrected(1, named("Ann"), present=False), on("2025-06-01"))
    assert [Fraction(6), Fraction(3)] == [given(it, known=known)["North"].used for known in (before, None)]
    assert Fraction(0) == sum(each.used for each in given(it, "2025-02-02").values())


def test_whoever_belongs_to_no_known_organisation_is_left_out() -> None:
    it = Chronicle()
    it.programme(on("2025-01-01"))
    it.set("Ann", at=on("2025-01-01"))
    it.session(1, DAYS[1], ["Ann"])
    assert {"A trust": Fraction(0)} == {name: each.used for name, each in given(it).items()}
    it.add(ANN, MemberRegistered("A trust", None, None, said("Ann", "Ann"), said("r", "Ann")), on("2025-01-01"))
    assert {"A trust": Fraction(3)} == {name: each.used for name, each in given(it).items()}


def test_the_hours_of_calder_vale() -> None:
    it = calder_vale()
    release(it, "Calder Vale", "126")
    assert Metric(102, 126, 7) == given(it, "2025-09-02")["Calder Vale"].share  # 34 attendances of three hours


# Ties


def tie(it: Chronicle, initiative: Initiative, title: str = "it", at: str = WHEN) -> None:
    it.add(PROGRAMME, IntegrationMapped(initiative, title, "both at once"), on(at))


def test_ties_are_told_by_initiative_and_those_with_none_are_gaps() -> None:
    it = chartered("North")
    assert ((), tuple(each for each in Initiative if each is not Initiative.OTHER)) == (brief(it).ties, brief(it).gaps)
    tie(it, Initiative.STRATEGY, "plan")
    tie(it, Initiative.APPRAISAL, "first")
    tie(it, Initiative.STRATEGY, "budget", at="2025-03-01")
    seen = brief(it)
    assert [(Initiative.APPRAISAL, ["first"]), (Initiative.STRATEGY, ["plan", "budget"])] == [
        (each.initiative, [tied.title for tied in each.integrations]) for each in seen.ties
    ]
    assert (Initiative.TALENT, Initiative.CHANGE) == seen.gaps
    assert ["plan"] == [tied.title for tied in brief(it, WHEN).ties[1].integrations]


def test_something_else_is_a_tie_where_it_is_named_and_never_a_gap() -> None:
    it = chartered("North")
    tie(it, Initiative.OTHER)
    assert ([Initiative.OTHER], False) == ([each.initiative for each in brief(it).ties], Initiative.OTHER in brief(it).gaps)


# Who carried it, and what was found


def test_endorsements_reviews_findings_values_and_spread_are_told_with_who_and_when() -> None:
    it = chartered("North")
    it.add(SPONSOR, MemberRegistered("North", None, None, said("Amara", "sponsor"), said("r", "sponsor")), on("2025-01-01"))
    it.set("Ann", at=on("2025-01-01"))
    words = said("I stand by it", "sponsor")
    events: list[tuple[Any, Any]] = [
        (SponsorEndorsed(words), SPONSOR),
        (SponsorEndorsed(), SPONSOR),
        (ProgrammeReviewed(said("halfway", "Helen")), HELEN),
        (ProgrammeEvaluated(EvaluationLevel.RESULTS, said("moved", "Helen")), HELEN),
        (OrganisationalValueElicited(named("value"), "North", said("nobody waits", "Helen")), HELEN),
        (AdvocacyLogged("care", "told five trusts"), HELEN),
        (SetReplicated(named("second set"), SET), HELEN),
    ]
    for event, by in events:
        it.add(PROGRAMME, event, on(WHEN), by=by)
    seen, amara, helen = brief(it), Person(SPONSOR, said("Amara", "sponsor")), Person(HELEN)
    assert (Endorsed(on(WHEN), amara, words), Endorsed(on(WHEN), amara, None)) == seen.endorsements
    assert (Found(on(WHEN), helen, said("halfway", "Helen")),) == seen.reviews
    assert {"results": 1} == {level.value: len(found) for level, found in seen.found.items() if found}
    assert list(EvaluationLevel) == list(seen.found)
    assert ["nobody waits"] == [each.words.text for each in seen.values]
    assert [("care", "told five trusts")] == [(each.sector, each.activity) for each in seen.advocacy]
    assert (Copied(on(WHEN), Thing("set", named("second set")), Thing("set", SET, "A set")),) == seen.replications
    early = brief(it, "2025-02-09")
    assert ((), (), (), (), ()) == (early.endorsements, early.reviews, early.values, early.advocacy, early.replications)


def test_nothing_that_was_said_in_a_set_is_in_it() -> None:
    it = whole()
    it.add(PROGRAMME, ProgrammeReviewed(said("halfway", "Helen")), on("2025-03-05"), by=HELEN)
    assert {"halfway", "thrift"} == {each.text for each in texts(brief(it))}, "an organisation's value is its own"
    assert "I doubt it" in {each.text for each in texts(LearningHistory.fold(it.history(), member=ANN))}, "the control"


def test_a_programme_without_sets_has_a_brief() -> None:
    seen = brief(chartered("North", "South"))
    assert ("Spring", ("North", "South"), "questions move things") == (seen.title, seen.organisations, seen.theory_of_change)
    assert [None, None] == [each.share.value for each in seen.time]
    assert [0, 0] == [each.share.n for each in seen.time]


def test_what_was_recorded_later_is_not_known_before() -> None:
    it = chartered("North")
    before = brief(it)
    it.add(PROGRAMME, ProgrammeClosed(), on("2025-09-02"), recorded=on("2025-10-01"))
    assert [before, before] == [brief(it, known=known) for known in (before.position, on("2025-09-30"))]
    assert on("2025-09-02") == brief(it, known=on("2025-10-01")).closed_at
