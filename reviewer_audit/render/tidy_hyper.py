"""Write tables into one Tableau extract, by the optional library pantab.

The library starts a server of its own on this machine for the moment of writing. It sends no
usage data and keeps no log.
"""

from collections.abc import Sequence
from pathlib import Path

from reviewer_audit.errors import OutputError
from reviewer_audit.i18n import _
from reviewer_audit.render.files import replacing
from reviewer_audit.render.tabular import arrow_of
from reviewer_audit.reports.tidy import Tidy


def write_hyper(path: Path, tables: Sequence[Tidy]) -> None:
    """Write every table under its name.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    import pantab

    frames = {one.name: arrow_of(one) for one in tables}
    with replacing(path) as temporary:
        temporary.unlink()  # it takes an empty file for a broken extract
        try:
            # not atomic: the file is ours alone until it takes the place of the old one
            pantab.frames_to_hyper(frames, temporary, atomic=False)
        except RuntimeError as error:
            message = _(
                "{name} cannot be written: the library for Tableau extracts refused."
            ).format(name=path.name)
            raise OutputError(
                message, _("Old files are unchanged. Free some disk space.")
            ) from error
