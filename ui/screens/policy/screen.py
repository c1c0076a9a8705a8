"""Policy: the rule book by family, its promises, its versions. Read-only on the desk."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.changes import Topic
from reviewer_audit.domain.people import Role
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from ui.actions import Action
from ui.safe import PlainLabel, TextPane
from ui.screens.policy.clause import Clause
from ui.screens.policy.drafting import Drafting
from ui.screens.policy.rules import Rules
from ui.screens.policy.tree import LabelTree
from ui.screens.policy.versions import Versions
from ui.widgets.buttons import SearchField, SegmentedControl
from ui.widgets.cards import Banner, Card, Columns
from ui.widgets.folding import Shared
from ui.widgets.stack import Stack
from ui.wording import dated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.domain.policy import Policy
    from ui.session import Session

LABELS, RULES, VERSIONS = "labels", "rules", "versions"
FOLDS = 560  # room below which the label stands below the tree


class PolicyScreen(QWidget):
    """Shows one version at a time; the lead may bring in another."""

    title = _("Policy")
    headline = Signal()

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("policy")
        self._session = session
        self._versions: Sequence[Policy] = ()
        self._policy: Policy | None = None
        self._draft: Policy | None = None
        self._wants_draft = False
        self.leads = session.person.role is Role.LEAD
        self.banner = Banner("policy:banner")
        self.faults = TextPane("policy:faults", label=_("Faults of the file, one per line"))
        self.parts = SegmentedControl(
            "policy:parts",
            [
                (LABELS, _("Labels")),
                (RULES, _("Targets and actions") if self.leads else _("Actions")),
                (VERSIONS, _("Versions")),
            ],
            label=_("Part of the policy"),
        )
        self.search = SearchField("policy:search", _("Search labels, definitions, spellings"))
        self.found = PlainLabel("policy:found", role="muted")
        self.tree = LabelTree()
        self.clause = Clause()
        self.drafting = Drafting(session, self)
        self.rules = Rules(targets=self.leads)
        self.versions = Versions(targets=self.leads)
        self._stack = Stack()
        self._fault_card = Card("policy:faultcard")
        self._fault_card.add(self.faults)
        self._lay_out()
        self._offers = self._offer()
        self.parts.changed.connect(self.show_part)
        self.search.wanted.connect(self._narrow)
        self.search.down.connect(self.tree.setFocus)
        self.tree.chosen.connect(self._choose)
        self.versions.opened.connect(self._open_version)
        self.banner.closed.connect(self._fault_card.hide)
        self.drafting.wanted.connect(self._open_draft)
        self.drafting.refused.connect(self._refuse_change)
        self.drafting.published.connect(self._added)
        self.rules.target_asked.connect(self.drafting.ask_target)
        self.rules.target_unwanted.connect(self.drafting.take_out_target)
        session.changed.connect(self._refresh)
        self._refresh(Topic.POLICY)

    def state_line(self) -> str:
        """Say which rules these are and from when they hold."""
        one = self._policy
        if one is None:
            return ""
        parts = [
            one.name,
            _("version {version}").format(version=one.version),
            _("in force from {day}").format(day=dated(one.effective_from, "%d %b %Y").lstrip("0")),
        ]
        if self.shows_draft:
            parts.append(_("a draft"))
        elif self._versions and one is not self._versions[-1]:
            parts.append(_("not the newest"))
        return " · ".join(parts)

    @property
    def commands(self) -> tuple[Action, ...]:
        """What the screen offers now; a draft on show is edited already."""
        return tuple(
            one for one in self._offers if not (self.shows_draft and one.key == "policy.edit")
        )

    @property
    def shows_draft(self) -> bool:
        """Whether the draft is on show, to be changed."""
        return self._policy is not None and self._policy is self._draft

    def show_part(self, part: str) -> None:
        """Show labels, rules or versions."""
        self.parts.choose(part)
        self._stack.setCurrentIndex([LABELS, RULES, VERSIONS].index(part))
        self.search.setVisible(part == LABELS)
        self.found.setVisible(part == LABELS)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addWidget(self.banner)
        outer.addWidget(self._fault_card)
        outer.addWidget(self.drafting.strip)
        self._fault_card.hide()
        self.faults.setMaximumHeight(180)
        row, asked = QHBoxLayout(), QHBoxLayout()
        row.addWidget(self.parts)
        row.addStretch(0)
        asked.setSpacing(12)
        asked.addWidget(self.search, 1)
        asked.addWidget(self.found)
        fixed = QSizePolicy.Policy.Fixed
        self.parts.setSizePolicy(fixed, fixed)
        bar = Columns("policy:bar", threshold=FOLDS)
        bar.add(row, stretch=0)
        bar.add(asked)
        bar.setSizePolicy(QSizePolicy.Policy.Preferred, fixed)
        outer.addWidget(bar)
        beside = (self.clause, self.drafting.editor)
        labels = Shared("policy:pair", ((self.tree,), 2), (beside, 1), threshold=FOLDS)
        self.drafting.editor.hide()
        for page in (labels, self.rules, self.versions):
            self._stack.addWidget(page)
        outer.addWidget(self._stack, stretch=1)

    def _offer(self) -> tuple[Action, ...]:
        group = self.title
        find = Action(
            key="policy.search",
            title=_("Search the policy"),
            group=group,
            shortcut="Ctrl+F",
            run=self._find,
        )
        if not self.leads:
            return (find,)
        return (
            find,
            Action(
                key="policy.export",
                title=_("Export…"),
                group=group,
                run=self._ask_export,
                place="secondary",
                enabled=lambda: self._policy is not None,
            ),
            Action(
                key="policy.import",
                title=_("Import…"),
                group=group,
                shortcut="Ctrl+I",
                run=self._ask_import,
                place="secondary",
                enabled=self._may_write,
            ),
            Action(
                key="policy.edit",
                title=_("Edit"),
                group=group,
                shortcut="Ctrl+E",
                run=self.drafting.begin,
                place="primary",
                enabled=self._may_write,
            ),
        )

    def _may_write(self) -> bool:
        return self._session.has_project and not self._session.store.read_only

    # -- following ----------------------------------------------------------------------------

    @Slot(object)
    def _refresh(self, topics: Topic) -> None:
        if self._session.has_project and topics & (Topic.POLICY | Topic.PROJECT):
            from reviewer_audit.services import policies, policy_draft

            read = policy_draft.book if self.leads else policies.versions
            self._session.jobs.start(read, self._session.store, done=self._show)

    def _show(self, found: Any) -> None:
        from reviewer_audit.services.policy_draft import Book

        book = found if isinstance(found, Book) else Book(versions=found)
        before, was = self._draft, self.shows_draft
        if (book.versions, book.draft) == (self._versions, before):
            return
        self._versions, self._draft = book.versions, book.draft
        self.versions.put((*book.versions, *filter(None, (book.draft,))), draft=book.draft)
        if book.draft is not None and (was or self._wants_draft):
            self._use(book.draft)
        elif book.versions:
            self._use(book.versions[-1])
        self._wants_draft = False

    def _open_draft(self) -> None:
        if self._draft is None:
            self._wants_draft = True  # it is on its way
        else:
            self._use(self._draft)
        self.show_part(LABELS)

    def _use(self, policy: "Policy") -> None:
        self._policy = policy
        edits = self.shows_draft
        self.clause.setVisible(not edits)
        self.drafting.editor.setVisible(edits)
        self.drafting.put(self._versions, self._draft, shown=edits)
        self.tree.put(policy)
        self.rules.put(policy, edits=edits)
        self._choose(self.tree.current)
        self._narrow(self.search.text())
        self.headline.emit()

    def _open_version(self, version: str) -> None:
        every = (*self._versions, *filter(None, (self._draft,)))
        self._use(next(one for one in reversed(every) if one.version == version))
        self.show_part(LABELS)
        self.tree.setFocus()

    # -- reading ------------------------------------------------------------------------------

    def _choose(self, key: str) -> None:
        policy = self._policy
        label = next((one for one in policy.labels if one.key == key), None) if policy else None
        (self.drafting.editor if self.shows_draft else self.clause).put(label, policy)

    def _narrow(self, words: str) -> None:
        self.tree.narrow(words)
        total = len(self._policy.labels) if self._policy else 0
        n = self.tree.count
        self.found.put(
            _("{n} labels").format(n=total)
            if n == total
            else _("{n} of {total} labels").format(n=n, total=total)
        )
        if not n:
            self._choose("")

    def _find(self) -> None:
        self.show_part(LABELS)
        self.search.setFocus()
        self.search.selectAll()

    # -- files --------------------------------------------------------------------------------

    def _ask_import(self) -> None:
        self._ask(_("Import a new version"), save=False, take=self.import_file)

    def _ask_export(self) -> None:
        self._ask(_("Export this version"), save=True, take=self.export_file)

    def _ask(self, title: str, *, save: bool, take: Any) -> None:
        dialog = QFileDialog(self, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if save and self._policy is not None:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilters([_("Workbook (*.xlsx)"), _("YAML (*.yaml)")])
            dialog.setDefaultSuffix("xlsx")
            dialog.filterSelected.connect(
                lambda kind: dialog.setDefaultSuffix("yaml" if "yaml" in kind else "xlsx")
            )
            dialog.selectFile(f"policy {self._policy.version}")
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilters([_("Policies (*.yaml *.yml *.xlsx)")])
        dialog.fileSelected.connect(lambda name: take(Path(name)))
        dialog.open()

    def import_file(self, path: Path) -> None:
        """Bring in a file as a new version; one with faults changes nothing."""
        self.banner.dismiss()
        session = self._session
        session.jobs.start(
            _add,
            session.store,
            path,
            session.person,
            title=_("Importing {file}").format(file=path.name),
            done=self._added,
            failed=self._refused,
        )

    def export_file(self, path: Path) -> None:
        """Write the version on show as YAML or workbook."""
        if self._policy is not None:
            self._session.work.start(
                _write,
                self._policy,
                path,
                title=_("Writing {file}").format(file=path.name),
                done=partial(self._written, path.name),
                failed=self._refused,
            )

    def _added(self, policy: "Policy") -> None:
        self._fault_card.hide()
        self.banner.show_text(
            _("Version {version} is in.").format(version=policy.version),
            _("New rounds are graded by it; earlier rounds keep theirs."),
            tone="good",
        )
        self.show_part(VERSIONS)

    def _written(self, name: str, _nothing: object) -> None:
        self.banner.show_text(_("{file} is written.").format(file=name), tone="good")

    def _refuse_change(self, error: BaseException) -> None:
        """Say why a change was not kept, and show what is."""
        self._refused(error)
        self._draft = self._policy = None  # read anew
        self._wants_draft = True
        self._refresh(Topic.POLICY)

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, AuditError):
            raise error
        first, _newline, faults = error.message.partition("\n")
        self.banner.show_text(first, error.hint, tone="bad")
        self.faults.put(faults)
        self._fault_card.setVisible(bool(faults))


def _add(store: Any, path: Path, by: Any) -> "Policy":
    from reviewer_audit.services import policies

    made = policies.load(path)
    policies.add_version(store, made, by=by)
    return made


def _write(policy: "Policy", path: Path) -> None:
    from reviewer_audit.services import policies

    policies.export(policy, path)
