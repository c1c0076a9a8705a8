"""The key of who sits at this machine."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.session import Session
from ui.widgets.keycard import KeyCard


class KeyPage(QWidget):
    """Shows the key once it is asked for: it is made when it is first needed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.card = KeyCard(session)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.card)
        body.addStretch(1)

    def arrive(self, _what: object) -> None:
        """Show the key."""
        self.card.ask()
