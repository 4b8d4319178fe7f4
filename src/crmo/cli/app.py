"""The command line: which commands there are. What each takes stands in `crmo.cli.commands`."""

from __future__ import annotations

from cyclopts import App, CycloptsError

from crmo import __version__
from crmo.cli.commands.administration import audit, people
from crmo.cli.commands.care import backup, erase, export, restore
from crmo.cli.commands.finding import find, review
from crmo.cli.commands.letters import read, recognise
from crmo.cli.commands.records import assess, demo, open_files, template
from crmo.cli.commands.rulebook import bones, rules, schema, sources
from crmo.cli.commands.virtual import simulate
from crmo.cli.commands.workbench import refresh, serve

EXIT_WRONG_USE = 1

app = App(
    name="crmo",
    version=f"crmo {__version__}",
    help=(
        "Open software for chronic recurrent multifocal osteomyelitis (CRMO, CNO). "
        "An aid to thinking: it does not diagnose, and no red flag is not reassurance."
    ),
    help_format="plaintext",
    suppress_keyboard_interrupt=False,  # `crmo.cli.main` says what became of the pages
)

app.command(open_files, name="open")
for _command in (
    assess,
    template,
    rules,
    bones,
    sources,
    schema,
    read,
    recognise,
    demo,
    simulate,
    find,
    review,
    serve,
    refresh,
    backup,
    restore,
    export,
    erase,
):
    app.command(_command)
app.command(audit)
app.command(people)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    try:
        result = app(arguments, exit_on_error=False, result_action="return_value")
    except CycloptsError:
        return EXIT_WRONG_USE
    return result if isinstance(result, int) else 0
