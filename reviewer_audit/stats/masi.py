"""Krippendorff's alpha where an answer is a set of labels: MASI distance (Passonneau 2006)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Unpack

import numpy as np

from reviewer_audit.stats.agreement import Options, sample
from reviewer_audit.stats.coding import Codes, Floats, code_type
from reviewer_audit.stats.krippendorff import Fixed, alpha
from reviewer_audit.stats.measure import Estimate

LabelSets = Mapping[str, Collection[str]] | Sequence[Collection[str] | None]


def krippendorff_alpha_masi(units: Sequence[LabelSets], **options: Unpack[Options]) -> Estimate:
    """Return alpha over sets of labels.

    Args:
        units: For each unit the label sets of its raters: by name, or in the order of the raters
            with None where one gave no answer. The empty set is an answer.
        options: As for a panel.
    """
    sets: dict[frozenset[str], int] = {}
    raters: dict[str, int] = {}
    rows: list[list[tuple[int, int]]] = []
    for unit in units:
        named = unit.items() if isinstance(unit, Mapping) else enumerate(unit)
        rows.append(
            [
                (
                    raters.setdefault(str(rater), len(raters)),
                    sets.setdefault(frozenset(labels), len(sets)),
                )
                for rater, labels in named
                if labels is not None
            ]
        )
    q = len(sets)
    values = np.full((len(raters), len(rows)), q, code_type(q))
    for column, row in enumerate(rows):
        for rater, code in row:
            values[rater, column] = code
    return alpha(
        sample(Codes(values, q), **options), Fixed(masi_distance(list(sets))), "MASI distance"
    )


def masi_distance(sets: Sequence[frozenset[str]]) -> Floats:
    """Return the distance of every two sets.

    1 - overlap x (1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap).
    """
    labels = {label: place for place, label in enumerate(sorted(frozenset().union(*sets)))}
    holds = np.zeros((len(sets), len(labels)))
    for row, one in enumerate(sets):
        holds[row, [labels[label] for label in one]] = 1
    common = holds @ holds.T
    size = holds.sum(axis=1)
    either = size[:, None] + size - common
    equal = either == common
    inside = (common == size) | (common == size[:, None])
    kind = np.where(equal, 1.0, np.where(inside, 2 / 3, np.where(common > 0, 1 / 3, 0.0)))
    overlap = np.divide(common, either, out=np.ones_like(common), where=either > 0)
    return np.asarray(1 - overlap * kind)
