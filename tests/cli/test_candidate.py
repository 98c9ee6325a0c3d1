"""``candidate``: a record or a ledger, by id, alias or prefix, with a specification of one's own, and what is misused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from terminal import done, typed

URL = "sqlite:///centre.db"
OWN = """\
id = "own"
version = 1
title = "A qualification of our own"
awarding_body = "Ours"
level = 3
unit = "9"
credits = 4
registration_months = 6
assignment_months = 1
prework = []
cpd_plan = false
days = []
awards = {award = 4, diploma = 8}

[practice]
stints = 0
observed = 0
outside_training = 0

[[evidence]]
kind = "report"
title = "Report"
source = "submitted"

[[criteria]]
number = 1
title = "Explain"
evidence = ["report"]
views = ["impact"]
"""
REPORT = "7" * 64


def do(name: str, *arguments: str, by: str | None = None, at: str = "2025-03-03", label: str | None = None) -> str:
    options = [*(("--by", by) if by else ()), *(("--as", label) if label else ())]
    time = f"{at}T12:00:00+00:00"
    return done("do", name, *arguments, *options, "--at", time, "--db", URL, "--specifications", "own.toml").out.strip()


def registered() -> str:
    """A candidate under a specification of one's own; answers the id of the candidacy."""
    for who in ("ravi", "helen", "gwen", "tom", "ida"):
        do("members.register", f"name={who.title()}", "role=r", "organisation=o", label=who)
    candidacy = do("candidates.confirm_capability", "member=ravi", "basis=able", by="helen", label="ravi-own")
    do("candidates.register", "candidate=ravi-own", "specification=own", "time_zone=Europe/London", by="helen")
    return candidacy


@pytest.fixture
def centre(tmp_path: Path) -> str:
    (tmp_path / "own.toml").write_text(OWN, "utf-8")
    return registered()


def record(*options: str, which: str = "ravi-own") -> Any:
    return done("candidate", which, "--db", URL, "--format", "json", "--specifications", "own.toml", *options).json


def test_a_candidate_is_named_by_id_prefix_or_alias(centre: str) -> None:
    views = [record(which=name) for name in (centre, centre[:8], centre.replace("-", "")[:14], "ravi-own")]
    assert [views[0]] * 4 == [{**each, "as_at": views[0]["as_at"]} for each in views]
    assert (centre, "registered", "Ravi") == (views[0]["candidate"], views[0]["stage"], views[0]["member"]["name"])


@pytest.mark.usefixtures("centre")
def test_a_qualification_of_ones_own_is_worked_for_to_its_award() -> None:
    mine = ("candidate=ravi-own",)
    do("candidates.submit_evidence", *mine, "kind=report", f"sha256={REPORT}", by="ravi", at="2025-04-01")
    assert ["there"] == [each["standing"] for each in record()["evidence"]]
    judge = ("candidates.judge_criterion", *mine, "criterion=1")
    do(*judge, "judgement=not_yet", "reason=thin", by="gwen", at="2025-04-02")
    do("candidates.refer_work", *mine, "criteria=[1]", "resubmit_by=2025-04-30", by="gwen", at="2025-04-02")
    waiting = record("--as-at", "2025-04-10")
    assert ("referred", 20, ["criterion 1 is not met yet"]) == (
        waiting["stage"],
        waiting["deadlines"][-1]["days_left"],
        waiting["missing"],
    )
    do("candidates.submit_evidence", *mine, "kind=report", f"sha256={REPORT[::-1]}", by="ravi", at="2025-04-20")
    do(*judge, "judgement=met", "reason=whole", by="gwen", at="2025-04-21")
    do("candidates.verify", *mine, by="tom", at="2025-04-22")
    do("candidates.record_moderation", *mine, "moderation=upheld", by="ida", at="2025-04-23")
    do("candidates.award_credit", *mine, by="helen", at="2025-04-24")
    do("candidates.claim_award", *mine, "award=award", by="ravi", at="2025-04-25")
    told = record()
    assert ("credited", 4, [], ["award"]) == (
        told["stage"],
        told["credit"]["credits"],
        told["missing"],
        [each["award"] for each in told["claims"]],
    )
    assert ["thin", "whole"] == [e["event"]["reason"] for e in told["trail"] if e["name"] == "candidate.criterion-judged"]
    assert ["Gwen", "Tom", "Ida", "Helen", "Ravi"] == list(dict.fromkeys(_people(told)))
    ledger = record(which="ravi")
    assert (4, [0, 4]) == (ledger["credits"], [each["needs"] for each in ledger["awards"]])


