"""Draw decisions so that every engine, on every machine, draws the same.

A decision's rank is the sha256 of seed, stratum and identity, joined by the byte 0x1F; in every
stratum the smallest ranks are drawn. The stratum is written as its ``role=value`` pairs in the
order of the plan, joined by 0x1E, and is empty for a simple draw. A larger sample goes on down
the same list: the earlier rows stay, and the probability of a row is always drawn / population
of its stratum. A continued stratified draw shares the new total out again, and no stratum gets
less than it has.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _
from reviewer_audit.sampling import allocation
from reviewer_audit.sampling.plan import Allocation, Method, SamplePlan

UNIT, RECORD = b"\x1f", "\x1e"
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Frame:
    """The decisions that may be drawn: who they are and which cell each one lies in."""

    identities: Sequence[str]
    codes: NDArray[np.int32]  # (N,) index into cells
    cells: tuple[tuple[str, ...], ...]  # values in the order of the plan's roles

    @classmethod
    def of(cls, identities: Sequence[str], cells: Sequence[tuple[str, ...]] | None = None) -> Self:
        """Build a frame from a cell per decision; without cells it is one stratum."""
        if cells is None:
            return cls(identities, np.zeros(len(identities), np.int32), ((),))
        names = tuple(sorted(set(cells)))
        index = {name: code for code, name in enumerate(names)}
        codes = np.fromiter((index[cell] for cell in cells), np.int32, len(cells))
        return cls(identities, codes, names)

    def __len__(self) -> int:
        return len(self.identities)

    @property
    def sizes(self) -> Ints:
        """How many decisions each cell holds."""
        return np.bincount(self.codes, minlength=len(self.cells)).astype(np.int64)

    def sha256(self) -> str:
        """Return the fingerprint of the frame: its sorted identities, one a line."""
        digest = hashlib.sha256()
        for identity in sorted(self.identities):
            digest.update(identity.encode() + b"\n")
        return digest.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One cell of a draw."""

    cell: Mapping[str, str]
    population: int
    sampled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The drawn rows of a frame, stratum by stratum in the order of their ranks."""

    indices: Ints  # (n,) into the frame
    stratum: NDArray[np.int32]  # (n,) into strata
    probability: NDArray[np.float64]  # (n,)
    strata: tuple[Stratum, ...]
    frame_sha256: str
    population: int

    @property
    def sampled(self) -> int:
        """How many decisions were drawn."""
        return len(self.indices)


def stratum_text(roles: Sequence[str], cell: Sequence[str]) -> str:
    """Write a cell the way it enters the rank."""
    return RECORD.join(f"{role}={value}" for role, value in zip(roles, cell, strict=True))


def _ordered(frame: Frame, seed: str, roles: Sequence[str]) -> Ints:
    """Return the rows of the frame by stratum, then rank, then identity."""
    sha256 = hashlib.sha256
    heads = [
        UNIT.join((seed.encode(), stratum_text(roles, cell).encode(), b"")) for cell in frame.cells
    ]
    digests = b"".join(
        sha256(heads[code] + identity.encode()).digest()
        for code, identity in zip(frame.codes.tolist(), frame.identities, strict=True)
    )
    words = np.frombuffer(digests, ">u8").reshape(-1, 4).astype(np.uint64)
    order = np.lexsort((*words.T[::-1], frame.codes))
    same = (words[order[1:]] == words[order[:-1]]).all(axis=1)
    if same.any():  # the same stratum and identity twice: there is no other way to the same rank
        twice = frame.identities[int(order[1:][same][0])]
        message = _("The decision {twice!r} is in the frame twice.").format(twice=twice)
        raise SampleError(message)
    return order.astype(np.int64)


def wanted(
    plan: SamplePlan, sizes: Ints, size: int, earlier: Ints, spread: ArrayLike | None
) -> Ints:
    """Return how many decisions each cell gives: all that a draw depends on but the seed."""
    if plan.method == Method.ALL:
        return sizes
    if plan.per_reviewer:
        return np.maximum(np.minimum(sizes, plan.per_reviewer), earlier)
    floor = np.maximum(np.minimum(sizes, plan.minimum), earlier)
    touched = np.maximum(np.minimum(sizes, 1), earlier)
    if plan.minimum == 0 and touched.sum() <= size:
        floor = touched
    if plan.allocation == Allocation.EQUAL:
        return allocation.equal(sizes, size, floor)
    if plan.allocation == Allocation.NEYMAN:
        return allocation.neyman(
            sizes, np.ones(len(sizes)) if spread is None else spread, size, floor
        )
    return allocation.proportional(sizes, size, floor)


def draw(
    frame: Frame,
    plan: SamplePlan,
    *,
    earlier: Mapping[tuple[str, ...], int] | None = None,
    size: int | None = None,
    spread: ArrayLike | None = None,
) -> Drawn:
    """Draw a sample.

    Args:
        frame: what may be drawn.
        plan: how; its seed must be set.
        earlier: how many of each cell an earlier draw of this plan and frame has taken.
        size: the new total of a continued draw, instead of the plan's size.
        spread: the spread of errors in each cell of the frame, for Neyman's allocation.
    """
    if not len(frame):
        message = _("There is no decision to draw from.")
        raise SampleError(message, _("Bring in decisions first."))
    sizes, before = frame.sizes, earlier or {}
    taken = np.array([before.get(cell, 0) for cell in frame.cells], np.int64)
    counts = wanted(plan, sizes, size if size is not None else plan.size, taken, spread)
    order = _ordered(frame, plan.seed, plan.roles)
    starts = np.cumsum(sizes) - sizes
    place = np.arange(len(frame)) - np.repeat(starts, sizes)
    chosen = order[place < np.repeat(counts, sizes)]
    stratum = frame.codes[chosen].astype(np.int32)
    strata = tuple(
        Stratum(
            cell=dict(zip(plan.roles, cell, strict=True)),
            population=int(sizes[h]),
            sampled=int(counts[h]),
        )
        for h, cell in enumerate(frame.cells)
    )
    return Drawn(
        indices=chosen,
        stratum=stratum,
        probability=(counts / np.maximum(sizes, 1))[stratum],
        strata=strata,
        frame_sha256=frame.sha256(),
        population=len(frame),
    )


def more(
    frame: Frame, plan: SamplePlan, earlier: Drawn | Mapping[tuple[str, ...], int], extra: int
) -> Drawn:
    """Continue a draw by ``extra`` decisions; the answer holds the earlier ones too."""
    if isinstance(earlier, Drawn):
        if earlier.frame_sha256 != frame.sha256():
            message = _("The decisions to draw from have changed since the sample was drawn.")
            raise SampleError(message, _("Open a new round for the new decisions."))
        earlier = {tuple(line.cell.values()): line.sampled for line in earlier.strata}
    total = sum(earlier.values()) + extra
    if extra <= 0 or total > len(frame):
        message = _("Cannot draw {extra} more: {n} are left.").format(
            extra=extra, n=len(frame) - total + extra
        )
        raise SampleError(message)
    if plan.per_reviewer:  # every reviewer's own list goes on, as evenly as it can
        floor = np.array([earlier.get(cell, 0) for cell in frame.cells], np.int64)
        counts = allocation.equal(frame.sizes, total, floor)
        earlier = {cell: int(counts[h]) for h, cell in enumerate(frame.cells)}
    return draw(frame, plan, earlier=earlier, size=total)
