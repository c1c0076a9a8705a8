"""State of the Reports screen: the documents of a revealed round and the files they become."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from reviewer_audit.changes import Topic
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _, language
from ui import computed
from ui.following import Following, Stage
from ui.screens.reports import making, tabling
from ui.screens.reports.filling import Filling
from ui.screens.reports.making import Made, PlannedFile

if TYPE_CHECKING:
    from reviewer_audit.reports.model import Filter, Report
    from reviewer_audit.reports.results import AuditResults
    from reviewer_audit.services.codes import Codes
    from reviewer_audit.services.evidence import Written as Evidence
    from reviewer_audit.services.reporting import Written
    from reviewer_audit.services.templates import Source
    from ui.screens.reports.tabling import TableFile
    from ui.session import Session

TOPICS = ~Topic.PEOPLE
KINDS = ("xlsx", "html", "pdf")


class ReportsViewModel(Following):
    """Loads, previews and writes in the background."""

    ready = Signal(object)  # AuditResults
    listed = Signal(object)  # tuple[PlannedFile, ...]
    previewed = Signal(object)  # Report
    written = Signal(object)  # tuple[Written, ...], of reports, evidence or tables
    verified = Signal(object)  # tuple[Verified, ...]
    topics = TOPICS

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.stage: Stage | None = None
        self._interval = session.interval
        self.results: AuditResults | None = None
        self.report: Report | None = None
        self.vendor = self.reviewer = ""
        self.per_vendor, self.per_reviewer, self.named = True, False, False
        self.edition, self.language = "internal", language()  # of the files
        self.kinds: tuple[str, ...] = KINDS[:1]
        self.folder = session.store.path.parent if session.has_project else Path()
        self.files: tuple[PlannedFile, ...] = ()
        self.sections: tuple[str, ...] = ()  # none: all
        self.period = "", ""  # first and last day of the contract period, where one is judged
        self.available: tuple[tuple[str, str], ...] = ()  # key and title of those there are
        self.filling = Filling(session, self)
        self.filling.looked.connect(self._list)
        self._done: tuple[Written, ...] = ()
        self._codes: Codes | None = None
        self._unlisted = False

    def choose(self, vendor: str, reviewer: str = "") -> None:
        """Look at the document of a vendor, of one of its reviewers, or of the whole audit."""
        same = (vendor, reviewer) == (self.vendor, self.reviewer)
        if self.results is None or (same and self.report is not None):
            return
        if vendor not in self._held(self.results):
            return  # of the list for other readers, until the one for these is there
        self.vendor, self.reviewer = vendor, reviewer
        self._preview()

    def go_to(self, folder: Path) -> None:
        """Write into another folder."""
        if folder != self.folder:
            self.folder, self._done = folder, ()
            self._list()

    def for_each_vendor(self, on: bool) -> None:  # noqa: FBT001 - Qt's
        """Write one file for every vendor, too, or the whole audit alone."""
        self.per_vendor = on
        if not on and self.vendor:
            self.choose("")
        self._list()

    def for_readers(self, edition: str) -> None:
        """Make the reports for other readers."""
        if edition != self.edition:
            self.edition, self._done = edition, ()
            self._again()

    def in_language(self, code: str) -> None:
        """Make the reports in another language; what is said of the numbers is in it, too."""
        if code != self.language:
            self.language, self._done = code, ()
            self.load()

    def hold(self, sections: tuple[str, ...], period: tuple[str, str] = ("", "")) -> None:
        """Let reports hold these sections, none for all, and judge this contract period."""
        if (sections, period) == (self.sections, self.period):
            return
        new = any(period) and not any(self.period)
        self.sections = (*sections, "contract") if sections and new else sections
        self._done = ()
        if period != self.period:
            self.period = period
            self._judge()
        else:
            self._again()

    def _judge(self) -> None:
        """Judge the contract period that is asked for, or forget it."""
        if self.results is None:
            return
        if not any(self.period):
            self._take_period(replace(self.results, contract=None))
            return
        from reviewer_audit.services import reporting

        since, until = self.period
        self._ask(
            reporting.over_period,
            self._session.store,
            self.results,
            since=since,
            until=until,
            title=_("Judging the period"),
            done=self._take_period,
            about="period",
        )

    def _take_period(self, found: "AuditResults") -> None:
        self.results = found
        self._again()

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, AuditError) and error.code.startswith("period."):
            self.period = "", ""
            self._judge()
        super()._fail(error)

    def fill(self, path: Path | None) -> None:
        """Fill a workbook of the customer's own in place of the scorecard, or none."""
        self._done = ()
        self.filling.choose(path)
        self._look()

    def verify(self, paths: list[Path]) -> None:
        """Say whether files are as this project wrote them."""
        self._session.jobs.start(
            making.verified,
            self._session.store,
            paths,
            title=_("Verifying"),
            done=self.verified.emit,
            failed=self._fail,
        )

    def by_name(self, on: bool) -> None:  # noqa: FBT001 - Qt's
        """Show reviewers by their names, or by codes."""
        if on != self.named:
            self.named = on
            self._again()

    def behind(self, where: "Filter") -> "Filter":
        """Return a filter of the document with reviewers under their names again."""
        if self._codes is None or self.named:
            return where
        return tuple((role, self._codes.name_of(role, value)) for role, value in where)

    def for_each_reviewer(self, on: bool) -> None:  # noqa: FBT001 - Qt's
        """Write feedback for every reviewer, too."""
        self.per_reviewer = on
        if not on and self.reviewer:
            self.choose(self.vendor)
        self._list()

    def in_format(self, kind: str, on: bool) -> None:  # noqa: FBT001 - Qt's
        """Write in one more format, or in one fewer."""
        wanted = {*self.kinds, kind} if on else {*self.kinds} - {kind}
        self.kinds = tuple(one for one in KINDS if one in wanted)
        self._list()

    @property
    def may_write(self) -> bool:
        """Whether there is something to write."""
        ready = self.filling.ready or "xlsx" not in self.kinds
        return self.results is not None and not self.busy and bool(self.kinds) and ready

    def write(self) -> None:
        """Write the files that are listed."""
        if not self.may_write or self.results is None:
            return
        from reviewer_audit.services import reporting

        self._hand_over(
            reporting.write_scorecards,
            self.folder,
            round_id=self.results.round_id,
            per=self._per,
            formats=[reporting.Format(kind) for kind in self.kinds],
            edition=self.edition,
            codes=self._codes,
            named=self.named,
            results=self.results,
            sections=self.sections,
            template=self._source,
            accept_loss=self.filling.accepted,
            title=_("Writing reports"),
            done=self._take_written,
        )

    @property
    def may_write_evidence(self) -> bool:
        """Whether the document on show is one vendor's."""
        return self.results is not None and not self.busy and bool(self.vendor)

    def write_evidence(self) -> None:
        """Write all that a third party needs to recompute the score of the vendor on show."""
        if not self.may_write_evidence or self.results is None:
            return
        self._hand_over(
            making.evidence_of,
            self.results,
            self.vendor,
            self.folder,
            title=_("Writing the evidence file"),
            done=self._take_other,
        )

    def write_tables(self, kinds: tuple[str, ...]) -> None:
        """Write every table that these readers may have, of the vendor on show or of all."""
        if self.results is None or self.busy or not kinds:
            return
        self._hand_over(
            tabling.write_tables,
            self.results,
            self.folder,
            kinds,
            interval=self._interval,
            edition=self.edition,
            vendor=self.vendor,
            named=self.named,
            codes=self._codes,
            title=_("Writing tables"),
            done=self._take_other,
        )

    def _hand_over(self, function: Callable[..., Any], *args: Any, **more: Any) -> None:
        """Write files by the name of who sits here, one kind at a time."""
        self.busy = True
        self._session.jobs.start(
            function,
            self._session.store,
            *args,
            by=self._session.person,
            failed=self._fail,
            cancelled=self._stopped,
            **more,
        )

    def _take_other(self, written: "tuple[Evidence | TableFile, ...]") -> None:
        self.busy = False
        self.written.emit(written)

    @property
    def _source(self) -> "Source | None":
        return self.filling.seen.source if self.filling.seen else None

    def _look(self) -> None:
        """See what a template would be filled with for the files that are asked for."""
        if self.results is not None:
            self.filling.look(
                self.results,
                self._codes,
                per=self._per,
                edition=self.edition,
                named=self.named,
            )

    @property
    def _per(self) -> tuple[str, ...]:
        asked = (("vendor", self.per_vendor), ("reviewer", self.per_reviewer))
        return tuple(name for name, wanted in asked if wanted)

    @Slot(object)
    def _follow(self, round_id: object) -> None:
        self._done = ()
        super()._follow(round_id)

    def wake(self, *, awake: bool) -> None:
        """Hear whether anybody looks, and whether Results were asked for another interval since."""
        self._stale |= self._interval != self._session.interval
        super().wake(awake=awake)

    def _take_overview(self, seen: Any) -> None:
        line, self._interval = self._line(seen), self._session.interval
        self.stage = Stage(lines=seen.rounds, line=line, read_only=seen.read_only)
        if self.stage.is_blind or line is None:
            self.results = self.report = None
            self.staged.emit(self.stage)
            return
        self.staged.emit(self.stage)
        self._ask(
            computed.results_for_files,
            self._session.store,
            self.language,
            round_id=line.round.id,
            interval=self._interval,
            full=True,
            further=True,
            title=_("Computing the results of {title}").format(title=line.round.title),
            done=self._take_results,
        )

    def _take_results(self, found: "AuditResults") -> None:
        self.results = found
        self.ready.emit(found)
        if any(self.period):
            self._judge()
        else:
            self._again()

    def _again(self) -> None:
        """List and preview what the results become for these readers."""
        if self.results is None:
            return
        held = self._held(self.results)
        if self.vendor not in held:
            self.vendor, self.reviewer = held[0], ""
        self._unlisted = True  # names of files hold codes, which come with the document
        self._preview()

    def _held(self, results: "AuditResults") -> list[str]:
        """Return the vendors that these readers may see a document of; "" is the whole audit."""
        from reviewer_audit.services import reporting

        return reporting.whose(results, ["vendor"], self.edition)

    def _preview(self) -> None:
        self._session.jobs.start(
            making.previewed,
            self._session.store,
            self.results,
            self._codes,
            vendor=self.vendor,
            reviewer=self.reviewer,
            edition=self.edition,
            named=self.named,
            sections=self.sections,
            done=self._take_report,
            failed=self._fail,
        )

    def _take_report(self, made: Made) -> None:
        self._codes = made.codes
        if made.about == (self.vendor, self.reviewer, self.edition, self.sections):
            self.report = made.report
            self.available = made.available or self.available
            self.previewed.emit(made.report)
        if self._unlisted:
            self._list()
            self._look()

    @Slot()
    def _list(self) -> None:
        if self.results is None:
            return
        self._unlisted = False
        self._session.jobs.start(
            making.planned_files,
            self.results,
            self.folder,
            self._done,
            per=self._per,
            edition=self.edition,
            kinds=self.kinds,
            codes=self._codes,
            named=self.named,
            sections=self.sections,
            template=self._source,
            done=self._take_files,
            failed=self._fail,
        )

    def _take_files(self, files: tuple[PlannedFile, ...]) -> None:
        self.files = files
        self.listed.emit(files)

    def _take_written(self, written: "tuple[Written, ...]") -> None:
        self.busy = False
        self._done = written
        self.written.emit(written)
        self._list()

    def _stopped(self) -> None:
        self.busy = False
        self.written.emit(())
        self._list()
