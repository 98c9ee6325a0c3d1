"""Who may read what: every reader beside every kind of text and thing, in tables, as the journal of a programme decides it."""

from __future__ import annotations

import pytest
from erasing_vale import Vale, texts

from actionlearning import KEEPER, NotForReader, Reader
from actionlearning.application.access import AUDITOR, PUBLIC, Asked, DefaultPolicy, Purpose, Role, TextKind, Ties


def readers(vale: Vale) -> dict[str, Reader]:
    ids = vale.ids
    people = ("M1", "M6", "M7", "adviser", "sponsor", "manager", "candidate", "assessor", "stranger")
    return {
        "keeper": KEEPER,
        **{name: Reader.person(ids[name]) for name in people},
        "its set": Reader.members_of(ids["ward-set"]),
        "a set": Reader.members_of(ids["spring-cohort"]),
        "fellows": Reader.fellows_of(ids["M1"]),
        "sponsors": Reader.sponsor_of(ids["calder-vale"]),
        "centre": Reader.centre_of(ids["ravi-5019"]),
        "public": PUBLIC,
        "auditor": AUDITOR,
    }


#   keeper, M1 (a member), M6 (left in March), M7 (joined in April), adviser, sponsor, manager, candidate (advises the set too),
#   assessor, stranger, whoever reads a page for the set, for another set, for M1's fellows, for the sponsor, for the centre,
#   anybody, auditor
MAY_READ = {
    "said early by M1": "xx..x..x..x.x....",
    "said early by M6": "xxx.x..x..x.x....",
    "said late": "xx.xx..x..x.x....",
    "released by M2": "xx..xx.x..x.xx...",
    "felt": "xx..x..x..x.x....",
    "learnt by M5": "xx.xx..x..x.x....",
    "M5's goal": "x................",
    "M1's name": "xxxxx..x..x.x....",
    "sponsor's name": "xxxxxxxx..x.xx...",
    "endorsement": "xxxxxxxx..x.xx...",
    "capability": "x...x.xxx.....x..",
}


def test_every_reader_reads_what_is_for_them_and_nothing_else(vale: Vale) -> None:
    handles, who = texts(vale), readers(vale)
    assert {
        what: "".join("x" if vale.al.reading_as(reader).may_read(handle) else "." for reader in who.values())
        for what, handle in handles.items()
    } == MAY_READ


def test_what_the_table_allows_is_revealed_and_what_it_does_not_is_refused(vale: Vale) -> None:
    handles, who = texts(vale), readers(vale)
    for what, marks in MAY_READ.items():
        for mark, (_, reader) in zip(marks, who.items(), strict=True):
            if mark == "x":
                assert vale.al.reveal(handles[what], reader)
            else:
                with pytest.raises(NotForReader) as refused:
                    vale.al.reveal(handles[what], reader)
                assert str(reader) in str(refused.value)


def test_every_kind_of_text_and_of_reader_is_in_the_table(vale: Vale) -> None:
    look = vale.al.reading_as(KEEPER)._look
    assert set(TextKind) == {look.text(handle).kind for handle in texts(vale).values()}
    assert set(Role) == {reader.role for reader in readers(vale).values()}


THINGS = ("programme", "set", "problem", "member", "candidate", "journal")
NONE, MEMBER, ADVISER = Ties(), Ties(member=True, was_there=True), Ties(adviser=True)
SPONSOR, TAKES_PART, OWN, FELLOW = Ties(sponsor=True), Ties(takes_part=True), Ties(own=True), Ties(acquainted=True)


# what a reader with such ties may have of a programme, a set, a problem, a member, a candidacy and the whole journal: nothing,
# figures (f), or all (x)
MAY_HAVE: list[tuple[Reader, Purpose, Ties, str]] = [
    *((KEEPER, purpose, NONE, "xxxxxx") for purpose in Purpose),
    (AUDITOR, Purpose.QUERY, NONE, "xxxxxx"),
    (AUDITOR, Purpose.EXPORT, NONE, "xxxxxx"),
    (AUDITOR, Purpose.REPORT, NONE, "......"),
    (AUDITOR, Purpose.PUBLISH, NONE, "......"),
    (PUBLIC, Purpose.QUERY, NONE, "......"),
    (PUBLIC, Purpose.EXPORT, NONE, "......"),
    (PUBLIC, Purpose.REPORT, NONE, "......"),
    (PUBLIC, Purpose.PUBLISH, NONE, "f....."),
    *(
        (Reader(Role.PERSON), purpose, ties, marks if purpose in (Purpose.QUERY, Purpose.REPORT) else "......")
        for purpose in Purpose
        for ties, marks in (
            (NONE, "......"),
            (MEMBER, ".xx..."),
            (ADVISER, ".xxx.."),
            (SPONSOR, "fff..."),
            (TAKES_PART, "f...x."),
            (OWN, "...xx."),
            (FELLOW, "...x.."),
        )
    ),
    *(
        (Reader(role), purpose, ties, marks if purpose in purposes else "......")
        for role, purposes, ties, marks in (
            (Role.SPONSOR, (Purpose.QUERY, Purpose.REPORT), SPONSOR, "ff...."),
            (Role.SPONSOR, (), NONE, "......"),
            (Role.SET, (Purpose.REPORT,), MEMBER, "xx...."),
            (Role.SET, (), NONE, "......"),
            (Role.FELLOWS, (Purpose.REPORT,), FELLOW, "...x.."),
            (Role.FELLOWS, (), NONE, "......"),
            (Role.CENTRE, (Purpose.REPORT,), TAKES_PART, "....x."),
            (Role.CENTRE, (), NONE, "......"),
        )
        for purpose in Purpose
    ),
]


@pytest.mark.parametrize(("reader", "purpose", "ties", "marks"), MAY_HAVE)
def test_a_thing_as_a_whole_is_had_only_where_the_table_says_so(
    reader: Reader, purpose: Purpose, ties: Ties, marks: str
) -> None:
    policy = DefaultPolicy()

    def mark(kind: str) -> str:
        whole, figures = (
            policy.may_have(reader, Asked(purpose=purpose, kind=kind, figures_only=only), ties) for only in (False, True)
        )
        return "x" if whole else "f" if figures else "."

    assert marks == "".join(mark(kind) for kind in THINGS)


def test_every_role_and_purpose_is_a_row() -> None:
    assert {(role, purpose) for role in Role for purpose in Purpose} == {(row[0].role, row[1]) for row in MAY_HAVE}
