"""What became of one's own grades after a round was closed: for the one who gave them alone."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout

from reviewer_audit.changes import Topic
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.text import reveal
from ui import theme
from ui.models.records import Column
from ui.safe import PlainLabel
from ui.screens.settings.looking import LookingPage
from ui.session import Session
from ui.widgets.cards import Card
from ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reviewer_audit.domain.desk import Difference, Feedback
    from reviewer_audit.domain.people import Person
    from reviewer_audit.services.projects import Project


ROWS = 10  # in sight; more scroll


class Line(NamedTuple):
    """A difference in words."""

    title: str
    item: str
    mine: str
    final: str
    clause: str
    why: str


class FeedbackPage(LookingPage):
    """Counts of each closed round, the items on which a ruling differs, and why."""

    topics = Topic.ROUNDS | Topic.VERDICTS | Topic.PEOPLE | Topic.PROJECT  # a letter of the lead

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        card = Card(
            "settings:feedback",
            _("My feedback"),
            note=_(
                "Where somebody ruled otherwise than you graded, once the round is closed. Only "
                "your own grades; nothing of a vendor. It serves learning, and ranks nobody."
            ),
        )
        self.counts = PlainLabel("feedback:counts", wrap=True)
        self.table = Table(
            "feedback:table",
            [
                Column(_("Round"), lambda line: line.title),
                Column(_("Item"), lambda line: line.item, stretch=True),
                Column(_("You"), lambda line: line.mine),
                Column(_("Ruling"), lambda line: line.final),
            ],
            label=_("Rulings that differ from your grades"),
            empty=_("No ruling of a closed round differs from a grade of yours."),
            framed=False,
        )
        self.table.chosen.connect(self._choose)
        self.why = PlainLabel("feedback:why", wrap=True, content=True)
        self.why.setMinimumHeight(theme.px(64))
        card.add(self.counts)
        card.add(self.table)
        card.add(self.why)
        card.body.addStretch(1)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(card, stretch=1)

    def _load(self) -> None:
        session = self._session
        session.jobs.start(_read, session.store, session.person, done=self._take)

    def _take(self, found: "tuple[Sequence[Feedback], Mapping[str, str]]") -> None:
        rounds, titles = found
        self.counts.put("\n".join(_counted(one) for one in rounds))
        self.counts.setVisible(bool(rounds))
        lines = [_line(one, each, titles) for one in rounds for each in one.differences]
        self.table.put(lines)
        row = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(row * min(max(len(lines), 2), ROWS) + theme.px(48))
        if lines:
            self.table.selectRow(0)
        self._choose(self.table.current)

    @Slot(object)
    def _choose(self, line: Line | None) -> None:
        if line is None:
            self.why.put("")
            return
        clause = _("Clause: {clause}").format(clause=line.clause) if line.clause else ""
        why = line.why or _("No reason was written down.")
        self.why.put("\n".join(filter(None, (clause, why))))


def _counted(one: "Feedback") -> str:
    text = ngettext(
        "{title}: {n} of your {all} grades was ruled on, {other} of them otherwise",
        "{title}: {n} of your {all} grades were ruled on, {other} of them otherwise",
        one.ruled,
    )
    return text.format(title=one.title, n=one.ruled, all=one.graded, other=len(one.differences))


def _line(one: "Feedback", each: "Difference", titles: "Mapping[str, str]") -> Line:
    def said(labels: "Sequence[str]") -> str:
        return " + ".join(titles.get(key, key) for key in labels) or _("Cannot be judged")

    return Line(
        title=one.title,
        item=reveal(each.item).replace("\n", " "),
        mine=said(each.mine),
        final=said(each.final),
        clause=titles.get(each.clause, each.clause),
        why=each.why,
    )


def _read(store: "Project", person: "Person") -> "tuple[Sequence[Feedback], Mapping[str, str]]":
    from reviewer_audit.services import own_feedback, policies

    titles = {label.key: label.title for book in policies.versions(store) for label in book.labels}
    return own_feedback.feedback(store, person), titles
