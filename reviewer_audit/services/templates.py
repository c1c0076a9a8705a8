"""Customers' own templates: looked at before they are filled, and filled like any report."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.errors import IntakeError, OutputError
from reviewer_audit.i18n import _, speaking
from reviewer_audit.reports.build import scope_of
from reviewer_audit.reports.editions import Call
from reviewer_audit.reports.results import AuditResults
from reviewer_audit.services.projects import Project

if TYPE_CHECKING:
    from reviewer_audit.render.template import Look
    from reviewer_audit.reports.template import Filling

MOST_BYTES = 32 << 20  # a form to be filled in, not data
SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A template as it was read: nothing later looks at the file again."""

    name: str
    data: bytes
    suffix: str  # of the files it becomes

    @property
    def named(self) -> str:
        """What the journal calls it; not as it names files that were handed over."""
        return f"sha256:{hashlib.sha256(self.data).hexdigest()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """What filling a template for one reader would do."""

    vendor: str
    look: "Look"

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``report --preview``."""
        look = self.look
        return {
            "vendor": self.vendor or None,
            "fills": [
                {"name": one.name, "what": one.what, "sheet": one.sheet, "at": one.at,
                 "rows": one.rows, "in_edition": one.held}
                for one in look.fills
            ],
            "errors": list(look.errors),
            "losses": list(look.losses),
            "warnings": list(look.warnings),
            "kept": look.kept,
        }  # fmt: skip


def open_template(path: Path) -> Source:
    """Read a template; it is a stranger's file, so its zip is looked at before its XML.

    Raises:
        OutputError: it cannot be read, or is no workbook that can be filled.
    """
    from reviewer_audit.intake.prescan import prescan
    from reviewer_audit.render.template import Template

    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        message = _("{name} cannot be read: {why}.").format(name=path.name, why=error.strerror)
        raise OutputError(message, _("Nothing was written."), code="template.unreadable") from error
    if len(data) > MOST_BYTES:
        message = _("{name} is larger than {most_bytes} MB.").format(
            name=path.name, most_bytes=MOST_BYTES >> 20
        )
        hint = _("Nothing was written. Leave data and large pictures out of a template.")
        raise OutputError(message, hint, code="template.large")
    if path.suffix.casefold() not in SUFFIXES or not data.startswith(b"PK"):
        message = _("{name} is no workbook that can be filled.").format(name=path.name)
        hint = _("Nothing was written. Save it without a password as xlsx.")
        raise OutputError(message, hint, code="template.kind")
    try:
        prescan(BytesIO(data), path.name)
    except IntakeError as error:
        hint = _("Nothing was written. Save it in a spreadsheet program as xlsx again.")
        raise OutputError(error.message, hint, code="template.damaged") from error
    return Source(name=path.name, data=data, suffix=Template(data, path.name).suffix)


def days_of(store: Project, round_id: int) -> dict[str, tuple[str, str]]:
    """Return the first and last day of each vendor's drawn decisions, and of all under ""."""
    from reviewer_audit.services.analysis import records_of

    records = records_of(store, round_id)
    drawn = records.drawn
    found: dict[str, tuple[str, str]] = {}
    for vendor, at in zip(drawn["vendor"], drawn["decided_at"], strict=True):
        day = at[:10]
        for whose in {"", records.names[int(vendor)]} if day else ():
            first, last = found.get(whose, (day, day))
            found[whose] = min(first, day), max(last, day)
    return found


@dataclass(frozen=True, kw_only=True)
class Fillings:
    """Makes what a template is filled with, for each vendor of a round, in one edition."""

    source: Source
    found: AuditResults
    edition: str
    call: Call | None
    days: Mapping[str, tuple[str, str]]

    def _of(self, vendor: str) -> "Filling":
        from reviewer_audit.reports.template_tables import filling

        with speaking(self.found.language):
            scope = scope_of(self.found, vendor=vendor, edition=self.edition, call=self.call)
            return filling(scope, self.days.get(vendor, ("", "")))

    def look(self, vendor: str) -> Foretold:
        """Return what filling it for a vendor would do."""
        from reviewer_audit.render.template import Template

        template = Template(self.source.data, self.source.name)
        seen = template.look(self._of(vendor), provisional=self.found.provisional)
        return Foretold(vendor=vendor, look=seen)

    def write(self, vendor: str, path: Path) -> None:
        """Write it filled for a vendor."""
        from reviewer_audit.render.template import Template
        from reviewer_audit.render.template_fill import fill

        fill(Template(self.source.data, self.source.name), self._of(vendor), path)


def prepare(
    store: Project,
    source: Source,
    found: AuditResults,
    *,
    edition: str,
    call: Call | None,
) -> Fillings:
    """Make ready to look at a template and to fill it."""
    days = days_of(store, found.round_id)
    return Fillings(source=source, found=found, edition=edition, call=call, days=days)


def require_fit(every: Sequence[Foretold], name: str, *, accept_loss: bool) -> None:
    """Refuse a template with errors, and one with losses nobody has accepted.

    Raises:
        OutputError: with the list.
    """
    errors = dict.fromkeys(text for one in every for text in one.look.errors)
    if errors:
        message = _("{name} cannot be filled: {errors}").format(name=name, errors=" ".join(errors))
        hint = _("Nothing was written. The names that can be filled: template names")
        raise OutputError(message, hint, code="template.refused")
    losses = dict.fromkeys(text for one in every for text in one.look.losses)
    if losses and not accept_loss:
        message = _("Before {name} is filled, know this: {losses}").format(
            name=name, losses=" ".join(losses)
        )
        hint = _("Nothing was written. Fill it all the same with --accept-loss.")
        raise OutputError(message, hint, code="template.loss")


def vocabulary() -> dict[str, Any]:
    """Return every name and table that a template can hold."""
    from reviewer_audit.reports.template import names
    from reviewer_audit.reports.template_tables import tables

    return {
        "names": [
            {"name": one.name, "what": one.what, "sections": sorted(one.sections)}
            for one in names().values()
        ],
        "tables": [
            {
                "name": one.name,
                "what": one.what,
                "sections": sorted(one.sections),
                "columns": [{"heading": key, "what": said} for key, said in one.fields.items()],
            }
            for one in tables().values()
        ],
    }


def write_starter(path: Path) -> None:
    """Write a small template to begin from.

    Raises:
        OutputError: the file cannot be written; an old one is unchanged.
    """
    from reviewer_audit.render.template_starter import write_starter as write

    write(path)
