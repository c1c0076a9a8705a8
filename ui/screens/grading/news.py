"""What the lead answered, on the desk of everybody who grades: read one, look again, say so."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.safe import PlainLabel, TextPane
from ui.screens.grading.keys import Command
from ui.screens.grading.overlay import PAD, GradesSheet
from ui.screens.grading.own import row_of
from ui.widgets.buttons import Button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.domain.desk import News


class NewsSheet(GradesSheet):
    """Shows one bulletin at a time, what is unread first."""

    read = Signal(int)  # the number of a bulletin

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "news", _("My earlier grades it touches"))
        self._news: list[News] = []
        self._at = 0
        self.title = PlainLabel("news:title", _("Answers of the lead"), role="heading")
        self.place_in_row = PlainLabel("news:place", role="muted", elide=True)
        self.question = PlainLabel("news:question", role="muted", wrap=True)
        self.answer = TextPane("news:answer", label=_("Answer"), big=True)
        self.answer.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.labels = PlainLabel("news:labels", role="small", wrap=True)
        self.touched = PlainLabel("news:touched", role="strong", wrap=True)
        self.done = Button(
            "news:read", _("I have read it"), self._read, kind="primary", key="Ctrl+Enter"
        )
        self._moves = _("↑ ↓ Enter goes to a grade · PgUp PgDn changes the answer · Esc closes")
        self.hint = PlainLabel("news:hint", self._moves, role="small", wrap=True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.title.full)
        self._build()
        self.acts = {**self.acts, Command.SUBMIT_ANYWHERE: self._read}

    def ask(self, news: "Sequence[News]") -> None:
        """Come up with these bulletins."""
        self._news = sorted(news, key=lambda one: one.read)
        self._at = 0
        self._show()
        self.come(self._first())

    def place(self) -> None:
        """Lie over the middle of the desk, no higher than one sentence where there is no answer."""
        super().place()
        if not self._news:
            self.resize(self.width(), self.sizeHint().height())

    def _first(self) -> QWidget:
        """Return what takes the keys: without a button to press, the sheet itself."""
        unread = bool(self._news) and not self._news[self._at].read
        return self.done if unread else self

    def turn(self, step: int) -> None:
        """Show the next answer, or the one before."""
        if self._news:
            self._at = (self._at + step) % len(self._news)
            self._show()

    def _read(self) -> None:
        if not self._news:
            self.leave()
            return
        one = self._news.pop(self._at)
        if not one.read:
            self.read.emit(one.id)
        self._at = 0
        if self._news and not self._news[0].read:
            self._show()
        else:
            self.leave()

    def _show(self) -> None:
        has = bool(self._news)
        if self._first() is self and self.done.hasFocus():
            self.setFocus()  # a button that goes would hand the keys to the desk below
        for part in (self.question, self.answer, self.labels, self.touched, self.rows):
            part.setVisible(has)
        self.done.setVisible(self._first() is self.done)
        self.hint.put(self._moves if has else _("Esc closes this"))
        if not has:
            self.place_in_row.put(_("The lead has answered nothing in this round yet."))
            return
        one = self._news[self._at]
        bulletin = one.bulletin
        self.place_in_row.put(
            _("{at} of {many} · {day} · signed with the project's key").format(
                at=self._at + 1, many=len(self._news), day=bulletin.at[:10]
            )
        )
        self.question.put(bulletin.question)
        self.question.setVisible(bool(bulletin.question))
        self.answer.put(bulletin.answer)
        titles = _(", ").join(self.titles.get(key, key) for key in bulletin.labels)
        self.labels.put(_("About: {labels}").format(labels=titles))
        self.labels.setVisible(bool(titles))
        many = len(one.touched)
        text = ngettext(
            "{n} earlier grade of yours may have to change", "{n} earlier grades of yours may "
            "have to change", many,
        )  # fmt: skip
        self.touched.put(text.format(n=many) if many else _("It touches no earlier grade of yours"))
        rows = [row_of(grade, self.titles) for grade in one.touched]
        self.rows.show_choices(rows)
        self.rows.set_cursor(rows[0].key if rows else "")
        self.rows.setVisible(bool(rows))

    def _build(self) -> None:
        body = QVBoxLayout(self)
        body.setContentsMargins(PAD, PAD - 2, PAD, PAD)
        body.setSpacing(theme.px(10))
        self.answer.setMinimumHeight(theme.px(72))
        self.rows.limit(theme.px(190))
        for widget in (self.title, self.place_in_row, self.question):
            body.addWidget(widget)
        body.addWidget(self.answer, stretch=1)
        for below in (self.labels, self.touched, self.rows):
            body.addWidget(below)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(12))
        foot.addWidget(self.hint, stretch=1)
        foot.addWidget(self.done)
        body.addLayout(foot)
