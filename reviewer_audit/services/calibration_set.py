"""What a calibration session is about: items of revealed rounds, chosen by purpose.

Agreement is only readable where violating and harmless items are about as frequent, so the set
aims at 40 to 60 % violating (by the final answers) and says what it could not reach.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from reviewer_audit.domain.calibration import AIM, Chosen, Purpose
from reviewer_audit.domain.disputes import Reply
from reviewer_audit.domain.gold import GoldPurpose
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import Round
from reviewer_audit.domain.verdicts import Reason
from reviewer_audit.i18n import N_, _, ngettext, translated
from reviewer_audit.policies import diff
from reviewer_audit.services import policies, review
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.projects import Project
from reviewer_audit.services.review import Survey
from reviewer_audit.store import calibration, disputes, gold, samples

SIZE = 15
FEWEST, MOST = 5, 60
NAMED = 3  # items that a sentence names
ORDER = (Purpose.CRITICAL, Purpose.DISPUTED, Purpose.CLAUSE, Purpose.DISAGREEMENT, Purpose.CONTROL)
SHARES = {  # of the set, where nobody says otherwise
    Purpose.CRITICAL: 0.2,
    Purpose.DISPUTED: 0.2,
    Purpose.CLAUSE: 0.13,
    Purpose.DISAGREEMENT: 0.27,
    Purpose.CONTROL: 0.2,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An item that may be discussed. ``violating`` is None while its final answer is pending."""

    item_id: int
    round_id: int
    purposes: frozenset[Purpose]
    violating: bool | None
    rank: int  # severity times disagreement, gravest first, as the review queue has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A set, and how near it came to what was asked."""

    chosen: tuple[Chosen, ...]
    wished: Mapping[Purpose, int]
    found: Mapping[Purpose, int]
    candidates: Mapping[Purpose, int]
    violating: int
    known: int  # items whose final answer says violating or not
    pending: tuple[int, ...]  # the others
    missed: tuple[str, ...]  # what could not be reached, in words

    def as_json(self) -> dict[str, object]:
        """Return what the project keeps of it."""
        return {
            "wished": {p.value: n for p, n in self.wished.items()},
            "found": {p.value: n for p, n in self.found.items()},
            "candidates": {p.value: n for p, n in self.candidates.items()},
            "violating": self.violating,
            "known": self.known,
            "pending": list(self.pending),
            "missed": list(self.missed),
        }


def wishes(size: int, said: Mapping[Purpose, int]) -> dict[Purpose, int]:
    """Return how many items of each purpose are wanted; what is not said is shared out."""
    left = max(0, size - sum(said.values()))
    free = [purpose for purpose in ORDER if purpose not in said]
    total = sum(SHARES[purpose] for purpose in free)
    wanted = {p: int(left * SHARES[p] / total) for p in free}
    for purpose in sorted(free, key=lambda p: wanted[p] - left * SHARES[p] / total):
        if sum(wanted.values()) >= left:
            break
        wanted[purpose] += 1
    return {p: said.get(p, wanted.get(p, 0)) for p in ORDER}


def candidates(
    store: Project,
    *,
    by: Person,
    rounds: Collection[int] = (),
    vendor: str = "",
    clauses: Collection[str] = (),
) -> list[Candidate]:
    """Return what may be discussed: never an item that somebody still grades blind.

    Items of earlier sessions are left out: they were settled aloud. So is gold that is kept for
    rounds and tests: who talked about it would know it.
    """
    every = rounds_service.every(store)
    with store.read() as tx:
        used = calibration.used_items(tx)
        used |= {
            one.item_id
            for one in gold.every(tx)
            if one.ended is None and one.purpose is not GoldPurpose.CALIBRATE
        }
        for one in every:
            if one.state.is_open:
                used |= {row.item_id for row in samples.sampled(tx, one.id)}
    found: dict[int, Candidate] = {}
    for one in every:
        if one.state.is_open or (rounds and one.id not in rounds):
            continue
        for line in _of_round(store, one, by=by, vendor=vendor, clauses=clauses):
            if line.item_id not in used:
                found[line.item_id] = line  # the newest round that has it
    return list(found.values())


def changed_clauses(store: Project) -> tuple[str, ...]:
    """Return the labels that the newest version of the policy added or changed."""
    versions = policies.versions(store)
    if len(versions) < 2:  # noqa: PLR2004 - two to compare
        return ()
    changes = diff(versions[-2], versions[-1])
    known = {label.key for label in versions[-1].labels}
    keys = [change.key for change in changes if change.what == "label" and change.key in known]
    return tuple(dict.fromkeys(keys))