def _people(told: Any) -> Iterator[str]:
    names = {"candidate.criterion-judged", "candidate.decision-verified", "candidate.moderation-recorded",
             "candidate.credit-awarded", "candidate.award-claimed"}  # fmt: skip
    for each in told["trail"]:
        if each["name"] in names:
            yield each["sentence"].split(" ")[0]


def test_as_known_at_a_position_tells_what_had_been_recorded(centre: str) -> None:
    position = record()["position"]
    do("candidates.submit_evidence", "candidate=ravi-own", "kind=report", f"sha256={REPORT}", by="ravi", at="2025-04-01")
    assert ["missing"] == [each["standing"] for each in record("--as-known-at", str(position))["evidence"]]
    assert ["there"] == [each["standing"] for each in record()["evidence"]]
    assert centre == record("--as-known-at", str(position))["candidate"]


def test_without_its_file_a_record_is_shown_with_what_the_journal_knows(centre: str) -> None:
    told = done("candidate", "ravi-own", "--db", URL).out
    assert "own version 1, which is not loaded: name its file with --specifications" in " ".join(told.split())
    assert "registration" in told
    Path("own.toml").write_text(OWN.replace('"Explain"', '"Tell"'), "utf-8")
    changed = " ".join(done("candidate", "ravi-own", "--db", URL, "--specifications", "own.toml").out.split())
    assert "the file loaded under that name is another one" in changed
    assert "changed" == record()["qualification"]["rules"]
    ledger = done("candidate", "ravi", "--db", URL, "--format", "json").json
    assert ("not loaded", []) == (ledger["candidacies"][0]["qualification"]["rules"], ledger["awards"])
    assert centre == ledger["candidacies"][0]["candidate"]


def test_a_broken_file_is_refused_with_its_line_before_anything_is_shown(centre: str) -> None:
    Path("own.toml").write_text(OWN.replace("level = 3", "level = true"), "utf-8")
    answer = typed("candidate", centre, "--db", URL, "--specifications", "own.toml")
    assert (2, "") == (answer.code, answer.out)
    assert answer.sentence.startswith("own.toml, line 5: ")


def test_who_is_no_candidate_is_told_so(centre: str) -> None:
    told = done("candidate", "helen", "--db", URL)
    assert (["is no candidate for a qualification"], "") == (told.out.splitlines()[1:-1], told.err)
    ledger = done("candidate", "helen", "--db", URL, "--format", "json").json
    assert ([], 0, []) == (ledger["candidacies"], ledger["credits"], ledger["claims"])
    assert centre not in told.out


def test_the_history_of_a_candidacy_is_told_too(centre: str) -> None:
    entries = done("history", "candidate", centre[:8], "--db", URL, "--format", "json").json["entries"]
    assert ["candidate.capability-confirmed", "candidate.registered"] == [each["name"] for each in entries]
    around = done("history", "member", "ravi", "--db", URL, "--format", "json").json["entries"]
    assert {each["position"] for each in entries} <= {each["position"] for each in around}


def test_what_names_no_candidate_is_misused(centre: str) -> None:
    stranger = str(uuid4())
    for which, why in (
        ("nobody", '"nobody" is neither an id'),
        (stranger, f"there is no stream {stranger}"),
    ):
        answer = typed("candidate", which, "--db", URL)
        assert (2, "") == (answer.code, answer.out)
        assert why in answer.sentence
    early = typed("candidate", centre, "--db", URL, "--as-at", "2025-01-01")
    assert 2 == early.code
    assert early.sentence.startswith(f"nothing is known of the candidate {centre}")


@pytest.mark.usefixtures("centre")
def test_a_programme_has_no_record_of_this_kind() -> None:
    do("programmes.charter", "title=P", "sponsor=helen", 'organisations=["o"]', "theory_of_change=t", "currency=GBP",
       "time_zone=UTC", by="helen", label="prog")  # fmt: skip
    answer = typed("candidate", "prog", "--db", URL)
    assert (2, "candidate was called wrongly: prog is a programme; give a candidate or a member") == (
        answer.code,
        answer.sentence,
    )
