"""What Sample offers of packs: their keys, the files asked for, the question before undoing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words as figures
from ui.actions import Action
from ui.safe import ask
from ui.screens.sample import words
from ui.screens.sample.handout import RETURNS_KEY, SEAL_KEY, merge_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.services.handout import HandOut, MergeLine
    from ui.errands import Errand
    from ui.screens.sample.returns import ReturnsPage

Run = tuple[Callable[[], object], Callable[[], object]]


def of_packs(group: str, seen: "HandOut | None", run: Run, *, may: bool) -> tuple[Action, ...]:
    """Return what a drawn sample offers: to seal a pack, to bring in returns."""
    handed = may and seen is not None and bool(seen.people) and seen.is_grading
    back = may and seen is not None and seen.any_packs
    seal, bring = run
    return (
        Action(
            key="seal",
            title=_("Hand out a pack or a workbook"),
            group=group,
            shortcut=SEAL_KEY,
            run=seal,
            enabled=lambda: handed,
        ),
        Action(
            key="returns",
            title=_("Bring in returns"),
            group=group,
            shortcut=RETURNS_KEY,
            run=bring,
            enabled=lambda: back,
        ),
    )


def of_returns(group: str, page: "ReturnsPage", run: Run, *, may: bool) -> tuple[Action, ...]:
    """Return what the dry run of returns offers: to leave it, to take them in."""
    ready = may and page.may_apply
    back, apply = run
    title = ngettext("Take in {n} answer", "Take in {n} answers", page.fresh)
    return (
        Action(
            key="back", title=_("Back"), group=group, shortcut="Esc", run=back, place="secondary"
        ),
        Action(
            key="apply",
            title=title.format(n=figures.count(page.fresh)) if ready else _("Take in"),
            group=group,
            shortcut="Ctrl+Return",
            shown_key="Ctrl+Enter",
            run=apply,
            place="primary",
            enabled=lambda: ready,
        ),
    )


def errand(seen: "HandOut", due: str) -> "Errand":
    """Return how a round's items are handed out."""
    from reviewer_audit.services import handout
    from ui.errands import Errand, Recipient
    from ui.screens.sample import packwork

    return Errand(
        role=_("Auditor"),
        recipients=tuple(
            Recipient(
                name=one.person.name,
                waits=_("{n} to grade").format(n=figures.count(one.left)),
                fingerprint=one.fingerprint,
            )
            for one in seen.people
            if one.assigned
        ),
        warnings=partial(handout.warnings, round_id=seen.round_id),
        seal=partial(packwork.seal, round_id=seen.round_id),
        shows_original=seen.shows_original,
        teaches=True,
        due=due,
    )


def choose_returns(parent: QWidget, taken: Callable[[list[str]], object]) -> None:
    """Ask for the files that auditors sent back."""
    dialog = QFileDialog(parent, _("Bring in returns"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    kinds = "*.auditreturn *.xlsx *.xlsm *.xlsb *.xls *.ods"
    dialog.setNameFilters(
        [_("Returns and workbooks ({kinds})").format(kinds=kinds), _("All files (*)")]
    )
    dialog.filesSelected.connect(taken)
    dialog.open()


def draw_for(parent: QWidget, auditors: "Sequence[str]", run: Callable[[], object]) -> None:
    """Draw; where nobody is named to grade, ask before: then nobody finds items on a desk."""
    if auditors:
        run()
        return
    ask(
        parent,
        _("Draw without auditors?"),
        _("Nobody is named to grade: the desk stays empty, and grades can come from a sheet."),
        hint=_("To grade here, go back and choose or add auditors in the plan."),
        yes=_("Draw without auditors"),
        run=run,
    )


def ask_to_withdraw(parent: QWidget, line: "MergeLine", run: Callable[[int], object]) -> None:
    """Ask before a merge is undone."""
    ask(
        parent,
        _("Withdraw these returns?"),
        _("{who}: {counts}, taken in {at}.").format(
            who=words.names(line.auditors), counts=merge_words(line), at=words.stamp(line.at)
        ),
        hint=_(
            "Their answers count no more, and stay written. A copy of the audit is saved before. "
            "The same files can be brought in again."
        ),
        yes=_("Withdraw"),
        run=partial(run, line.id),
        danger=True,
    )


def withdrawn_words(items: int, backup: Path) -> tuple[str, str]:
    """Say what withdrawing did."""
    text = _("Withdrawn: {items} are open, or as they were before.").format(
        items=words.items(items)
    )
    return text, _("The audit as it was: {file}").format(file=backup.name)