def build(found: Sequence[Candidate], wanted: Mapping[Purpose, int], seed: str) -> Built:
    """Choose a set: first by purpose, then exchanged within purposes for balance."""
    chosen: dict[int, tuple[Candidate, Purpose]] = {}
    for purpose in ORDER:
        able = [c for c in _ranked(found, purpose, seed) if c.item_id not in chosen]
        for one in able[: wanted[purpose]]:
            chosen[one.item_id] = (one, purpose)
    for purpose in (Purpose.DISAGREEMENT, *ORDER):  # what one purpose lacks, others give
        for one in _ranked(found, purpose, seed):
            if len(chosen) < sum(wanted.values()) and one.item_id not in chosen:
                chosen[one.item_id] = (one, purpose)
    _balance(chosen, found, seed)
    order = sorted(chosen, key=lambda number: _hash(seed, "position", number))
    count = {p: sum(why is p for _c, why in chosen.values()) for p in ORDER}
    known = [c for c, _why in chosen.values() if c.violating is not None]
    violating = sum(bool(c.violating) for c in known)
    there = {p: sum(p in c.purposes for c in found) for p in ORDER}
    return Built(
        chosen=tuple(
            Chosen(
                item_id=number,
                round_id=chosen[number][0].round_id,
                purpose=chosen[number][1],
                position=at,
            )
            for at, number in enumerate(order, 1)
        ),
        wished=dict(wanted),
        found=count,
        candidates=there,
        violating=violating,
        known=len(known),
        pending=tuple(number for number in order if chosen[number][0].violating is None),
        missed=_missed(wanted, count, violating, len(known)),
    )


def _of_round(
    store: Project, one: Round, *, by: Person, vendor: str, clauses: Collection[str]
) -> Iterable[Candidate]:
    found = review.survey(store, one)
    data = found.data
    ids = data.item_ids.tolist()
    column = data.column("vendor")
    theirs = {
        ids[place]
        for place, code in zip(data.item.tolist(), column.codes.tolist(), strict=True)
        if not vendor or column.names[code] == vendor
    }
    with store.read() as tx:
        replies = disputes.replies(tx, one.id)
    item_of = dict(zip(data.decision_id.tolist(), data.item.tolist(), strict=True))
    disputed = {
        ids[item_of[number]]
        for number, reply in replies.items()
        if reply.reply is Reply.DISPUTE and number in item_of
    }
    grave = {ids[place] for place in data.item[found.outcome_now.critical].tolist()}
    wrong = {ids[place] for place in data.item[found.outcome_now.wrong].tolist()}
    rank = {e.item_id: k for k, e in enumerate(review.entries(store, found, by=by))}
    labels = {label.key: label for label in found.policy.labels}
    for place, number in enumerate(ids):
        if number not in theirs:
            continue
        final = data.answers[int(data.final[place])].labels if data.final[place] >= 0 else ()
        said = {*final, *review.labels_voted(found, number)}
        purposes = set(_why(found, number, wrong))
        if number in grave or any(key in labels and labels[key].critical for key in final):
            purposes.add(Purpose.CRITICAL)
        if number in disputed:
            purposes.add(Purpose.DISPUTED)
        if said & set(clauses):
            purposes.add(Purpose.CLAUSE)
        if purposes:
            yield Candidate(
                item_id=number,
                round_id=one.id,
                purposes=frozenset(purposes),
                violating=_is_violating(final, found.policy),
                rank=rank.get(number, len(rank)),
            )


def _why(found: Survey, number: int, wrong: Collection[int]) -> Iterable[Purpose]:
    standing = found.standings.get(number)
    answers = {
        (row.labels, row.action) if row.kind == "answer" else row.kind
        for row in found.grades.get(number, [])
    }
    differs = standing is not None and standing.reason in {Reason.PENDING, Reason.DIFFERENCE}
    if differs or len(answers) > 1:
        yield Purpose.DISAGREEMENT
    elif number in found.agreements and number not in wrong:
        yield Purpose.CONTROL


def _is_violating(final: Sequence[str], policy: Policy) -> bool | None:
    if not final:
        return None
    harmless = {label.key for label in policy.labels if not label.is_violation}
    return any(key not in harmless for key in final)


