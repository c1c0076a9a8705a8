"""Hand newly drawn items to auditors, with gold and repeats among them where they are wished."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from reviewer_audit.domain.gold import GoldState
from reviewer_audit.domain.people import Role
from reviewer_audit.domain.rounds import AssignmentKind, Round
from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _
from reviewer_audit.sampling.assign import in_order
from reviewer_audit.sampling.nearness import together
from reviewer_audit.sampling.plan import SamplePlan
from reviewer_audit.sampling.repeats import chosen as repeated
from reviewer_audit.sampling.repeats import spread, tokens
from reviewer_audit.services import assigning, near, policies, seeding, side_notes
from reviewer_audit.services.assigning import Uncovered
from reviewer_audit.services.projects import Project
from reviewer_audit.services.seeding import Books, Seeding
from reviewer_audit.store import items, people, repeats, rounds
from reviewer_audit.store.project import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """How many items everybody has in all, what became of the wish for gold, and repeats.

    ``uncovered`` counts the items that nobody named can take: they are drawn, and nobody has
    them. ``single`` is how many items of the overlap only one person can take.
    """

    loads: Mapping[str, int] = field(default_factory=dict)
    gold: Mapping[str, Seeding] = field(default_factory=dict)
    repeats: Mapping[str, int] = field(default_factory=dict)
    uncovered: tuple[Uncovered, ...] = ()
    single: int = 0


def hand_out(
    tx: Tx,
    one: Round,
    plan: SamplePlan,
    wanted: Collection[int],
    books: Books,
    *,
    framed: Collection[int],
    more: bool,
) -> HandedOut:
    """Assign items of newly drawn decisions, and gold among them.

    Who gets which production item does not depend on the gold. See :func:`seeding.seed` for
    ``books``, ``framed`` and ``more``.
    """
    clusters = near.link(tx, one, wanted, more=more)
    if not plan.auditors:
        return HandedOut()
    who = {name: people.find_or_add(tx, name, Role.AUDITOR) for name in plan.auditors}
    lengths = {name: rounds.last_position(tx, one.id, who[name].id) for name in plan.auditors}
    numbers = {name: number for number, name in items.names_of(tx, wanted).items()}
    held = Counter(
        row.auditor_id for row in rounds.assignments(tx, one.id) if row.kind == AssignmentKind.AUDIT
    )
    dealt = assigning.deal(
        tx,
        assigning.crew(tx, plan.auditors, due=rounds.details(tx, one.id)["due"]),
        numbers,
        overlap=plan.overlap,
        seed=plan.seed,
        loads={name: held[who[name].id] for name in plan.auditors},
    )
    piles = dealt.piles
    seeded = seeding.seed(
        tx,
        one,
        books,
        plan,
        {name: [numbers[n] for n in pile] for name, pile in piles.items()},
        who,
        framed=framed,
        more=more,
    )
    besides = {number for chosen in seeded.values() for number in chosen.items}
    named = items.names_of(tx, besides) if besides else {}
    numbers |= {name: number for number, name in named.items()}
    twice: dict[str, int] = {}
    for name, pile in piles.items():
        extra = seeded[name].items if name in seeded else ()
        order = in_order([*pile, *(named[number] for number in extra)], name, plan.seed)
        kinds = dict.fromkeys(extra, AssignmentKind.GOLD)
        able = [n for n in order[: len(order) // 2] if numbers[n] not in kinds]
        wish = seeding.asked(plan.repeats, len(pile), more=more)
        chosen = [numbers[n] for n in repeated(able, wish, plan.seed, name)]
        copies = repeats.copy(tx, one.id, who[name].id, chosen)
        kinds |= dict.fromkeys(copies.values(), AssignmentKind.REPEAT)
        ids = spread([numbers[n] for n in order], copies, tokens(plan.seed, name))
        ids = together(ids, clusters)
        rounds.assign(tx, one.id, who[name].id, ids, after=lengths[name], kinds=kinds)
        lengths[name] += len(ids)
        if plan.repeats:
            twice[name] = len(copies)
    side_notes.allow(tx, one, plan, books)
    return HandedOut(
        loads=lengths, gold=seeded, repeats=twice, uncovered=dealt.uncovered, single=dealt.single
    )


def books_of(store: Project) -> Books:
    """Return all versions of the rule book."""
    return {policy.version: policy for policy in policies.versions(store)}


def require_gold(store: Project, version: str = "") -> None:
    """Refuse to draw with gold where none can be seeded; by default under the newest policy.

    Raises:
        SampleError: nothing in the register is ready.
    """
    books = books_of(store)
    with store.read() as tx:
        if seeding.standing(tx, books, version or list(books)[-1])[GoldState.READY]:
            return
    message = _("No gold item can be seeded under this policy.")
    hint = _(
        "Nothing was drawn. A gold item is for monitoring, signed by a "
        "second expert, and signed again when its clause changes; see: "
        "gold list. Or draw without gold."
    )
    raise SampleError(message, hint, code="gold.none")
