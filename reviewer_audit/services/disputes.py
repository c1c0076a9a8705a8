"""Vendors dispute what was released to them; an arbitrator rules; silence is acceptance."""

import hmac
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from reviewer_audit.domain.disputes import (
    Dispute,
    DisputeCounts,
    Release,
    Reply,
    ReturnedRow,
)
from reviewer_audit.domain.intake import Problem, grouped
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import Round
from reviewer_audit.domain.workbooks import bare
from reviewer_audit.errors import ReviewError
from reviewer_audit.i18n import _
from reviewer_audit.render.xl_text import plain
from reviewer_audit.services import policies, review
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.projects import Project
from reviewer_audit.store import decisions, disputes, items
from reviewer_audit.store.project import Tx

WORDS = {
    "agree": Reply.AGREE,
    "agreed": Reply.AGREE,
    "accept": Reply.AGREE,
    "accepted": Reply.AGREE,
    "dispute": Reply.DISPUTE,
    "disputed": Reply.DISPUTE,
    "disagree": Reply.DISPUTE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a workbook of replies brought."""

    round_id: int
    new: int
    changed: int
    known: int
    unanswered: int
    problems: tuple[dict[str, Any], ...]
    counts: DisputeCounts

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return self.counts.as_json() | {
            "round": self.round_id,
            "new": self.new,
            "changed": self.changed,
            "known": self.known,
            "unanswered": self.unanswered,
            "problems": list(self.problems),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What a handle stands for."""

    release: Release
    decision: int
    item: str
    content: str  # bare

    def is_of(self, row: ReturnedRow) -> bool:
        """Say whether a row still shows what it was sent with."""
        moved = row.content is not None and bare(row.content) != self.content
        return row.item in {None, self.item} and not moved


@dataclass(slots=True, kw_only=True)
class _Taking:
    """Sorts rows that came back into replies, what is known already, and trouble."""

    round_id: int
    places: Mapping[str, _Place]
    known: Mapping[int, Dispute]
    latest: Mapping[str, Release]
    policy: Policy
    day: date
    given: dict[int, tuple[int, Reply, str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    blank: int = 0
    changed: int = 0
    same: int = 0

    def take(self, row: ReturnedRow, *, twice: bool) -> None:
        """Take one row; ``twice`` says that its handle stands elsewhere with another reply."""
        reply, code = _reply(row, self.policy)
        if reply is None and not code:
            self.blank += 1
            return
        place = self.places.get(row.handle)
        if place is None or place.release.round_id != self.round_id:
            code = "unknown_handle"
        elif twice:
            code = "duplicate_row"
        elif not place.is_of(row):
            code = "moved_row"
        if code or place is None or reply is None:
            self.problems.append(Problem(code=code, row_number=row.row_number))
            return
        said = (reply, _clause(self.policy, row.clause) or "", row.argument)
        before = self.known.get(place.decision)
        if before is not None and (before.reply, before.clause, before.argument) == said:
            self.same += 1
        elif is_over(self.latest[place.release.vendor], self.day):
            self.problems.append(Problem(code="window_closed", row_number=row.row_number))
        elif before is not None and before.ruling is not None:
            self.problems.append(Problem(code="already_ruled", row_number=row.row_number))
        else:
            self.changed += before is not None
            self.given[place.decision] = (place.release.id, *said)


def handle(release: Release, decision: int) -> str:
    """Return the name of a decision in the workbook of one release: HMAC-SHA256, 100 bits.

    Nobody without the key of the release can make one, or tell from it which decision it is.
    """
    told = hmac.new(bytes.fromhex(release.key), f"{release.id}:{decision}".encode(), sha256)
    return b32encode(told.digest())[:20].decode().lower()


def today() -> date:
    """Return the date by which windows end: that of UTC."""
    return datetime.now(UTC).date()


def is_over(release: Release, day: date) -> bool:
    """Say whether a window is over: its last day has passed, or it was ended."""
    return bool(release.ended) or day > release.until


def import_replies(
    store: Project, path: Path, *, by: Person, round_id: int | None = None, day: date | None = None
) -> Imported:
    """Bring in what a vendor replied; the same file again changes nothing.

    Rows are matched by their handle alone. Trouble with a row is listed: ``unknown_handle``,
    ``duplicate_row`` (twice, with different replies), ``moved_row`` (handle, item and
    content no longer belong together), ``unknown_answer``, ``answer_missing`` (an argument alone),
    ``argument_missing``, ``unknown_clause``, ``window_closed``, ``already_ruled``.

    Raises:
        IntakeError: the file cannot be read, or is no dispute workbook.
        ClosedError: the round is closed.
    """
    from reviewer_audit.intake import dispute_sheet

    digest, rows = dispute_sheet.read(path)
    with store.read() as tx:
        places = _places(tx)
    one = _round_meant(store, rows, places, round_id)
    review.require_reviewable(one)
    policy = policies.of_version(store, one.policy_version)
    with store.read() as tx:
        known = disputes.replies(tx, one.id)
        latest = _latest(disputes.releases(tx, one.id))
    taken = _Taking(
        round_id=one.id,
        places=places,
        known=known,
        latest=latest,
        policy=policy,
        day=day or today(),
    )
    for row, twice in _with_repeats(rows):
        taken.take(row, twice=twice)
    given = taken.given
    if given:
        with store.write("dispute.import", by=by) as tx:
            disputes.add_replies(
                tx,
                [
                    {
                        "release_id": number,
                        "decision_id": decision,
                        "reply": reply.value,
                        "clause": clause,
                        "argument": argument,
                    }
                    for decision, (number, reply, clause, argument) in given.items()
                ],
                source=digest,
            )
            tx.info["body"] = {"round": one.id, "source": digest, "replies": len(given)}
    return Imported(
        round_id=one.id,
        new=len(given) - taken.changed,
        changed=taken.changed,
        known=taken.same,
        unanswered=taken.blank,
        problems=tuple(grouped(taken.problems)),
        counts=counts(store, one, day=day),
    )


def counts(
    store: Project, one: Round, *, vendor: str | None = None, day: date | None = None
) -> DisputeCounts:
    """Count releases, replies and rulings of a round, of all vendors or of one."""
    day = day or today()
    with store.read() as tx:
        every = [r for r in disputes.releases(tx, one.id) if vendor in {None, r.vendor}]
        shown = {r.id: disputes.released(tx, r.id) for r in every}
        replies = disputes.replies(tx, one.id)
    window = {
        decision: is_over(_latest(every)[r.vendor], day) for r in every for decision in shown[r.id]
    }
    mine = {decision: reply for decision, reply in replies.items() if decision in window}
    raised = [reply for reply in mine.values() if reply.reply is Reply.DISPUTE]
    ruled = [str(reply.ruling) for reply in raised if reply.ruling is not None]
    quiet = [over for decision, over in window.items() if decision not in mine]
    return DisputeCounts(
        released=len(window),
        agreed=len(mine) - len(raised),
        silent=sum(quiet),
        waiting=len(quiet) - sum(quiet),
        raised=len(raised),
        accepted=ruled.count("accepted"),
        partial=ruled.count("partial"),
        rejected=ruled.count("rejected"),
    )


def open_windows(store: Project, one: Round, *, day: date | None = None) -> tuple[Release, ...]:
    """Return the newest release of every vendor that may still reply.

    A vendor that has replied to every decision has nothing more to say: its window is over.
    """
    day = day or today()
    with store.read() as tx:
        latest = _latest(disputes.releases(tx, one.id))
        replies = disputes.replies(tx, one.id)
        return tuple(
            release
            for release in latest.values()
            if not is_over(release, day)
            and not disputes.released(tx, release.id).keys() <= replies.keys()
        )


def end_window(
    store: Project, vendor: str, reason: str, *, by: Person, round_id: int | None = None
) -> None:
    """End a vendor's window before its date, because the vendor said that it has no more.

    Raises:
        ReviewError: there is no such window, or no reason was given.
    """
    one = rounds_service.resolve(store, round_id)
    review.require_reviewable(one)
    found = [r for r in open_windows(store, one) if r.vendor == vendor]
    if not found or not reason.strip():
        message = (
            _("{vendor} has no open window.").format(vendor=vendor)
            if not found
            else _("Say why the window ends early.")
        )
        raise ReviewError(message, _("Nothing was changed."), code="dispute.window")
    with store.write("dispute.end", by=by, body={"round": one.id, "release": found[0].id}) as tx:
        disputes.end_window(tx, found[0].id, reason, by.id)


def _latest(releases: Sequence[Release]) -> dict[str, Release]:
    return {release.vendor: release for release in releases}


def _places(tx: Tx) -> dict[str, _Place]:
    """Return what every handle of the project stands for."""
    every = [(r, disputes.released(tx, r.id)) for r in disputes.releases(tx)]
    ids = sorted({decision for _release, shown in every for decision in shown})
    rows = {row["id"]: row["item_id"] for row in decisions.table(tx, ids)}
    held = items.table(tx, sorted(set(rows.values())))
    return {
        handle(release, decision): _Place(
            release=release,
            decision=decision,
            item=held[rows[decision]]["external_id"].strip(),
            content=bare(plain(held[rows[decision]]["content"])),
        )
        for release, shown in every
        for decision in shown
    }


def _round_meant(
    store: Project, rows: Sequence[ReturnedRow], places: Mapping[str, _Place], round_id: int | None
) -> Round:
    """Return the named round, or the one that most handles belong to."""
    found = [places[row.handle].release.round_id for row in rows if row.handle in places]
    if round_id is None and found:
        round_id = max(set(found), key=found.count)
    return rounds_service.resolve(store, round_id)


def _with_repeats(rows: Sequence[ReturnedRow]) -> list[tuple[ReturnedRow, bool]]:
    """Return each row, and whether its handle stands elsewhere with another reply."""
    said: dict[str, set[tuple[str, str, str]]] = {}
    for row in rows:
        if row.reply:
            said.setdefault(row.handle, set()).add((row.reply, row.clause, row.argument))
    return [(row, len(said.get(row.handle, ())) > 1) for row in rows]


def _reply(row: ReturnedRow, policy: Policy) -> tuple[Reply | None, str]:
    """Return what a row says, or the code of what is wrong with it."""
    if not row.reply:
        return None, "answer_missing" if row.argument else ""
    reply = WORDS.get(row.reply)
    if reply is None:
        return None, "unknown_answer"
    if reply is Reply.DISPUTE and not row.argument:
        return reply, "argument_missing"
    if row.clause and _clause(policy, row.clause) is None:
        return reply, "unknown_clause"
    return reply, ""


def _clause(policy: Policy, text: str) -> str | None:
    """Return the key of a clause by title or key; None where there is none."""
    if not text:
        return ""
    wanted = " ".join(text.split()).casefold()
    for label in policy.labels:
        if wanted in {label.title.casefold(), label.key.casefold()}:
            return label.key
    return None