def _ranked(found: Sequence[Candidate], purpose: Purpose, seed: str) -> list[Candidate]:
    able = [c for c in found if purpose in c.purposes]
    if purpose is Purpose.CONTROL:  # clear ones alone, any of them
        able = [c for c in able if c.purposes <= {Purpose.CONTROL, Purpose.CLAUSE}]
        return sorted(able, key=lambda c: _hash(seed, "control", c.item_id))
    return sorted(able, key=lambda c: (c.rank, _hash(seed, "rank", c.item_id)))


def _balance(
    chosen: dict[int, tuple[Candidate, Purpose]], found: Sequence[Candidate], seed: str
) -> None:
    """Exchange the least wanted item of the kind that is too frequent, within its purpose."""
    for _again in range(len(chosen)):
        known = [c.violating for c, _why in chosen.values() if c.violating is not None]
        share = sum(known) / len(known) if known else 0.5
        if AIM[0] <= share <= AIM[1]:
            return
        surplus = share > AIM[1]
        swap = _swap(chosen, found, seed, surplus=surplus)
        if swap is None:
            return
        out, purpose, other = swap
        del chosen[out]
        chosen[other.item_id] = (other, purpose)


def _swap(
    chosen: Mapping[int, tuple[Candidate, Purpose]],
    found: Sequence[Candidate],
    seed: str,
    *,
    surplus: bool,
) -> tuple[int, Purpose, Candidate] | None:
    for purpose in reversed(ORDER):  # controls first: which of them it is matters least
        ranked = _ranked(found, purpose, seed)
        mine = [c for c in ranked if c.item_id in chosen and chosen[c.item_id][1] is purpose]
        out = [c for c in mine if c.violating is surplus]
        able = [c for c in ranked if c.item_id not in chosen and c.violating is (not surplus)]
        if out and able:
            return out[-1].item_id, purpose, able[0]
    return None


def not_reached(built: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what could not be reached of a set the project keeps, in the reader's words."""
    wished, found = (
        {p: int(built.get(what, {}).get(p.value, 0)) for p in ORDER} for what in ("wished", "found")
    )
    return _missed(wished, found, int(built.get("violating", 0)), int(built.get("known", 0)))


def balance(built: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """Return how many items of a set the project keeps are violating, and which do not count."""
    violating, known = int(built.get("violating", 0)), int(built.get("known", 0))
    said = _("{bad} of {all} are violating by their final answers.").format(
        bad=violating, all=known
    )
    pending = [names.get(number, "") for number in built.get("pending", ())]
    if not pending:
        return said
    many = ngettext(
        "{n} item has no final label and is not counted: {names}.",
        "{n} items have no final label and are not counted: {names}.",
        len(pending),
    )
    cut = ["…"] if len(pending) > NAMED else []
    named = _(", ").join([*pending[:NAMED], *cut])
    return f"{said} {many.format(n=len(pending), names=named)}"


def sentences(lines: Iterable[str]) -> str:
    """Return what could not be reached as sentences."""
    return " ".join(f"{line[:1].upper()}{line[1:]}." for line in lines)


def _missed(
    wanted: Mapping[Purpose, int], count: Mapping[Purpose, int], violating: int, known: int
) -> tuple[str, ...]:
    lines = [
        _("for “{words}”, {count} of {wanted} wanted items were found").format(
            count=count[p], wanted=wanted[p], words=translated(WORDS[p])
        )
        for p in ORDER
        if count[p] < wanted[p]
    ]
    total = sum(count.values())
    if total < sum(wanted.values()):
        lines.append(
            _("the set has {total} of {values} items").format(
                total=total, values=sum(wanted.values())
            )
        )
    if known and not AIM[0] <= violating / known <= AIM[1]:
        lines.append(
            _(
                "{violating} of {known} items are violating; between 40 and 60 % "
                "make agreement readable"
            ).format(violating=violating, known=known)
        )
    return tuple(lines)


WORDS = {
    Purpose.CRITICAL: N_("critical"),
    Purpose.DISPUTED: N_("disputed by the vendor"),
    Purpose.CLAUSE: N_("under a new or changed clause"),
    Purpose.DISAGREEMENT: N_("disagreement"),
    Purpose.CONTROL: N_("clear controls"),
}


def _hash(seed: str, what: str, number: int) -> str:
    return sha256(f"{seed}\x1f{what}\x1f{number}".encode()).hexdigest()
