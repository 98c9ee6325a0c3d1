"""``demo``: the shipped programme, run into a journal and told session by session."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import click

from actionlearning.application.library import ActionLearning
from actionlearning.application.opening import open_library
from actionlearning.application.scripts import Chapter, Done, ScriptClock, run
from actionlearning.audit.errors import BundleExists
from actionlearning.audit.keys import KeyFile
from actionlearning.cli.audit_keys import key_file
from actionlearning.cli.demo_audit import NO_LOG, Proof, audit_log, how_to_verify, tell_proof
from actionlearning.cli.demo_erasure import FORGOTTEN, LastChapter, last_chapter, tell_last_chapter
from actionlearning.cli.output import console, show_json
from actionlearning.cli.pictures import figures_of, impact_of, learning_of, objectives_and_money
from actionlearning.cli.pictures_of_candidates import candidate_in_short
from actionlearning.cli.settings import Command, Settings, current
from actionlearning.cli.story import tell_story
from actionlearning.cli.teller import Teller, machine
from actionlearning.domain.errors import BadInput
from actionlearning.journal.urls import shown
from actionlearning.projections.candidate_record import CandidateRecord
from actionlearning.projections.figures import ProgrammeMetrics
from actionlearning.projections.impact import Impact
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.sealing.keyring import MemoryKeyring

SCRIPT = "calder-vale"
DATES = (date(2025, 4, 8), date(2025, 6, 3), date(2025, 9, 2))
DATES_OF_THE_CANDIDATE = (date(2025, 6, 5), date(2025, 6, 10), date(2025, 6, 30), date(2025, 7, 15))
KINDS = {
    "programmes.charter": "programme",
    "sets.form": "sets",
    "members.register": "members",
    "problems.bring": "problems",
    "candidates.confirm_capability": "candidates",
}
LEARNER, CANDIDATE = "M5", "ravi-5019"
CLOSER: tuple[str, ...] = (
    "history set ward-set",
    "agenda ward-set --as-at 2025-04-07",
    "learning M1",
    "candidate ravi-5019 --as-at 2025-06-10",
    "candidate candidate",
    "metrics ward-set",
    "report calder-vale",
    "projections catch-up",
    "export tables --to csv --out tables",
)
REFUSED = 3
FIGURES = ("metrics ward-set", "metrics calder-vale")


class TextsGone(BadInput):
    """The keys to a story that was told before went with the run that told it."""

    says = (
        "the demo is in this journal already, and the keys of its texts are not here; look at its figures with --format json "
        "or `actionlearning metrics`, or tell it again in a new journal"
    )


@click.command(cls=Command)
@click.option("--bundle", type=click.Path(path_type=Path), help="A new folder that keeps the bundle. [default: thrown away]")
def demo(bundle: Path | None) -> None:
    """Watch a whole programme unfold, from the first contract to what it was worth.

    Calder Vale is an invented hospital trust: six managers, six sessions, twenty actions. It is recorded from a script into a
    journal (a throwaway one, unless --db names one to keep) and told from what was recorded. Then a member is forgotten, and
    the audit log proves that nothing else has changed: a bundle is exported and verified. The exit code is 3 if it is not.

    Example: actionlearning demo --db sqlite:///demo.db
    """
    if bundle is not None and bundle.exists():
        raise BundleExists(where=str(bundle))
    with _journal() as (al, clock):
        if isinstance(al.keyring, MemoryKeyring) and not current().json and al.journal.simulated and al.journal.position():
            raise TextsGone
        lines = resources.files("actionlearning.demo").joinpath(f"{SCRIPT}.jsonl").read_text("utf-8").split("\n")
        told = list(run(al, lines, name=SCRIPT, clock=clock))
        clock.now = datetime.now(UTC)
        ids = _ids(told)
        if current().json:
            last, proof = _last_chapter(al, clock, told, ids, bundle)
            figures = {day.isoformat(): _figures(al, told, ids, day) for day in DATES}
            records = {day.isoformat(): _record(al, ids, day) for day in DATES_OF_THE_CANDIDATE}
            erased = {"member": FORGOTTEN, "figures": last.figures, "moved": last.moved, "done": last.after.done}
            audit = None if proof is None else proof.to_json(bundle)
            show_json({**ids, "figures": figures, "qualification": {CANDIDATE: records}, "erasure": erased, "audit": audit})
        else:
            _tell(al, told, ids)
            last, proof = _last_chapter(al, clock, told, ids, bundle)
            _tell_the_end(last, proof, bundle)
            _show_hints(al, proof, bundle)
        if proof is not None and not proof.holds:
            click.get_current_context().exit(REFUSED)


def _tell(al: ActionLearning, told: list[Chapter | Done], ids: dict[str, dict[str, str]]) -> None:
    out = console()
    tell = Teller(al)
    programme, set_id = _programme(ids), ids["sets"]["ward-set"]
    candidates = [UUID(each) for each in ids["candidates"].values()]
    for part in tell_story(al, told, programme=programme, set_id=UUID(set_id), candidates=candidates, tell=tell):
        out.print(part)
    last = DATES[-1]
    out.rule("[bold]What one member learnt[/bold]", align="left")
    for part in learning_of(al.view(LearningHistory, member=UUID(ids["members"][LEARNER])), tell):
        out.print(part)
    out.rule("[bold]What its next set adviser can show[/bold]", align="left")
    for part in candidate_in_short(_candidate(al, ids, last), tell):
        out.print(part)
    out.rule("[bold]What it was worth[/bold]", align="left")
    for part in impact_of(al.view(Impact, as_at=last, programme=programme), tell):
        out.print(part)
    figures = al.view(ProgrammeMetrics, as_at=last, programme=programme)
    out.rule("[bold]The figures[/bold]", align="left")
    for part in (*figures_of(figures), *objectives_and_money(figures)):
        out.print(part)


def _last_chapter(
    al: ActionLearning, clock: ScriptClock, told: list[Chapter | Done], ids: dict[str, dict[str, str]], bundle: Path | None
) -> tuple[LastChapter, Proof | None]:
    """What happens on the first of October, the figures of every date before and after, and what an outsider can prove."""

    def figures() -> dict[str, Any]:
        return {day.isoformat(): _figures(al, told, ids, day) for day in DATES}

    member, log = UUID(ids["members"][FORGOTTEN]), audit_log(al, _signing_keys())
    if log is not None:
        log.sign()
    last = last_chapter(al, member, clock=clock, figures=figures)
    if log is None:
        return last, None
    if log.note is not None and current().db not in (None, "memory:"):
        click.echo(log.note, err=True)
    if bundle is not None:
        return last, log.prove(member, bundle)
    with tempfile.TemporaryDirectory(prefix="actionlearning-demo-") as folder:
        return last, log.prove(member, Path(folder) / "bundle")


def _signing_keys() -> KeyFile | None:
    """Where `audit` looks for the keys of a SQLite journal that was named. Elsewhere there are none that would be kept."""
    url = current().db
    return key_file(None, url) if url is not None and url.startswith("sqlite:") else None


def _tell_the_end(last: LastChapter, proof: Proof | None, bundle: Path | None) -> None:
    out = console()
    for part in tell_last_chapter(last):
        out.print(part)
    if proof is None:
        out.print()
        out.print(NO_LOG)
        return
    for part in tell_proof(proof, kept=bundle):
        out.print(part)


def _show_hints(al: ActionLearning, proof: Proof | None, bundle: Path | None) -> None:
    out = console()
    out.print()
    lines = [*_hints(current(), keys_are_kept=not isinstance(al.keyring, MemoryKeyring), audited=proof is not None)]
    if proof is not None and bundle is not None and proof.keys:
        lines = ["Verify the bundle again:", f"  {how_to_verify(proof, bundle)}", *lines]
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)


def _hints(settings: Settings, *, keys_are_kept: bool, audited: bool) -> Iterator[str]:
    """Where to look next: only commands that work there."""
    options = {"--db": settings.db, "--keyring": settings.keyring, "--guards": settings.guards}
    closer = (*CLOSER, "audit status") if audited else CLOSER
    if settings.db in (None, "memory:"):
        yield "Keep it: actionlearning demo --db sqlite:///demo.db, then look closer:"
        options = {"--db": "sqlite:///demo.db"}
    elif keys_are_kept:
        yield "Look closer:"
    else:
        yield "The keys of what people said were thrown away with this run, so only the figures can be looked at:"
        closer = FIGURES
        del options["--keyring"]
    named = " ".join(f"{option} {shlex.quote(shown(value))}" for option, value in options.items() if value is not None)
    for command in closer:
        yield f"  actionlearning {named} {command}"


def _figures(al: ActionLearning, told: list[Chapter | Done], ids: dict[str, dict[str, str]], day: date) -> dict[str, Any]:
    """The figures as at one date, with objectives under the labels of the script."""
    view = al.view(ProgrammeMetrics, as_at=day, programme=_programme(ids))
    labels = {str(d.answer): d.alias for d in told if isinstance(d, Done) and d.do == "programmes.set_objective"}
    (its,) = view.sets
    figures = view.to_json()
    del figures["sets"]
    sessions = its.to_json()["sessions"]
    objectives = {
        labels[str(each.objective)]: {**each.progress.to_json(), "progress": each.progress.to_json()["value"]}
        for each in view.objectives
    }
    return {**figures, "sessions": sessions, "objectives": objectives}


def _candidate(al: ActionLearning, ids: dict[str, dict[str, str]], day: date) -> CandidateRecord:
    candidate = UUID(ids["candidates"][CANDIDATE])
    return al.view(CandidateRecord, as_at=day, candidate=candidate, specifications=al.specifications.all())


def _record(al: ActionLearning, ids: dict[str, dict[str, str]], day: date) -> dict[str, Any]:
    """How far the candidate had come as at one date, in figures and dates; the whole record is for ``candidate`` to tell."""
    view = _candidate(al, ids, day)
    told = {
        "stage": view.stage,
        "confirmed_on": view.day(view.confirmation.at),
        "registered_on": view.day(view.registered_at) if view.registered_at else None,
        "deadlines": view.deadlines,
        "judged": {each.number: each.judged.judgement if each.judged else None for each in view.criteria},
        "missing": view.missing,
        "verified_on": [view.day(each.at) for each in view.verified],
        "moderated_on": [view.day(each.at) for each in view.moderated],
        "credits": view.credit.credits if view.credit else 0,
        "credited_on": view.day(view.credit.at) if view.credit else None,
        "awards": {each.award: view.day(each.at) for each in view.claims},
    }
    return cast("dict[str, Any]", machine(told, al))


def _ids(told: list[Chapter | Done]) -> dict[str, dict[str, str]]:
    """The ids behind the script's labels, by kind."""
    ids: dict[str, dict[str, str]] = {kind: {} for kind in KINDS.values()}
    for done in told:
        if isinstance(done, Done) and done.do in KINDS and done.alias is not None:
            ids[KINDS[done.do]][done.alias] = str(done.answer)
    return ids


def _programme(ids: dict[str, dict[str, str]]) -> UUID:
    return UUID(next(iter(ids["programme"].values())))


@contextmanager
def _journal() -> Iterator[tuple[ActionLearning, ScriptClock]]:
    """The journal that was named, else one in a folder that goes when the demo ends."""
    settings = current()
    clock = ScriptClock(datetime.now(UTC))
    if settings.db is None:
        with tempfile.TemporaryDirectory(prefix="actionlearning-demo-") as folder:
            url = f"sqlite:///{Path(folder) / 'demo.db'}"
            with open_library(url, keyring=MemoryKeyring(), clock=clock) as al:
                yield al, clock
        return
    keyring: dict[str, Any] = {}
    if settings.keyring is None and settings.db.startswith("postgres") and not _kek_is_given():
        keyring["keyring"] = MemoryKeyring()  # thrown away: a demo on a server needs no key of yours
    with settings.open(clock=clock, **keyring) as al:
        yield al, clock


def _kek_is_given() -> bool:
    from actionlearning.sealing.kek import given  # noqa: PLC0415  # asked on a server only

    return given(None) is not None
