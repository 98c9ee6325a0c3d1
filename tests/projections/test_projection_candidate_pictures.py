"""The pictures of a candidate in a terminal: everything is told, in eighty columns."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from by_hand import day, on, said
from qualifying import AGAIN, HELEN, LOADED, OF_RAVI, RAVI, RULES, SEVEN, Centre, begun, credited, gathered, referred
from test_projection_pictures import AL, TELL, printed

from actionlearning.cli.pictures_of_candidates import candidate_in_short, candidate_of
from actionlearning.cli.pictures_of_credits import ledger_of
from actionlearning.cli.views_of_candidates import record_as_json
from actionlearning.domain.candidate.events import (
    AppealLodged,
    CandidateWithdrew,
    Deadline,
    RegistrationExtended,
    SpecificationRef,
)
from actionlearning.domain.candidate.specification import EvidenceKind, EvidenceSource, Specification
from actionlearning.projections.candidate_record import CandidateRecord
from actionlearning.projections.credit_ledger import CreditLedger


def told(it: Centre, as_at: Any = None, specifications: tuple[Specification, ...] = LOADED) -> str:
    view = CandidateRecord.fold(it.history(as_at), candidate=OF_RAVI, specifications=specifications)
    return printed(candidate_of(view, TELL))


@pytest.mark.parametrize(
    "said_so",
    [
        "Ravi, as at 01 January 2026 A small qualification (Nobody, level 5, unit 1, 6 credits)",
        "by small version 1, SHA-256 ffffffffffff…",
        "stage: credited verified on 01 Jul 2025, upheld on 01 Jul 2025 6 credits awarded on 01 Jul 2025",
        "award claimed on 14 Jul 2025",
        "registration 06 Jan 2026 credits awarded on 01 Jul 2025",
        "assignment 24 May 2025 met on 20 May 2025",
        "criterion 1, again 30 Jun 2025 met on 20 Jun 2025",
        "06 Jan 2025 capability confirmed by Helen: “able” 06 Jan 2025 registered 13 Jan 2025 reading",
        "1 20 Jan 2025 6.5 20 Jan 2025 method, questions",
        "2 24 Feb 2025 6.5 not yet review",
        "10 Mar 2025 session 5 of “A workplace set”, a set at work observed by Morag: “calm”",
        "session 1 of “A training set”, a training set",
        "stints as set adviser 2 (2 needed), observed stints 1 (1 needed), stints outside a training set 1 (1 needed)",
        "A Report 20 May 2025 SHA-256 555555555555…, own work 20 Jun 2025 SHA-256 666666666666…, own work",
        "C Brief 25 Feb 2025 SHA-256 bbbbbbbbbbbb…, by Ravi, Ben",
        "D Practice 10 Mar 2025 observed by Morag",
        "development plan agreed on 22 May 2025: “go on”",
        "1 Explain ● met 27 Jun 2025 by Gwen before: not yet 06 Jun",
        "2 Evaluate ● ● met 06 Jun 2025 by Gwen",
        "3 Plan ● ● met 06 Jun 2025 by Gwen",
        "shown by these commands: 1 history; 2 evaluate, impact",
        "2025-06-06 13:00 Gwen judged criterion 1 of Ravi not yet: “thin”",
        "Gwen gave back the work on criterion 1, to be handed in again by 30 Jun 2025",
        "Tom verified the decision on Ravi",
        "Ida moderated the decision: upheld",
        "Helen awarded Ravi 6 credits",
        "Ravi claimed the award",
    ],
)
def test_a_moderator_is_told_the_whole_record(said_so: str) -> None:
    assert said_so in told(credited())


def test_a_decision_that_was_verified_misses_nothing_and_one_that_was_not_says_what() -> None:
    assert "Missing before verification" not in told(credited())
    assert "Missing before verification: criterion 1 is not met yet" in told(referred())
    assert "Missing before verification: nothing" in told(credited(), "2025-06-27")


def test_a_beginner_is_told_what_there_is_to_do() -> None:
    said_so = told(begun())
    for each in (
        "stage: registered",
        "registration 06 Jan 2026 5 days left",
        "assignment not set before the last workshop day is complete",
        "not yet reading",
        "1 not yet method, questions",
        "Practice as a set adviser: none yet",
        "A Report missing",
        "1 Explain ○ not judged",
        "there are 0 of 2 stints as set adviser",
    ):
        assert each in said_so
    for each in ("development plan", "Trail", "verified on", "criterion 1, again"):
        assert each not in said_so


def test_deadlines_are_told_in_words() -> None:
    it = gathered()
    extended = RegistrationExtended(Deadline.REGISTRATION, day("2026-03-01"), HELEN, said("ill", "Ravi"))
    it.add(OF_RAVI, extended, on("2025-12-01"), by=HELEN)
    assert "registration 01 Mar 2026 59 days left, first 06 Jan 2026" in told(it)
    assert "registration extended on 01 Dec 2025 to 01 Mar 2026: “ill”" in told(it)
    assert "registration 01 Mar 2026 1 day left" in told(it, "2026-02-28")
    assert "registration 01 Mar 2026 today is the last day" in told(it, "2026-03-01")
    assert "registration 01 Mar 2026 past" in told(it, "2026-03-02")
    again = referred()
    assert "criterion 1, again 30 Jun 2025 past" in told(again)
    assert "not yet 06 Jun 2025 by Gwen again by 30 Jun 2025" in told(again)
    again.hand_in("report", "2025-07-02", "6")
    assert "criterion 1, again 30 Jun 2025 handed in later, on 02 Jul 2025" in told(again)
    assert "again by 30 Jun 2025 handed in 02 Jul 2025" in told(again)


def test_a_part_of_a_day_a_false_declaration_and_an_appeal_are_plain_to_see() -> None:
    it = begun()
    it.attend(1, "2025-01-20", "questions")
    assert "1 20 Jan 2025 6.5 not yet questions; lacks method" in told(it)
    it.hand_in("diary", "2025-05-20", authentic=False)
    assert "B Diary 20 May 2025 SHA-256 555555555555…, not declared their own work" in told(it)
    assert "3 Plan ! ○ not judged" in told(it)
    appealed = referred()
    appealed.add(OF_RAVI, AppealLodged(1, said("it is in it", "Ravi")), on("2025-06-10"), by=RAVI)
    assert "by Gwen under appeal again by 30 Jun 2025" in told(appealed)
    assert "Ravi appealed against the judgement of criterion 1: “it is in it”" in told(appealed)


def test_who_withdrew_is_told_so() -> None:
    it = begun()
    it.add(OF_RAVI, CandidateWithdrew(said("another job", "Ravi")), on("2025-03-01"), by=RAVI)
    assert "stage: withdrawn gave it up on 01 Mar 2025: “another job”" in told(it)
    assert "registration 06 Jan 2026 counts no longer" in told(it)


def test_without_the_specification_the_record_says_so_and_tells_the_rest() -> None:
    missing = told(credited(), specifications=())
    assert "small version 1, which is not loaded: name its file with --specifications" in missing
    changed = told(credited(), specifications=(evolve(RULES, ref=SpecificationRef("small", 1, "0" * 64)),))
    assert f"another one: name the one with SHA-256 {'f' * 64}" in changed
    for said_so in (missing, changed):
        assert "1 its specification is not loaded met 27 Jun 2025 by Gwen" in said_so
        assert "assignment not known without the specification" in said_so
        assert "A observed 10 Mar 2025 observed by Morag" in said_so
        assert "Missing before verification" not in said_so
        assert "●" not in said_so


def test_nothing_is_told_as_nothing() -> None:
    bare = Centre()
    bare.people("Ravi", "Helen")
    bare.begin(rules=evolve(RULES, evidence=(), criteria=(), days=(), prework=()))
    said_so = told(bare, specifications=())
    assert "Evidence: none" in said_so
    assert "Criteria: none judged" in said_so


def test_kinds_of_evidence_never_run_out_of_letters() -> None:
    kinds = tuple(EvidenceKind(kind=f"k{n}", title=f"K{n}", source=EvidenceSource.SUBMITTED) for n in range(28))
    many = evolve(RULES, evidence=kinds, criteria=())
    said_so = told(begun(), specifications=(many,))
    assert "Z K25 missing A1 K26 missing B1 K27 missing" in said_so


def test_in_short_it_is_who_what_and_the_matrix() -> None:
    view = CandidateRecord.fold(credited().history(), candidate=OF_RAVI, specifications=LOADED)
    short = printed(candidate_in_short(view, TELL))
    assert "stage: credited" in short
    assert "2 Evaluate ● ● met 06 Jun 2025 by Gwen" in short
    assert "Trail" not in short


def test_what_somebody_said_in_brackets_is_no_style() -> None:
    it = gathered()
    it.judge(1, "2025-06-06", why="[bold]shown[/bold]")
    assert "“[bold]shown[/bold]”" in told(it)


def test_machines_are_told_the_same() -> None:
    view = CandidateRecord.fold(credited().history("2025-06-10"), candidate=OF_RAVI, specifications=LOADED)
    record: dict[str, Any] = record_as_json(view, AL)
    assert ("referred", ["criterion 1 is not met yet"]) == (record["stage"], record["missing"])
    assert ["registration", "assignment", "resubmission"] == [each["of"] for each in record["deadlines"]]
    assert ("running", 20, "2025-06-30", [1]) == tuple(
        record["deadlines"][2][name] for name in ("state", "days_left", "last_day", "criteria")
    )
    assert {"report": "there", "practice": "there"} == record["criteria"][1]["evidence"]
    assert ("not_yet", "thin") == (record["criteria"][0]["judged"]["judgement"], record["criteria"][0]["judged"]["reason"])
    assert "5" * 64 == record["evidence"][0]["pieces"][0]["sha256"]
    assert ["thin", "shown", "shown"] == [each["event"]["reason"] for each in record["trail"] if "reason" in each["event"]]
    assert "Gwen" == record["criteria"][0]["assessor"]["name"]
    assert "loaded" == record["qualification"]["rules"]


# Credits


def credits_told(it: Centre, member: Any = RAVI, specifications: tuple[Specification, ...] = LOADED) -> str:
    return printed(ledger_of(CreditLedger.fold(it.history(), member=member, specifications=specifications), TELL))


def test_a_person_is_told_what_they_have_and_what_each_award_still_takes() -> None:
    it = credited()
    it.begin(AGAIN, rules=SEVEN, when="2025-08-01")
    said_so = credits_told(it)
    for each in (
        f"{str(OF_RAVI)[:8]} A small qualification credited 06 Jan 2025 3 of 3 6",
        f"{str(AGAIN)[:8]} Another qualification registered 01 Aug 2025 0 of 3",
        "award Nobody, level 5 6 ████████████████████ nothing",
        "diploma Nobody, level 5 13 █████████░░░░░░░░░░░ 7",
        "credits that count: 6",
        f"award claimed on 14 Jul 2025, on 6 credits: 6 of {str(OF_RAVI)[:8]}",
    ):
        assert each in said_so


def test_who_is_no_candidate_is_told_so_and_a_missing_file_is_named() -> None:
    assert "Helen, as at 01 January 2026 is no candidate for a qualification" == credits_told(credited(), HELEN)
    without = credits_told(credited(), specifications=())
    assert "small version 1, not" in without, "the rest of it stands in the next line"
    assert "Awards" not in without
