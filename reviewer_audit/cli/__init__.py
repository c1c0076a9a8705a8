"""The command line over the same services as the window.

Commands import what they run, so that ``--help`` does not wait for numpy and SQL.
"""

import os
import sys

import typer

from reviewer_audit import __version__
from reviewer_audit.cli.associate import register as register_associate
from reviewer_audit.cli.bulletins import register as register_bulletins
from reviewer_audit.cli.calibrate import register as register_calibrate
from reviewer_audit.cli.calibrate_after import register as register_calibrate_after
from reviewer_audit.cli.cases import register as register_cases
from reviewer_audit.cli.data import register as register_data
from reviewer_audit.cli.gold import register as register_gold
from reviewer_audit.cli.packs import register as register_packs
from reviewer_audit.cli.people import register as register_people
from reviewer_audit.cli.period import register as register_period
from reviewer_audit.cli.planning import register as register_planning
from reviewer_audit.cli.policies import register as register_policies
from reviewer_audit.cli.reports import register as register_reports
from reviewer_audit.cli.results import register as register_results
from reviewer_audit.cli.review import register as register_review
from reviewer_audit.cli.rounds import register as register_rounds
from reviewer_audit.cli.signals import register as register_signals
from reviewer_audit.cli.tables import register as register_tables
from reviewer_audit.cli.trend import register as register_trend
from reviewer_audit.cli.verify import register as register_verify
from reviewer_audit.errors import AuditError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Audit the quality of moderation decisions: sample, grade blind, know how sure you are.",
)
register_data(app)
register_policies()
register_planning(app)
register_rounds(app)
register_packs(app)
register_bulletins(app)
register_people(app)
register_gold(app)
register_review(app)
register_calibrate(app)
register_calibrate_after()
register_results(app)
register_tables(app)
register_reports(app)
register_signals(app)
register_period(app)
register_trend(app)
register_cases(app)
register_verify(app)
register_associate(app)


@app.callback(invoke_without_command=True)
def _root(
    version: bool = typer.Option(False, "--version", help="Print the version."),  # noqa: FBT001, FBT003
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line: exit 1 and one line where the user can mend it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except AuditError as error:
        sys.exit(f"{error.code}: {' '.join(str(error).split())}")
    except KeyboardInterrupt:
        sys.exit("cancelled: You stopped it. Nothing was changed.")
    except BrokenPipeError:
        os._exit(0)  # the reader of our output left; nothing more to say to it
    except Exception as error:
        if os.environ.get("REVIEWER_AUDIT_TRACEBACK"):
            raise
        sys.exit(
            f"internal: {type(error).__name__}; a fault of this program. The project is as it was "
            "before. Set REVIEWER_AUDIT_TRACEBACK=1 to see where, and report it."
        )
