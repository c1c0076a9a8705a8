"""Sample: how much is audited and which; who grades it, and how far they are."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot

from reviewer_audit.domain.packs import RETURN_SUFFIX
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words as figures
from ui.actions import Action
from ui.roundscreen import RoundScreen
from ui.screens.sample import packoffers, words
from ui.screens.sample.drawn import DrawnPage
from ui.screens.sample.planner import PlannerPage
from ui.screens.sample.returns import ReturnsPage, merged_words
from ui.screens.sample.viewmodel import NEW, SampleViewModel, Stage
from ui.wording import STATES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from reviewer_audit.services.board import Board
    from reviewer_audit.services.handout import MergeLine
    from reviewer_audit.services.manifest import Manifest
    from reviewer_audit.services.merging import Checked
    from reviewer_audit.services.outlook import Outlook
    from reviewer_audit.services.packing import Packed
    from reviewer_audit.services.planning import Ground
    from ui.session import Session


class SampleScreen(RoundScreen):
    """Plans and draws while no round is open; afterwards watches the one that was drawn."""

    title = _("Sample")
    vm: SampleViewModel

    def __init__(self, session: "Session") -> None:
        super().__init__("sample", session, picture="dice")
        self.vm = SampleViewModel(session, self)
        self.planner = PlannerPage(session.jobs)
        self.drawn = DrawnPage(session.jobs)
        self.returns = ReturnsPage()
        self._under: QWidget = self.empty  # the page behind the returns
        for page in (self.planner, self.drawn, self.returns):
            self.pages.addWidget(page)
        self._wait()
        self._connect()

    # -- what the window asks

    def state_line(self) -> str:
        """Say in one line what is planned, or how far the round is."""
        stage, ground = self.vm.stage, self.vm.ground
        if stage is None or stage.mode == "empty":
            return ""
        if stage.mode == "plan":
            seen = self.planner.outlook
            parts = [
                _("nobody has graded yet")
                if stage.redraw
                else _("nothing drawn yet")
                if stage.line or not stage.lines
                else _("a new round"),
                words.decisions(ground.population) if ground else "",
                words.plus_minus(seen.margin) if seen and not seen.without else "",
            ]
            return " · ".join(part for part in parts if part)
        line = stage.line
        if line is None:
            return ""
        many = ngettext("{n} decision drawn", "{n} decisions drawn", line.sampled)
        drawn = many.format(n=figures.count(line.sampled))
        state = STATES.get(str(line.round.state), (str(line.round.state), ""))[0]
        waiting = words.grades_left(line.left) if line.left else _("every grade is in")
        if not line.progress:
            waiting = _("nobody has items")
        return f"{drawn} · {figures.inside(state)} · {waiting}"

    def arrive(self, what: object) -> None:
        """Show a round somebody asked for, with "new" the plan of another one, or returns."""
        if what == "new":
            self.vm.choose(NEW)
        elif isinstance(what, int):
            self.vm.choose(what)
        elif isinstance(what, tuple):
            seen = self.vm.hand_out
            if (seen is None or not seen.any_packs) and what[0].suffix.lower() != RETURN_SUFFIX:
                self._session.go("data", what[0])  # nothing was handed out: it is no return
            else:
                self.judge_returns(what)

    @property
    def commands(self) -> tuple[Action, ...]:
        """What the screen offers now."""
        stage, group, here = self.vm.stage, self.title, self.pages.currentWidget()
        if stage is None or here is self.empty:
            return ()
        may = not (stage.read_only or self.vm.busy)
        if here is self.returns:
            run = (self.leave_returns, self.apply_returns)
            return packoffers.of_returns(group, self.returns, run, may=may)

        def offer(key: str, title: str, run: "Callable[[], object]", place: str = "") -> Action:
            on = may or key == "results"
            return Action(
                key=key, title=title, group=group, run=run, place=place, enabled=lambda: on
            )

        if stage.mode == "plan":
            ready = may and self.planner.can_draw()
            draw = Action(
                key="draw",
                title=_("Draw the sample") if not stage.redraw else _("Draw again"),
                group=group,
                run=self.draw,
                place="primary",
                enabled=lambda: ready,
            )
            keep = offer("keep", _("Keep the draw"), self._keep, "secondary")
            return (draw, keep) if stage.redraw else (draw,)
        found = self.vm.manifest
        grading = found is not None and found.is_grading
        left = stage.line.left if stage.line is not None else 0
        over = str(stage.line.round.state) not in {"grading", "locked"} if stage.line else False
        go = partial(self._session.go, "results")
        handed = stage.line is not None and bool(stage.line.progress)
        ready = handed and not (over or left)  # while grades are out, nothing leads to Results
        results = _("Reveal in Results") if ready else _("Open Results")
        offers = [
            offer("results", results, go, "primary" if ready else "secondary"),
            offer("new", _("New round"), partial(self.vm.choose, NEW), "" if over else "secondary"),
            offer("like", _("New round like this"), self.vm.new_like, "primary" if over else ""),
        ]
        if grading:
            run = (self.ask_to_seal, self.choose_returns)
            offers += packoffers.of_packs(group, self.vm.hand_out, run, may=may)
            offers.append(offer("give", _("Give items to others…"), self.ask_to_give))
            place, choose = "" if handed else "primary", self.drawn.sheet.choose.click
            offers.append(offer("sheet", _("Bring in grades…"), choose, place))
        return tuple(offers)

    # -- what a person does

    @Slot()
    def ask_to_seal(self, auditor: str = "") -> None:
        """Ask for whom, and to which key, a pack is sealed; the first who has none by default."""
        from ui.sealing import SealPack

        seen = self.vm.hand_out
        if seen is None or not seen.people or self.vm.busy:
            return
        waiting = next((one.person.name for one in seen.people if not one.packs), "")
        name, due = auditor or waiting, self.vm.board.due if self.vm.board else ""
        errand = packoffers.errand(seen, due)
        sheet = SealPack(self.window(), self._session, errand, name)
        sheet.sealed.connect(self._tell_sealed)
        sheet.open()

    @Slot(str)
    def ask_to_give(self, source: str = "") -> None:
        """Ask to whom what somebody has not graded goes, or what nobody has."""
        from ui.screens.sample.giving import GiveOn

        if self.vm.board is not None and not self.vm.busy:
            sheet = GiveOn(self.window(), self._session, self.vm.board, source)
            sheet.given.connect(self._tell_given)
            sheet.open()

    @Slot()
    def choose_returns(self) -> None:
        """Ask for the files that auditors sent back."""
        packoffers.choose_returns(self.window(), self.judge_returns)

    @Slot(object)
    def judge_returns(self, names: "Sequence[str | Path]") -> None:
        """Say what returns would bring."""
        self.banner.hide()
        self.vm.judge([Path(name) for name in names])

    @Slot()
    def apply_returns(self) -> None:
        """Take in what was judged."""
        if self.returns.may_apply:
            self.banner.hide()
            self.vm.merge(self.returns.paths, self.returns.senders)

    @Slot()
    def leave_returns(self) -> None:
        """Go back to the sample; nothing was changed."""
        if self.pages.currentWidget() is self.returns:
            self.pages.setCurrentWidget(self._under)
            self.banner.hide()
            self.headline.emit()

    @Slot(object)
    def ask_to_withdraw(self, line: "MergeLine") -> None:
        """Ask before a merge is undone."""
        packoffers.ask_to_withdraw(self.window(), line, self.vm.withdraw)

    @Slot()
    def draw(self) -> None:
        """Draw what the plan on show promises."""
        form = self.planner.form
        if self.planner.can_draw() and not self.vm.busy:
            self.banner.hide()
            run = partial(self.vm.draw, form.wish(), form.title_field.text(), form.due_day)
            packoffers.draw_for(self.window(), form.wish().auditors, run)

    @Slot()
    def _keep(self) -> None:
        self.vm.plan_again(on=False)

    def _choose_round(self, round_id: int) -> None:
        self.banner.hide()
        self.vm.choose(round_id)

    def _bring_in(self) -> None:
        self._session.go("data")

    @Slot(object, str)
    def _record(self, path: Path, auditor: str) -> None:
        self.banner.hide()
        self.vm.record(path, auditor)

    @Slot(object, object, str)
    def _export(self, path: Path, rejected: Any, name: str) -> None:
        from reviewer_audit.services import intake

        self._session.jobs.start(
            intake.export_quarantine,
            rejected,
            path,
            name,
            title=path.name,
            done=lambda _nothing: self._tell_saved(path),
            failed=self._fail,
        )

    # -- building

    def _connect(self) -> None:
        vm = self.vm
        vm.staged.connect(self._stage)
        vm.surveyed.connect(self._survey)
        vm.looked.connect(self._look)
        vm.refused.connect(self._refuse)
        vm.found.connect(self._find)
        vm.done.connect(self._tell_done)
        vm.failed.connect(self._fail)
        vm.busied.connect(self.headline)
        self.planner.asked.connect(vm.ask)
        self.planner.again_asked.connect(lambda on: vm.draw_from_audited(again=on))
        self.planner.bring_asked.connect(self._bring_in)
        self.planner.altered.connect(self.headline)
        self.drawn.more_asked.connect(vm.draw_more)
        self.drawn.replace_asked.connect(vm.replace)
        self.drawn.again_asked.connect(vm.plan_again)
        self.drawn.like_asked.connect(vm.new_like)
        self.drawn.due_asked.connect(vm.set_due)
        vm.boarded.connect(self._show_board)
        vm.judged.connect(self._show_returns)
        self.drawn.give_asked.connect(self.ask_to_give)
        self.drawn.hand_out.seal_asked.connect(self.ask_to_seal)
        self.drawn.hand_out.bring_asked.connect(self.choose_returns)
        self.drawn.merges.withdraw_asked.connect(self.ask_to_withdraw)
        self.returns.left_out.connect(self.judge_returns)
        self.returns.vouched.connect(self.headline)
        self.drawn.sheet.asked.connect(self._record)
        self.drawn.sheet.export_asked.connect(self._export)

    # -- what the view-model tells

    @Slot(object)
    def _stage(self, stage: Stage) -> None:
        self._list_rounds(stage, (NEW, _("New round…")))
        if stage.line is None:
            self.rounds.setCurrentIndex(self._round_ids.index(NEW))
        if stage.mode == "empty":
            self._say(
                _("No decisions yet"),
                _("A sample is drawn from a vendor's decisions. Bring in a file of them first."),
                _("Bring in a file"),
                self._bring_in,
            )
        elif stage.mode == "plan" and self.vm.ground is None:
            self._wait()
        self.headline.emit()

    @Slot(object)
    def _survey(self, ground: "Ground") -> None:
        self.planner.survey(ground)
        self._bring_up(self.planner)
        self.headline.emit()

    @Slot(object)
    def _look(self, seen: "Outlook") -> None:
        self.planner.show_outlook(seen)
        self.headline.emit()

    @Slot(object)
    def _refuse(self, error: AuditError) -> None:
        self.planner.refuse(error)
        self.headline.emit()

    @Slot(object)
    def _find(self, found: "Manifest") -> None:
        before = self.drawn.round_id
        read_only = self.vm.stage.read_only if self.vm.stage else False
        self.drawn.put(found, read_only=read_only)
        if before != found.round.id:
            self.drawn.sheet.forget()
        self.planner.forget()
        self._bring_up(self.drawn)
        self.headline.emit()

    @Slot(object)
    def _show_board(self, seen: "Board") -> None:
        read_only = self.vm.stage.read_only if self.vm.stage else False
        self.drawn.put_board(seen, read_only=read_only)
        self.headline.emit()

    @Slot(object, object)
    def _show_returns(self, paths: "Sequence[Path]", checked: "Checked") -> None:
        self.returns.put(paths, checked)
        self.pages.setCurrentWidget(self.returns)
        self.returns.table.setFocus()
        self.headline.emit()

    @Slot(object)
    def _tell_sealed(self, packed: "Packed") -> None:
        from ui.sealing import sealed_words

        self._say_good(*sealed_words(packed))

    @Slot(object)
    def _tell_given(self, given: Any) -> None:
        from ui.screens.sample.giving import given_words

        self._say_good(*given_words(given))

    @Slot(str, object)
    def _tell_done(self, what: str, result: Any) -> None:
        if what == "record":
            self.drawn.sheet.show_tally(result)
            self.banner.hide()
        elif what in {"draw", "more", "replace"}:
            self._say_good(*words.drawn_words(what, result, self.vm.manifest))
        elif what == "merge":
            self.leave_returns()
            self._say_good(*merged_words(result))
        elif what == "withdraw":
            self._say_good(*packoffers.withdrawn_words(*result))
        elif what == "like":
            self.planner.forget()
            self._say_good(
                _("{title} is begun.").format(title=result.title),
                _("Nothing is drawn yet. Its plan is that of the round before."),
            )

    # -- small things

    def _bring_up(self, page: "QWidget") -> None:
        """Show a page, behind returns that somebody is about to take in."""
        self._under = page
        if self.pages.currentWidget() is not self.returns:
            self.pages.setCurrentWidget(page)

    def _say(
        self, title: str, text: str, action: str = "", run: "Callable[[], object] | None" = None
    ) -> None:
        before = self.pages.currentWidget()
        super()._say(title, text, action, run)
        self._under = self.empty
        if before is self.returns:
            self.pages.setCurrentWidget(self.returns)

    def _wait(self) -> None:
        self._say(_("One moment"), _("The decisions are being counted."))

    def _say_good(self, text: str, hint: str) -> None:
        self.banner.show_text(text, hint, tone="good")
