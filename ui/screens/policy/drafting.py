"""The strip above a draft: how far it differs, and what can be done with it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from reviewer_audit import policies
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.services import policy_draft
from ui.safe import ask
from ui.screens.policy.editor import LabelEditor
from ui.screens.policy.forms import LabelForm, TargetForm, VersionForm
from ui.widgets.buttons import Button
from ui.widgets.cards import Card

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.domain.policy import Label, Policy, Target
    from ui.session import Session


class Drafting(QObject):
    """Begins a draft, keeps its changes, publishes or discards it."""

    wanted = Signal()  # the draft is to be shown
    refused = Signal(object)
    published = Signal(object)  # Policy

    def __init__(self, session: "Session", window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.draft: Policy | None = None
        self._differences = ""
        self.strip = Card("policy:draft", "")
        self.go_on = Button("policy:draft:edit", _("Go on editing"), self.wanted.emit)
        self.buttons = (
            Button("policy:draft:label", _("New label…"), self.ask_label),
            Button("policy:draft:target", _("New target…"), self.ask_target),
            Button("policy:draft:name", _("Name and day…"), self.ask_name),
            Button("policy:draft:discard", _("Discard…"), self.ask_discard, kind="quiet"),
            Button("policy:draft:publish", _("Publish…"), self.ask_publish, kind="primary"),
        )
        self.strip.with_buttons(self.go_on, *self.buttons)
        self.strip.hide()
        self.editor = LabelEditor()
        self.editor.changed.connect(self._change)
        self.editor.moved.connect(self._move)
        self.editor.removed.connect(self._remove)

    def put(self, versions: "Sequence[Policy]", draft: "Policy | None", *, shown: bool) -> None:
        """Show what there is of a draft, and whether it is what the screen shows."""
        self.draft = draft
        self.strip.setVisible(draft is not None)
        if draft is None:
            return
        n = len(policies.diff(versions[-1], draft)) if versions else 0
        words = ngettext("{n} difference", "{n} differences", n).format(n=n)
        self._differences = _("{differences} from version {version}.").format(
            differences=words, version=versions[-1].version
        )
        self.strip.say(
            _("Draft of version {version}").format(version=draft.version),
            _("{differences} from version {version} in force; nothing is graded by it.").format(
                differences=words, version=versions[-1].version
            ),
        )
        self.go_on.setVisible(not shown)
        for button in self.buttons[:3]:
            button.setVisible(shown)
        self.strip.share_out()

    def begin(self) -> None:
        """Begin a draft, or go on with the one there is."""
        if self.draft is not None:
            self.wanted.emit()
            return
        today = datetime.now().astimezone().date()
        self._start(partial(policy_draft.begin, today=today), done=lambda _made: self.wanted.emit())

    def ask_label(self) -> None:
        """Ask for a new label."""
        LabelForm(self._window, self._add).open()

    def ask_target(self, given: "Target | None" = None) -> None:
        """Ask for a promise; a given one is changed."""
        TargetForm(self._window, partial(self._promise, instead=given), given).open()

    def ask_name(self) -> None:
        """Ask what the version is called, and from when it holds."""
        if self.draft is not None:
            VersionForm(self._window, self.draft, self._keep).open()

    def ask_discard(self) -> None:
        """Ask before the draft is forgotten."""
        ask(
            self._window,
            _("Discard the draft?"),
            _("What was changed in it is lost. The versions stay as they are."),
            yes=_("Discard the draft"),
            run=lambda: self._start(policy_draft.discard),
            danger=True,
        )

    def ask_publish(self) -> None:
        """Ask before the draft is a version."""
        if self.draft is None:
            return
        ask(
            self._window,
            _("Publish version {version}?").format(version=self.draft.version),
            self._differences,
            yes=_("Publish"),
            run=lambda: self._start(policy_draft.publish, done=self.published.emit),
            hint=_("New rounds are graded by it; earlier rounds keep theirs."),
        )

    def take_out_target(self, target: "Target") -> None:
        """Take a promise out of the draft."""
        if self.draft is not None and target in self.draft.targets:
            at = self.draft.targets.index(target)
            self._keep(policy_draft.without_target(self.draft, at))

    def _add(self, label: "Label") -> None:
        if self.draft is not None:
            self._keep(policy_draft.with_label(self.draft, label))

    def _change(self, key: str, label: "Label") -> None:
        if self.draft is not None:
            self._keep(policy_draft.with_label(self.draft, label, instead=key))

    def _move(self, key: str, by: int) -> None:
        if self.draft is not None:
            self._keep(policy_draft.moved(self.draft, key, by))

    def _remove(self, key: str) -> None:
        if self.draft is not None:
            self._keep(policy_draft.without_label(self.draft, key))

    def _promise(self, target: "Target", instead: "Target | None" = None) -> None:
        if self.draft is not None:
            known = self.draft.targets
            at = known.index(instead) if instead in known else None
            self._keep(policy_draft.with_target(self.draft, target, at=at))

    def _keep(self, draft: "Policy") -> None:
        self.draft = draft  # the next change builds on this one, kept or not
        self._start(partial(_kept, draft=draft))

    def _start(self, act: Callable[..., Any], done: "Callable[[Any], None] | None" = None) -> None:
        session = self._session
        session.jobs.start(
            act, session.store, by=session.person, done=done, failed=self.refused.emit
        )


def _kept(store: Any, *, draft: "Policy", by: Any) -> None:
    policy_draft.keep(store, draft, by=by)
