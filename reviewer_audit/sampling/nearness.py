"""Which items are nearly the same text: found by what is written alone, alike on every machine.

Texts are compared as sets of their shingles, runs of 5 characters, by the share that both have of
all (Jaccard, as in Broder, "On the resemblance and containment of documents", 1997). Candidates
are texts that share one of the 8 shingles with the smallest hashes; each is then compared in full.
A cluster is a star: its members are near to its first item, so that no chain of small steps ties
together what is far apart.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

METHOD = "shingles of 5 characters, Jaccard at least 0.8; below 80 characters equal texts alone"
NEAR = 0.8
RUN = 5
SHORTEST = 80  # in a shorter text one word decides
LONGEST = 4_000  # characters looked at
COMPARED = 20_000  # of more items equal texts alone: a draw would take minutes
_SMALLEST = 8
_MOST = 20  # first items that a shared shingle leads to
_KEPT = 1_000  # texts whose shingles are remembered: 32 MB at most
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)

Hashes = NDArray[np.uint64]


def clusters(texts: Mapping[int, str]) -> dict[int, int]:
    """Return the first item of its cluster for every item that is nearly the same as another.

    Args:
        texts: item -> its text; the order of the numbers decides which is first.
    """
    few = len(texts) <= COMPARED
    plain = {n: _plain(texts[n]) if few else texts[n] for n in sorted(texts)}
    first_of: dict[str, int] = {}
    head = {number: first_of.setdefault(text, number) for number, text in plain.items() if text}
    if few:
        long = [n for n in first_of.values() if len(plain[n]) >= SHORTEST]
        nearest = _stars({number: plain[number] for number in long})
        head = {number: nearest.get(first, first) for number, first in head.items()}
    many: dict[int, int] = {}
    for first in head.values():
        many[first] = many.get(first, 0) + 1
    return {number: first for number, first in head.items() if many[first] > 1}


def together(order: list[int], cluster: Mapping[int, int]) -> list[int]:
    """Return a list with the items of a cluster right behind the first of them in it."""
    members: dict[int, list[int]] = {}
    for number in order:
        if number in cluster:
            members.setdefault(cluster[number], []).append(number)
    out: list[int] = []
    for number in order:
        if number not in cluster:
            out.append(number)
        else:
            out.extend(members.pop(cluster[number], ()))
    return out


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _stars(texts: Mapping[int, str]) -> dict[int, int]:
    """Return the head of every text: the first one it is near to, else itself."""
    heads_with: dict[int, list[int]] = {}
    head: dict[int, int] = {}
    sizes: dict[int, int] = {}
    shingles_of = lru_cache(_KEPT)(lambda number: _shingles(texts[number]))

    def near_to(one: int, mine: Hashes) -> bool:
        less, more = sorted((sizes[one], len(mine)))
        return less >= NEAR * more and _alike(mine, shingles_of(one))

    for number, text in texts.items():
        mine = _shingles(text)
        few = mine[:_SMALLEST].tolist()
        near = sorted({other for one in few for other in heads_with.get(one, ())})
        found = next((one for one in near if near_to(one, mine)), None)
        head[number] = number if found is None else found
        if found is None:
            sizes[number] = len(mine)
            for one in few:
                heads = heads_with.setdefault(one, [])
                if len(heads) < _MOST:
                    heads.append(number)
    return head


def _shingles(text: str) -> Hashes:
    """Return the hashes of the shingles of a text, each once, smallest first."""
    codes = np.frombuffer(text[:LONGEST].encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = codes.astype(np.uint64)
    runs = len(letters) - RUN + 1
    mixed = np.zeros(runs, np.uint64)
    for k in range(RUN):
        mixed = (mixed ^ letters[k : k + runs]) * _ODD
        mixed ^= mixed >> _SHIFT
    return np.unique(mixed)


def _alike(one: Hashes, other: Hashes) -> bool:
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both >= NEAR * (len(one) + len(other) - both)
