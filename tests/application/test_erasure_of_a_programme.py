"""A whole programme forgets one of its people everywhere, and not one of its figures moves."""

from __future__ import annotations

import io
import logging
import shutil
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from erasing_vale import Vale, told
from forgetting import KEK, bytes_in, names_of

from actionlearning import KEEPER, LearningHistory, ProgrammeMetrics, Reader, SetHistory, SetMetrics
from actionlearning.application.auditing import Auditing
from actionlearning.application.erasure import erase, texts_of
from actionlearning.application.opening import open_library
from actionlearning.audit.checkpoint import Trust
from actionlearning.audit.note import Signer
from actionlearning.audit.verify import verify
from actionlearning.exchange.tabular import Format, export_tables
from actionlearning.sealing.keyring import MemoryKeyring, UnknownKey


@pytest.fixture(scope="module")
def vale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vale]:
    url = f"sqlite:///{tmp_path_factory.mktemp('vale') / 'vale.db'}"
    with pytest.MonkeyPatch.context() as quickly:
        quickly.setenv("ACTIONLEARNING_SQLITE_SYNCHRONOUS", "NORMAL")  # a power cut is not what this is about
        it = told(url, kek=KEK)
    with it.al:
        yield it


FIGURES = (("calder-vale", ProgrammeMetrics, "programme"), ("ward-set", SetMetrics, "set"))


def figures(vale: Vale) -> list[Any]:
    seen = [vale.al.view(view, **{which: vale.ids[name]}).to_json() for name, view, which in FIGURES]
    return [{key: value for key, value in each.items() if key not in ("position", "as_at")} for each in seen]


def everywhere(vale: Vale, folder: Path) -> bytes:
    """Whatever leaves the library, and whatever it leaves on the disk: files, tables, exports, pages, logs and tracebacks."""
    from actionlearning.report.making import page_about  # noqa: PLC0415  # an extra, needed here only
    from actionlearning.report.page import as_html  # noqa: PLC0415  # as above

    al, farid = vale.al, vale.member("M6")
    logged = io.StringIO()
    handler = logging.StreamHandler(logged)
    root = logging.getLogger()
    root.addHandler(handler)
    level, root_level = logging.getLogger("actionlearning").level, root.level
    logging.getLogger("actionlearning").setLevel(logging.DEBUG)
    try:
        export_tables(al, folder / "tables", to=Format.CSV, force=True)
        pages = [as_html(page_about(al, vale.ids[each])) for each in ("M6",)]
        way = al.view(LearningHistory, member=farid)
        reading = al.reading_as(KEEPER)
        words = [reading.shown(problem.title) for problem in way.problems]
        story = "\n".join(str(entry.sentence) for entry in al.view(SetHistory, set=vale.ids["ward-set"]).entries)
    finally:
        root.removeHandler(handler)
        logging.getLogger("actionlearning").setLevel(level)
    assert root.level == root_level
    (folder / "pages.html").write_text("\n".join([*pages, *words, story, logged.getvalue()]))
    try:
        al.reveal(names_of(al, farid)[0], Reader.sponsor_of(vale.ids["calder-vale"]))
    except Exception:  # noqa: BLE001  # whatever it says must say nothing of the text
        (folder / "traceback.txt").write_text(traceback.format_exc())
    assert al.journal.position()
    return bytes_in(folder)


def test_a_whole_programme_keeps_its_figures_and_forgets_the_person(vale: Vale, tmp_path: Path) -> None:
    al, farid = vale.al, vale.member("M6")
    known = [al.reveal(handle, KEEPER) for _, _, handle in texts_of(al, farid)]
    telling = {text for text in known if len(text) > 8}
    assert len(telling) > 10
    before, recorded = figures(vale), list(al.journal.read_all())
    audit = Auditing(al.journal, clock=vale.clock)
    signer = Signer.new(audit.begin())
    held = audit.checkpoint([signer])
    said = everywhere(vale, tmp_path)
    found = {text for text in telling if text.encode() in said}
    assert {"Farid Haddad"} <= found  # the control: pages do show what he said
    assert len(found) > 3
    rows = al.journal.position()

    assert erase(al, farid).done

    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    after = everywhere(vale, tmp_path)
    folder = Path(al.keyring.path).parent  # type: ignore[attr-defined]  # a keyring in a file
    audit.checkpoint([signer])
    audit.bundle(tmp_path / "bundle")
    verdict = verify(tmp_path / "bundle", Trust((signer.verifier,)), checkpoints=[held])
    assert verdict.holds  # the root that the auditor held is still that of these events
    assert (rows, rows + 2) == (verdict.covered, verdict.entries)
    for where in (after, bytes_in(folder), bytes_in(tmp_path / "bundle")):
        assert [] == [text for text in known if len(text) > 4 and text.encode() in where]
    assert b"former member" in after
    assert before == figures(vale)
    assert recorded == list(al.journal.read_all(until=rows))
    assert rows + 2 == al.journal.position()


def test_without_any_keyring_a_replay_gives_the_same_figures(vale: Vale) -> None:
    url = f"sqlite:///{Path(vale.al.keyring.path).parent / 'vale.db'}"  # type: ignore[attr-defined]  # a keyring in a file
    with open_library(url, keyring=MemoryKeyring(), clock=vale.clock) as keyless:
        other = Vale(keyless, vale.clock, vale.ids)
        assert figures(vale) == figures(other)
        assert list(vale.al.journal.read_all()) == list(keyless.journal.read_all())
        with pytest.raises(UnknownKey):  # the control: it holds no key, and that is not to say that anything was erased
            keyless.reveal(names_of(keyless, vale.member("M1"))[0], KEEPER)
