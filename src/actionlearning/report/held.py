"""The page that answers somebody who asks what is held about them, in the style of the other pages."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from actionlearning.application.holding import Because, Held, Holding
from actionlearning.report.blocks import Entry, Journey, Number, Prose, Section, table
from actionlearning.report.page import Origin, Page
from actionlearning.report.readers import UNPRINTABLE, Reader
from actionlearning.report.words import long_day, plural

__all__ = ["page_of"]

TIME_ZONE = "UTC"

KINDS = {
    "member": "About yourself",
    "set": "In your sets",
    "problem": "On problems",
    "programme": "In programmes",
    "candidate": "In candidacies",
    "policy": "In your sets",
}
BECAUSE = {
    Because.OF_THEM: "it stands in your own record",
    Because.THEIRS: "it happened to a problem or a candidacy of yours",
    Because.DID: "you did it",
    Because.SAID: "the words are yours",
    Because.ABOUT: "the words name you",
    Because.NAMED: "it names you",
}
NOTE = (
    "Made for the person it is about: it holds everything that this journal knows of them. What others said in front of them "
    "is not in it; it is theirs in the same way."
)


def page_of(holding: Holding) -> Page:
    """Everything that is held about a person, as a page."""
    return Page(
        kind="personal data",
        title=f"What we hold about {_clean(holding.name)}",
        subtitle=f"{plural(len(holding.held), 'record')}, known up to position {holding.position}",
        reader=Reader.OWNER,
        reader_note=NOTE,
        numbers=_numbers(holding),
        sections=(_rights(holding), *_sections(holding.held)),
        origin=Origin(
            as_at=holding.asked_at,
            position=holding.position,
            journal=holding.journal,
            simulated=holding.simulated,
            command=f"actionlearning privacy what-we-hold {holding.member} --out held.html",
        ),
    )


def _numbers(holding: Holding) -> tuple[Number, ...]:
    counts = {reason: sum(reason in each.because for each in holding.held) for reason in Because}
    return (
        Number(label="Records", value=str(len(holding.held))),
        Number(label="You did", value=str(counts[Because.DID])),
        Number(label="In your words", value=str(counts[Because.SAID])),
        Number(label="Name you", value=str(counts[Because.NAMED] + counts[Because.ABOUT])),
    )


def _rights(holding: Holding) -> Section:
    """How it stands with their wish to be forgotten."""
    state = holding.erasure
    if state.requested_at is None:
        says = "You have not asked to be forgotten. If you do, your words are erased in every copy; what was counted stays."
    elif not state.done:
        says = f"You asked on {long_day(state.requested_at, TIME_ZONE)} to be forgotten, and that is not finished yet."
    else:
        last = "That is final." if state.final else "It is final once the keys are wrapped anew."
        says = f"You asked on {long_day(state.requested_at, TIME_ZONE)} to be forgotten, and your words are erased. {last}"
    reasons = table(
        "Why something is held",
        ("Because", "Records"),
        ((BECAUSE[reason], str(sum(reason in each.because for each in holding.held))) for reason in Because),
        numeric=(1,),
    )
    return Section(name="rights", title="At a glance", blocks=(Prose(says), reasons))


def _sections(held: Iterable[Held]) -> Iterable[Section]:
    def kind(each: Held) -> str:
        return KINDS.get(each.event.partition(".")[0], "Elsewhere")

    order = list(dict.fromkeys([*KINDS.values(), "Elsewhere"]))
    for title, each in groupby(sorted(held, key=lambda h: (order.index(kind(h)), h.position)), key=kind):
        entries = tuple(map(_entry, each))
        journey = Journey(title=plural(len(entries), "record"), entries=entries)
        yield Section(name=title.lower().replace(" ", "-"), title=title, blocks=(journey,))


def _entry(held: Held) -> Entry:
    return Entry(
        when=long_day(held.occurred_at, TIME_ZONE),
        title=_clean(held.sentence),
        tag=held.event,
        lines=("; ".join(BECAUSE[reason] for reason in held.because),),
        quotes=tuple(_clean(text) for text in held.words.values()),
    )


def _clean(text: str) -> str:
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
