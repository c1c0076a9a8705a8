"""State of the Review screen: the queue of a round, the item on show, and what was said of it."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from reviewer_audit.changes import Topic
from reviewer_audit.domain.items import ItemId
from reviewer_audit.domain.verdicts import INVALID, Mark, Origin, Verdict
from reviewer_audit.i18n import _, ngettext
from ui.following import Following, Stage

if TYPE_CHECKING:
    from reviewer_audit.domain.disputes import Ruling
    from reviewer_audit.services.review import Entry
    from reviewer_audit.services.review_board import Board
    from reviewer_audit.services.review_item import Case
    from ui.session import Session


class ReviewViewModel(Following):
    """Loads the queue and one item at a time; what a person says is written at once."""

    listed = Signal(object)  # Board
    opened = Signal(object)  # Case
    settled = Signal(int)  # item
    told = Signal(str, str)  # what was done, and a hint
    topics = Topic.ROUNDS | Topic.GRADES | Topic.VERDICTS | Topic.POLICY | Topic.PEOPLE

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.stage: Stage | None = None
        self.board: Board | None = None
        self.case: Case | None = None

    @property
    def may_write(self) -> bool:
        """Whether anything can be changed here."""
        board = self.board
        return bool(board and not board.is_closed and self.stage and not self.stage.read_only)

    def state_line(self) -> str:
        """Say in one line how far the round is."""
        board = self.board
        if board is None or self.stage is None or self.stage.is_blind:
            return ""
        if board.is_closed:
            return _("{title} · closed").format(title=board.title)
        left = ngettext("{n} item left", "{n} items left", board.left).format(n=f"{board.left:,}")
        waiting = board.standing.disputes.open
        more = ngettext("{n} open dispute", "{n} open disputes", waiting).format(n=f"{waiting:,}")
        parts = [board.title, left, *([more] if waiting else []), _("provisional until closed")]
        return " · ".join(parts)

    def next_open(self, after: int | None) -> "Entry | None":
        """Return the next item of the queue that this person can settle, round the end."""
        if self.board is None:
            return None
        entries = self.board.entries
        at = next((k for k, e in enumerate(entries) if e.item_id == after), -1)
        turned = [*entries[at + 1 :], *entries[: at + 1]]
        able = [e for e in turned if not (e.done or e.own or e.mine or e.item_id == after)]
        return able[0] if able else None

    # -- what a person does

    def open(self, item_id: int) -> None:
        """Bring one item, as this person may see it."""
        if self.board is None:
            return
        from reviewer_audit.services import review_item

        self._ask(
            review_item.case_of,
            self._session.store,
            self.board.survey,
            item_id,
            by=self._session.person,
            about="case",
            done=self._take_case,
        )

    def mark(self, *, policy_gap: bool, invalid: str) -> None:
        """Say what the person thinks of rule and item, and show the vendor's answer."""
        if self.case is None or not self.may_write:
            return
        from reviewer_audit.services import adjudication

        said = Mark(policy_gap=policy_gap, invalid=invalid if invalid in INVALID else "")
        item = self.case.entry.item_id
        self._write(adjudication.mark, item, said, done=lambda _answer: self.open(item), quiet=True)

    def settle(self, **said: Any) -> None:
        """Record the final answer to the item on show."""
        if self.case is None or not self.may_write:
            return
        from reviewer_audit.services import adjudication

        item = self.case.entry.item_id
        verdict = Verdict(
            item_id=ItemId(item),
            origin=Origin.SETTLED,
            decided_by=self._session.person.id,
            decided_at=datetime.now(UTC),
            **said,
        )
        self._write(adjudication.settle, verdict, done=lambda _answer: self.settled.emit(item))

    def settle_agreed(self) -> None:
        """Settle at once what all auditors agree on."""
        if self.board is None or not self.may_write:
            return
        from reviewer_audit.services import adjudication

        able = [e.item_id for e in self.board.entries if e.unanimous and not e.own]

        def tell(n: int) -> None:
            many = ngettext("{n} item is settled", "{n} items are settled", n)
            self.told.emit(many.format(n=f"{n:,}"), _("As all their auditors answered."))

        self._write(adjudication.settle_agreed, able, done=tell)

    def rule(self, decision: int, ruling: "Ruling", **said: Any) -> None:
        """Rule on a dispute."""
        from reviewer_audit.services import ruling as service

        self._write(service.rule, decision, ruling, done=lambda _answer: None, **said)

    def release(self, vendor: str, until: date, out: Path) -> None:
        """Write a vendor's workbook and open its window."""
        from reviewer_audit.services import releasing

        def tell(done: Any) -> None:
            text = ngettext(
                "{n} decision of {vendor} is in {file}",
                "{n} decisions of {vendor} are in {file}",
                done.decisions,
            ).format(n=f"{done.decisions:,}", vendor=done.vendor or _("the vendor"), file=out.name)
            hint = _("Disputes until {day}.").format(day=done.until.isoformat())
            if done.unconfirmed:
                more = ngettext(
                    "{n} error in it is not confirmed by a second person yet.",
                    "{n} errors in it are not confirmed by a second person yet.",
                    done.unconfirmed,
                )
                hint += " " + more.format(n=f"{done.unconfirmed:,}")
            self.told.emit(text, hint)

        self._write(releasing.release, vendor, until, out, done=tell)

    def bring(self, path: Path) -> None:
        """Bring a vendor's replies in."""
        from reviewer_audit.services import disputes

        def tell(done: Any) -> None:
            text = _("{new} replies are new, {changed} changed, {known} were there already").format(
                new=f"{done.new:,}", changed=f"{done.changed:,}", known=f"{done.known:,}"
            )
            trouble = [f"{p['code']}: {p['count']:,}" for p in done.problems]
            hint = _("Not used: {rows}").format(rows=", ".join(trouble)) if trouble else ""
            self.told.emit(text, hint)

        self._write(disputes.import_replies, path, done=tell)

    def end_window(self, vendor: str, reason: str) -> None:
        """End a vendor's window before its date."""
        from reviewer_audit.services import disputes

        def tell(_answer: Any) -> None:
            text = _("The window of {vendor} is over.").format(vendor=vendor or _("the vendor"))
            hint = _("What it has not answered counts as accepted; the reason is kept.")
            self.told.emit(text, hint)

        self._write(disputes.end_window, vendor, reason, done=tell)

    def close(self) -> None:
        """Close the round."""
        from reviewer_audit.services import closing

        def tell(done: Any) -> None:
            head = _("Written into the journal as {head}.").format(head=done.journal_head)
            self.told.emit(_("The round is closed; what stands is final."), head)

        self._write(closing.close, done=tell)

    # -- how it is asked

    def _write(
        self, function: Any, *args: Any, done: Any, quiet: bool = False, **more: Any
    ) -> None:
        if self.board is None:
            return
        self.busy = quiet  # a mark changes nothing that the queue shows
        self._session.jobs.start(
            function,
            self._session.store,
            *args,
            by=self._session.person,
            round_id=self.board.round_id,
            done=done,
            failed=self._fail,
            **more,
        )

    def _take_overview(self, seen: Any) -> None:
        self.stage = Stage(lines=seen.rounds, line=self._line(seen), read_only=seen.read_only)
        if self.stage.is_blind:
            self.board = self.case = None
        self.staged.emit(self.stage)
        if self.stage.is_blind or self.stage.line is None:
            return
        from reviewer_audit.services import review_board

        self._ask(
            review_board.board,
            self._session.store,
            by=self._session.person,
            round_id=self.stage.line.round.id,
            title=_("Reading {title}").format(title=self.stage.line.round.title),
            done=self._take_board,
        )

    def _take_board(self, board: "Board") -> None:
        self.board = board
        self.listed.emit(board)

    def _take_case(self, case: "Case") -> None:
        self.busy = False
        self.case = case
        self.opened.emit(case)
