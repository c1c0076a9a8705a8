"""The command line as people use it: one call, one JSON object."""

import json

import pytest
from typer.testing import CliRunner

from reviewer_audit.cli import app
from reviewer_audit.errors import AuditError


class Cli:
    """Runs commands in this process; imports still read in their child process."""

    def __init__(self):
        self._runner = CliRunner()

    def text(self, *args, code=0):
        """Run a command and return what it printed."""
        done = self._runner.invoke(app, [str(a) for a in args])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.output

    def json(self, *args):
        """Run a command with --json and return the object."""
        out = self._runner.invoke(app, [*(str(a) for a in args), "--json"])
        if out.exception is not None and not isinstance(out.exception, SystemExit):
            raise out.exception
        assert out.exit_code == 0, out.output
        return json.loads(out.stdout)

    def refusal(self, *args):
        """Run a command that must be refused and return the error."""
        with pytest.raises(AuditError) as caught:
            self.text(*args)
        return caught.value


@pytest.fixture(scope="session")
def cli():
    return Cli()
