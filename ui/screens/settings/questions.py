"""What auditors asked the lead, and the answers that went out to all of them."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.changes import Topic
from reviewer_audit.domain.desk import BULLETIN_SUFFIX, Question
from reviewer_audit.errors import AuditError, RoundError
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.text import reveal
from ui import theme
from ui.models.records import Column
from ui.safe import TextPane
from ui.screens.settings.looking import LookingPage
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Banner, Card
from ui.widgets.sheet import Sheet, add, field, form
from ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.services.bulletins import Issued, Written
    from reviewer_audit.services.projects import Project


class Asked(NamedTuple):
    """The questions and answers of a round, and its rule book."""

    questions: "Sequence[Question]"
    bulletins: "Sequence[Issued]"
    policy: "Policy"


class QuestionsPage(LookingPage):
    """Questions above, answers below; an answer goes to everybody who grades the round."""

    topics = Topic.GRADES | Topic.ROUNDS | Topic.POLICY

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._policy: Policy | None = None
        self.banner = Banner("questions:banner")
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(14)
        body.addWidget(self.banner)
        body.addWidget(self._asked())
        body.addWidget(self._answered(), stretch=1)

    def _asked(self) -> Card:
        card = Card(
            "settings:questions",
            _("Questions of auditors"),
            note=_(
                "An answer goes to everybody who grades the round, with the earlier grades of "
                "each that it touches: a rule that one alone knows is a difference nobody sees."
            ),
        )
        self.answer = Button("questions:answer", _("Answer…"), self._ask, kind="primary")
        self.tell = Button("questions:new", _("Tell all without a question…"), self._ask_new)
        card.with_buttons(self.tell, self.answer)
        self.questions = Table(
            "questions:table",
            [
                Column(_("State"), _state, tone=_tone),
                Column(_("Asked"), lambda one: one.asked_at[:10]),
                Column(_("Auditor"), lambda one: one.auditor),
                Column(_("Question"), lambda one: reveal(one.text), stretch=True),
            ],
            label=_("Questions of auditors"),
            empty=_("Nobody has asked anything in this round. On the desk the key is Q."),
            framed=False,
        )
        self.questions.setFixedHeight(theme.px(210))
        self.questions.chosen.connect(self._choose)
        self.questions.opened.connect(self._open)
        card.add(self.questions)
        return card

    def _answered(self) -> Card:
        card = Card("settings:bulletins", _("Answers that went out"))
        self.write = Button(
            "questions:write", _("Write a file for auditors elsewhere…"), self._choose_file
        )
        card.with_buttons(self.write)
        self.bulletins = Table(
            "questions:bulletins",
            [
                Column(_("Day"), lambda one: one.bulletin.at[:10]),
                Column(_("Answer"), lambda one: reveal(one.bulletin.answer), stretch=True),
                Column(_("Earlier grades it touches"), _touches),
                Column(_("Read by"), lambda one: _(", ").join(one.read_by)),
            ],
            label=_("Answers that went out"),
            empty=_("No answer went out in this round yet."),
            framed=False,
        )
        card.add(self.bulletins, stretch=1)
        return card

    # -- what is shown

    def _load(self) -> None:
        session = self._session
        session.jobs.start(_read, session.store, done=self._take)

    def _take(self, found: Asked | None) -> None:
        self._policy = found.policy if found else None
        self.questions.put(found.questions if found else ())
        self.bulletins.put(found.bulletins if found else ())
        self.tell.setEnabled(found is not None)
        self.write.setEnabled(bool(found and found.bulletins))
        if found and found.questions:
            self.questions.selectRow(0)
        self._choose(self.questions.current)

    @Slot(object)
    def _choose(self, one: Question | None) -> None:
        self.answer.setEnabled(one is not None)

    # -- what may be done

    def _ask(self) -> None:
        self._open(self.questions.current)

    def _ask_new(self) -> None:
        self._open(None)

    def _open(self, one: Question | None) -> None:
        if self._policy is not None:
            AnswerForm(self.window(), self._session, self._policy, one).open()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self.window(), _("Write a file for auditors elsewhere"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(BULLETIN_SUFFIX.lstrip("."))
        dialog.setNameFilters([_("Answers of the lead (*{suffix})").format(suffix=BULLETIN_SUFFIX)])
        dialog.selectFile(f"{self._session.store.path.stem}{BULLETIN_SUFFIX}")
        dialog.fileSelected.connect(lambda name: self.write_to(Path(name)))
        dialog.open()

    def write_to(self, path: Path) -> None:
        """Write all answers of the round into a signed file."""
        self._session.jobs.start(
            _write,
            self._session.store,
            path,
            title=_("Writing {file}").format(file=path.name),
            done=self._written,
            failed=self._fail,
        )

    def _written(self, done: "tuple[Written, str]") -> None:
        written, name = done
        many = written.bulletins
        text = ngettext("{n} answer is in {file}.", "{n} answers are in {file}.", many)
        text = text.format(n=many, file=name)
        if written.letters:
            more = ngettext(
                "It has precedents and own feedback for {n} auditor.",
                "It has precedents and own feedback for {n} auditors, sealed to each.",
                written.letters,
            )
            text = f"{text} {more.format(n=written.letters)}"
        self.banner.show_text(
            text,
            _("Send it to everybody who grades in a pack; they open it over their desk."),
            tone="good",
        )

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, AuditError):
            raise error
        self.banner.show_text(error.message, error.hint, tone="bad")


class AnswerForm(Sheet):
    """What was asked, what holds from now on, and the labels it says something new of."""

    def __init__(
        self, parent: QWidget, session: Session, policy: "Policy", one: Question | None
    ) -> None:
        title = _("Answer to all") if one else _("Tell all who grade")
        note = _(
            "Everybody who grades the round reads it. Say nothing of what a vendor decided, nor "
            "what anybody answered."
        )
        super().__init__(parent, "answer", title, note)
        self._session, self._item = session, one.number if one else None
        self.item = TextPane("answer:item", label=_("Item"))
        self.item.setFixedHeight(theme.px(88))
        self.item.put(one.item if one else "")
        self.question = field("answer:question", _("Question, as all will read it"))
        self.question.setText(one.text if one else "")
        self.text = QPlainTextEdit()
        self.text.setObjectName("answer:text")
        self.text.setAccessibleName(_("Answer"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.px(96))
        self.labels = QListWidget()
        self.labels.setObjectName("answer:labels")
        self.labels.setAccessibleName(_("Labels it says something new of"))
        self.labels.setFixedHeight(theme.px(150))
        for label in policy.labels:
            row = QListWidgetItem(reveal(label.title))
            row.setData(Qt.ItemDataRole.UserRole, label.key)
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(Qt.CheckState.Unchecked)
            self.labels.addItem(row)
        rows = form()
        add(rows, _("Item"), self.item).setVisible(one is not None)
        add(rows, _("Question"), self.question)
        add(rows, _("Answer"), self.text)
        add(rows, _("Labels"), self.labels)
        if one is None:
            rows.setRowVisible(0, False)  # noqa: FBT003 - Qt's
        self.body.addLayout(rows)
        self.cancel_button()
        self.go = self.button("go", _("Send to all"), self._go, kind="primary")
        self.text.setFocus()

    def chosen(self) -> list[str]:
        """Return the labels that are ticked."""
        rows = (self.labels.item(at) for at in range(self.labels.count()))
        on = Qt.CheckState.Checked
        return [row.data(Qt.ItemDataRole.UserRole) for row in rows if row.checkState() == on]

    def _go(self) -> None:
        self.go.setEnabled(False)
        session = self._session
        session.jobs.start(
            _issue,
            session.store,
            self.text.toPlainText(),
            by=session.person,
            item=self._item,
            question=self.question.text(),
            labels=self.chosen(),
            done=self._sent,
            failed=self._refused,
        )

    def _sent(self, _issued: object) -> None:
        self.close()

    def _refused(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        self.refuse(error)


def _state(one: Question) -> str:
    return _("answered") if one.answered else _("open")


def _tone(one: Question) -> str:
    return "" if one.answered else "caution"


def _touches(one: "Issued") -> str:
    return _(", ").join(f"{name} {n:,}" for name, n in one.touched.items()) or _("none")


def _read(store: "Project") -> Asked | None:
    from reviewer_audit.services import bulletins, policies, rounds

    try:
        one = rounds.resolve(store)
    except RoundError:
        return None
    policy = policies.of_version(store, one.policy_version)
    return Asked(bulletins.questions(store, one.id), bulletins.listed(store, one.id), policy)


def _write(store: "Project", path: Path) -> "tuple[Written, str]":
    from reviewer_audit.services import bulletins

    return bulletins.write_file(store, path), path.name


def _issue(store: "Project", answer: str, **given: object) -> object:
    from reviewer_audit.services import bulletins

    return bulletins.issue(store, answer, **given)  # type: ignore[arg-type]
