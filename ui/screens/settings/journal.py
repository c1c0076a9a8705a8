"""Whether the journal of the audit is whole."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from ui.safe import PlainLabel
from ui.session import Session
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.cards import Card

if TYPE_CHECKING:
    from reviewer_audit.services.projects import Project


class JournalPage(QWidget):
    """Checks the chain of the journal's lines when asked."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        card = Card(
            "settings:journal",
            _("Journal"),
            note=_(
                "Every change is one sealed line after the last. Checking tells whether a line "
                "was altered, and gives the number to compare with a report."
            ),
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        self.check = Button("settings:verify", _("Check the journal"), self._verify, picture="lock")
        self.whole = Badge("settings:whole")
        row.addWidget(self.check)
        row.addWidget(self.whole)
        row.addStretch(1)
        card.body.addLayout(row)
        self.head = PlainLabel("settings:head", role="muted", wrap=True)
        card.add(self.head)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(card)
        body.addStretch(1)

    def _verify(self) -> None:
        session = self._session
        session.jobs.start(
            _check, session.store, title=_("Checking the journal"), done=self._show_verified
        )

    def _show_verified(self, found: tuple[int | None, str]) -> None:
        bad, head = found
        if bad is None:
            self.whole.put(_("Whole"), "good")
            self.head.put(_("Newest line: {head}").format(head=head))
        else:
            self.whole.put(_("Altered"), "bad")
            self.head.put(
                _(
                    "Line {n} does not fit the one before it. The file was left as it is: keep "
                    "it, and compare with a copy or a report."
                ).format(n=bad)
            )


def _check(store: "Project") -> tuple[int | None, str]:
    from reviewer_audit.services import projects

    return projects.verify(store), projects.journal_head(store)
