"""The gold register: what is in it, who stands for it, how often it was used."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from reviewer_audit.changes import Topic
from reviewer_audit.domain.gold import GoldPurpose, GoldState
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words
from ui import theme
from ui.models.records import Column, number
from ui.safe import SILENT, PlainLabel, TextPane
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.table import Table

if TYPE_CHECKING:
    from reviewer_audit.domain.people import Person
    from reviewer_audit.services.gold import GoldLine, Register
    from reviewer_audit.services.gold_adding import Added, Columns
    from reviewer_audit.services.projects import Project

FILES = "*.xlsx *.xls *.xlsb *.ods *.csv *.tsv *.parquet"
STATES = {
    GoldState.READY: (_("Ready"), "good"),
    GoldState.UNSIGNED: (_("Waits for a signature"), "caution"),
    GoldState.REVALIDATE: (_("To be validated again"), "caution"),
    GoldState.RETIRED: (_("Retired"), "muted"),
    GoldState.WITHDRAWN: (_("Withdrawn"), "muted"),
}
COUNTED = {
    GoldState.READY: _("ready"),
    GoldState.UNSIGNED: _("to be signed"),
    GoldState.REVALIDATE: _("to be validated again"),
    GoldState.RETIRED: _("retired"),
    GoldState.WITHDRAWN: _("withdrawn"),
}
PURPOSES = {
    GoldPurpose.MONITOR: _("Monitor"),
    GoldPurpose.CERTIFY: _("Certify"),
    GoldPurpose.CALIBRATE: _("Calibrate"),
}
WAITING = (GoldState.UNSIGNED, GoldState.REVALIDATE)


class GoldPage(QWidget):
    """Shows the register; items are added, signed and retired here."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(14)
        body.addWidget(self._register(), 1)
        body.addWidget(self._chosen())
        self._show(None)
        session.changed.connect(self._refresh)
        self._refresh(Topic.GOLD)

    def arrive(self, _what: object) -> None:
        """Be ready to look through the register."""
        self.table.setFocus()

    # -- building

    def _register(self) -> Card:
        card = Card(
            "settings:gold",
            _("Gold register"),
            note=_(
                "Items whose right answer two experts stand for. Seeded silently into rounds, "
                "they measure auditors and never a vendor."
            ),
        )
        self.add_sheet = Button("settings:goldsheet", _("Add from a sheet…"), self._choose_sheet)
        card.with_buttons(self.add_sheet)
        self.counts = PlainLabel("settings:goldcounts", role="muted", wrap=True)
        card.add(self.counts)
        self.table = Table(
            "settings:goldtable",
            [
                Column(_("Item"), lambda line: line.name, width=18),
                Column(_("Answer"), lambda line: _(", ").join(line.titles), stretch=True),
                Column(_("For"), lambda line: PURPOSES[line.item.purpose]),
                Column(
                    _("State"),
                    lambda line: STATES[line.state][0],
                    tone=lambda line: STATES[line.state][1],
                ),
                number(_("Seeded"), lambda line: line.item.seeded),
                number(_("Answered"), lambda line: line.item.graded),
            ],
            label=_("Gold register"),
            empty=_("No gold yet. Add a sheet, or an item that was adjudicated."),
            framed=False,
        )
        self.table.setMinimumHeight(theme.px(190))
        self.table.chosen.connect(self._show)
        card.add(self.table, stretch=1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.item = _line("settings:golditem", _("Name of an item that was adjudicated"))
        self.item.returnPressed.connect(self._add_item)
        self.add_item = Button("settings:goldadd", _("Make it gold"), self._add_item)
        self.sign_all = Button("settings:goldsignall", _("Sign all that wait"), self._sign_all)
        row.addWidget(self.item, 1)
        row.addWidget(self.add_item)
        row.addWidget(self.sign_all)
        card.body.addLayout(row)
        self.told = PlainLabel("settings:goldtold", role="muted", wrap=True)
        self.told.hide()
        card.add(self.told)
        return card

    def _chosen(self) -> Card:
        self.about = Card("settings:goldabout", _("Chosen item"))
        self.content = TextPane("settings:goldcontent", label=_("Content of the gold item"))
        self.content.setFixedHeight(theme.px(64))
        self.facts = PlainLabel("settings:goldfacts", wrap=True)
        self.about.add(self.content)
        self.about.add(self.facts)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.sign = Button("settings:goldsign", _("Sign"), self._sign)
        self.reason = _line("settings:goldreason", _("Why it goes"))
        self.reason.textChanged.connect(lambda _text: self._offer())
        self.retire = Button("settings:goldretire", _("Retire"), lambda: self._end(wrong=False))
        self.withdraw = Button(
            "settings:goldwrong",
            _("Its answer was wrong"),
            lambda: self._end(wrong=True),
            hint=_("It goes, and what was measured with it counts no more."),
        )
        row.addWidget(self.sign)
        row.addWidget(self.reason, 1)
        row.addWidget(self.retire)
        row.addWidget(self.withdraw)
        self.about.body.addLayout(row)
        return self.about

    # -- what is shown

    @Slot(object)
    def _refresh(self, topics: Topic) -> None:
        if topics & (Topic.GOLD | Topic.GRADES | Topic.POLICY | Topic.PROJECT):
            session = self._session
            session.jobs.start(
                _read, session.store, session.person, done=self._put, failed=self._refused
            )

    def _put(self, found: "Register") -> None:
        name = self.table.current.name if self.table.current is not None else ""
        ended = [line for line in found.lines if line.item.ended is not None]
        self.table.put(found.lines, ended)
        at = next((k for k, line in enumerate(self.table.records.rows) if line.name == name), None)
        if at is None:
            self._show(None)
        else:
            self.table.selectRow(at)
            self._show(self.table.current)
        said = " · ".join(
            f"{words.count(found.count(state))} {text}"
            for state, text in COUNTED.items()
            if found.count(state)
        )
        self.counts.put(
            _("{counts}, under policy {version}").format(counts=said, version=found.policy_version)
            if said
            else ""
        )
        self.counts.setVisible(bool(said))
        mine = self._session.person.id
        self.sign_all.setEnabled(
            any(line.state in WAITING and line.item.author != mine for line in found.lines)
        )

    @Slot(object)
    def _show(self, line: "GoldLine | None") -> None:
        self.about.setVisible(line is not None)
        if line is None:
            return
        self.about.title.put(line.name)
        self.content.put(line.content)
        self.facts.put("\n".join(_facts(line)))
        self._offer()

    def _offer(self) -> None:
        line = self.table.current
        if line is None:
            return
        lives = line.item.ended is None
        mine = line.item.author == self._session.person.id
        self.sign.setVisible(line.state in WAITING)
        self.sign.setEnabled(not mine)
        for widget in (self.reason, self.retire, self.withdraw):
            widget.setVisible(lives)
        given = bool(self.reason.text().strip())
        self.retire.setEnabled(given)
        self.withdraw.setEnabled(given)

    def _refused(self, error: BaseException) -> None:
        self.told.say(str(error), "bad")
        self.told.show()

    def _tell(self, text: str) -> None:
        self.told.say(text, "muted")
        self.told.setVisible(bool(text))

    # -- what a person does

    def _choose_sheet(self) -> None:
        dialog = QFileDialog(self.window(), _("Add gold from a sheet"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Sheets ({endings})").format(endings=FILES), _("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.ask_columns(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_columns(self, path: Path) -> None:
        """Ask which column of a sheet holds what, the likely ones chosen."""
        self._start(
            _look,
            path,
            title=_("Reading {name}").format(name=path.name),
            done=lambda found: self._ask(path, found),
        )

    def _ask(self, path: Path, found: "Columns") -> None:
        from ui.screens.settings.goldcolumns import GoldColumns

        self._tell("")
        sheet = GoldColumns(self.window(), path.name, found)
        sheet.chosen.connect(lambda maps: self.bring(path, maps))
        sheet.open()

    def bring(self, path: Path, maps: tuple[str, ...] = ()) -> None:
        """Add the gold items of a sheet: by these columns alone, or by those that it names."""
        title = _("Reading {name}").format(name=path.name)
        self._start(_bring, path, maps, title=title, done=self._came)

    def _came(self, added: "Added") -> None:
        said = [
            ngettext("{n} item added", "{n} items added", added.added).format(
                n=words.count(added.added)
            )
        ]
        if added.refused:
            reasons = ", ".join(
                f"{p['code'].replace('_', ' ')} {words.count(p['count'])}" for p in added.problems
            )
            said.append(
                ngettext(
                    "{n} row not used: {why}", "{n} rows not used: {why}", added.refused
                ).format(n=words.count(added.refused), why=reasons)
            )
        self._tell(" · ".join(said))

    def _add_item(self) -> None:
        name = self.item.text().strip()
        if not name:
            self.item.setFocus()
            return
        self._start(_add_item, name, done=lambda _nothing: self._added(name))

    def _added(self, name: str) -> None:
        self.item.clear()
        self._tell(_("{name} is gold now").format(name=name))

    def _sign(self) -> None:
        if (line := self.table.current) is not None:
            self._start(_sign, (line.name,), done=self._signed)

    def _sign_all(self) -> None:
        self._start(_sign, (), done=self._signed)

    def _signed(self, count: int) -> None:
        self._tell(
            ngettext("{n} item signed", "{n} items signed", count).format(n=words.count(count))
        )

    def _end(self, *, wrong: bool) -> None:
        if (line := self.table.current) is None:
            return
        name, reason = line.name, self.reason.text().strip()
        self._start(_retire, name, reason, wrong, done=lambda _count: self._ended(name))

    def _ended(self, name: str) -> None:
        self.reason.clear()
        self._tell(_("{name} is in use no more").format(name=name))

    def _start(self, work: Any, *given: Any, **more: Any) -> None:
        session = self._session
        session.jobs.start(
            work, session.store, session.person, *given, failed=self._refused, **more
        )


def _facts(line: "GoldLine") -> list[str]:
    """Return what else is known of a gold item, a fact a line."""
    one = line.item
    answer = [", ".join(line.titles), line.action, one.answer.severity]
    if one.answer.escalate is not None:
        answer.append(_("escalate") if one.answer.escalate else _("do not escalate"))
    facts = [
        _("Answer: {answer}").format(answer=" · ".join(filter(None, answer))),
        _("Because: {why}").format(why=one.reasoning),
        _("Clause: {clause}, policy {version}").format(
            clause=line.clause, version=one.policy_version
        ),
        _("Written by {author}; signed by {second}").format(
            author=line.author, second=line.signed_by or _("nobody yet")
        ),
    ]
    if one.difficulty:
        facts.append(_("Found {difficulty}").format(difficulty=one.difficulty.value))
    if line.changed:
        facts.append(
            _("Changed since it was signed: {clauses}").format(clauses=", ".join(line.changed))
        )
    if one.ended_reason:
        facts.append(_("Ended: {reason}").format(reason=one.ended_reason))
    return facts


def _line(name: str, label: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setPlaceholderText(label)
    made.setAccessibleName(label)
    made.setAccessibleDescription(SILENT)  # else the placeholder is read once more
    return made


def _read(store: "Project", by: "Person") -> "Register":
    from reviewer_audit.services import gold

    return gold.register(store, by=by)


def _look(store: "Project", by: "Person", path: Path) -> "Columns":
    from reviewer_audit.services import gold_adding

    return gold_adding.columns_of(store, path, by=by)


def _bring(store: "Project", by: "Person", path: Path, maps: tuple[str, ...]) -> "Added":
    from reviewer_audit.services import gold_adding
    from reviewer_audit.services.intake import Asked

    return gold_adding.from_sheet(store, path, by=by, asked=Asked(maps=maps), guess=not maps)


def _add_item(store: "Project", by: "Person", name: str) -> None:
    from reviewer_audit.services import gold_adding

    gold_adding.from_round(store, name, by=by)


def _sign(store: "Project", by: "Person", names: tuple[str, ...]) -> int:
    from reviewer_audit.services import gold

    return gold.sign(store, names, by=by)


def _retire(store: "Project", by: "Person", name: str, reason: str, wrong: bool) -> int:  # noqa: FBT001 - a job gives its arguments by place
    from reviewer_audit.services import gold

    return gold.retire(store, (name,), reason, by=by, wrong=wrong)
