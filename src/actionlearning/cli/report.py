"""``report``: one page about a programme, a set, a member or a candidate, in a file of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from actionlearning.application.names import Names
from actionlearning.cli.naming import called
from actionlearning.cli.output import show_json
from actionlearning.cli.pages import write_page
from actionlearning.cli.settings import LookingCommand, current

if TYPE_CHECKING:
    from actionlearning.report.page import Page

__all__ = ["report"]

STDOUT = "-"


@click.command(cls=LookingCommand)
@click.argument("which", metavar="PROGRAMME|SET|MEMBER|CANDIDATE")
@click.option(
    "--out", metavar="FILE", help="Where to write the page; - for standard output. [default: a name made of what it is about]"
)
@click.option(
    "--for",
    "reader",
    type=click.Choice(["sponsor", "set", "owner", "centre"]),
    help="Who will read it. [default: sponsor of a programme, set of a set, owner of a member, centre of a candidate]",
)
@click.option(
    "--fewest", type=click.IntRange(min=5), help="How many people must be behind what a sponsor is told. [default: 5]"
)
@click.option("--force", is_flag=True, help="Replace whatever is there. An earlier page is replaced without being told to.")
def report(which: str, out: str | None, reader: str | None, fewest: int | None, force: bool) -> None:
    """Write a page about a programme, a set, a member or a candidate.

    One file of HTML with its charts in it, to read, to print or to send; it asks for nothing from anywhere. What its reader
    may not see is not in the file. It needs actionlearning[report].

    Example: actionlearning report calder-vale --as-at 2025-09-30 --out calder-vale.html
    """
    from actionlearning.report.making import page_about  # noqa: PLC0415  # an extra, loaded when it is used
    from actionlearning.report.page import as_html  # noqa: PLC0415  # as above
    from actionlearning.report.readers import Reader  # noqa: PLC0415  # as above

    with current().look() as al:
        names = Names(al.journal)
        stream = names.id(which)
        called(stream, which)
        page = page_about(al, stream, reader=Reader(reader) if reader else None, fewest=fewest, **current().when)
        html = as_html(page)
        if out == STDOUT:
            sys.stdout.buffer.write(html.encode())  # as the page itself says, whatever a terminal speaks
            return
        where = Path(out) if out else Path(f"{page.kind}-{_short(names, stream)}.html")
        write_page(where, html, force=force)
        if current().json:
            show_json(_told(page, where))
        else:
            click.echo(f"{where}: the {page.kind} page for the {page.reader.value}, {len(page.charts)} charts")


def _short(names: Names, stream: UUID) -> str:
    return names.aliases().get(stream, str(stream)[:8])


def _told(page: Page, where: Path) -> dict[str, object]:
    return {
        "out": str(where),
        "kind": page.kind,
        "title": page.title,
        "for": page.reader.value,
        "as_at": page.origin.as_at.isoformat(),
        "position": page.origin.position,
        "simulated": page.origin.simulated,
        "charts": [chart.name for chart in page.charts],
    }
