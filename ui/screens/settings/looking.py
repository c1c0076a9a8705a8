"""What pages of the settings share that read the audit: when they ask for what they show."""

from abc import abstractmethod
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from reviewer_audit.changes import Topic
from ui.session import Session


class LookingPage(QWidget):
    """Asks once somebody looks, and again when it may have changed; nothing is read for nobody."""

    topics: ClassVar[Topic]  # what must have changed for another look

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._stale = True
        session.changed.connect(self._refresh)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    @Slot(object)
    def _refresh(self, topics: Topic) -> None:
        self._stale |= bool(topics & self.topics)
        if self.isVisible():
            self._look()

    def _look(self) -> None:
        if self._stale and self._session.has_project:
            self._stale = False
            self._load()

    @abstractmethod
    def _load(self) -> None:
        """Ask for what is shown."""
