"""The tables of ISO 2859-1:1999, cell by cell against transcriptions of them."""

from hashlib import sha256

import pytest

from reviewer_audit.sampling import iso2859

# Every cell of GB/T 2828.1-2012, the national edition identical with ISO 2859-1:1999, tables 2-A
# to 2-C, arrows followed, letters A to R by the 26 AQLs, as "letter size Ac". Only a hash is kept
# here. The transcription was read from the printed pages 15 to 17 of that edition; normal and
# tightened plans agree with R AQLSchemes 1.7-2 (MIL-STD-105E, tables II-A and II-B) too.
CELLS = {
    "normal": "16845450f24a4d207ca02ea01c435ad4ecea4cc6270f755311dc8d284e03ed0d",
    "tightened": "45bbb5709cbed13ea12d4358215624ea5447da5672bdaa870514922634d2dc28",
    "reduced": "e659a0184dc16d9892c19384266be36bff788cabca59c186505a4e58bf9fc266",
}
# A lot size of general level III gives letters B to R, of special level S-1 letter A.
SIZES = (5, 12, 20, 40, 80, 120, 250, 400, 1000, 3000, 9000, 30_000, 100_000, 400_000, 600_000)
LOTS = dict(zip("BCDEFGHJKLMNPQR", SIZES, strict=True))


def found(letter, aql, severity):
    lot, level = (5, "S-1") if letter == "A" else (LOTS[letter], "III")
    assert iso2859.code_letter(lot, level) == letter
    return iso2859.plan(lot, aql, level=level, severity=severity)


@pytest.mark.parametrize("severity", iso2859.SEVERITIES)
def test_that_every_cell_of_the_tables_is_the_printed_one(severity):
    cells = [
        f"{p.letter} {p.size} {p.accept}"
        for letter in iso2859.LETTERS[:-1]
        for aql in iso2859.AQLS
        for p in [found(letter, aql, severity)]
    ]
    assert len(cells) == 416
    assert sha256("|".join(cells).encode()).hexdigest() == CELLS[severity]


@pytest.mark.parametrize(
    ("letter", "aql", "expected"),
    [
        ("J", 1.0, ("J", 32, 1)),
        ("J", 1.5, ("J", 32, 2)),
        ("J", 2.5, ("J", 32, 3)),
        ("J", 4.0, ("J", 32, 5)),
        ("J", 6.5, ("J", 32, 6)),
        ("J", 10.0, ("J", 32, 8)),
        ("J", 15.0, ("J", 32, 10)),
        ("J", 25.0, ("H", 20, 10)),  # arrow up
        ("J", 0.40, ("L", 80, 1)),  # arrow down: letter and size change
        ("J", 0.25, ("H", 20, 0)),  # arrow up, to the plan without errors
        ("E", 150.0, ("E", 5, 14)),
        ("E", 250.0, ("E", 5, 21)),
        ("A", 40.0, ("A", 2, 2)),  # A and B are no smaller than A is on normal inspection
        ("B", 150.0, ("B", 2, 7)),
        ("C", 150.0, ("C", 2, 8)),
        ("R", 0.040, ("R", 800, 1)),
        ("R", 0.025, ("N", 200, 0)),
    ],
)
def test_that_reduced_plans_are_those_of_table_2_c(letter, aql, expected):
    got = found(letter, aql, "reduced")
    assert (got.letter, got.size, got.accept) == expected


def test_that_no_plan_leaves_a_gap_between_accepting_and_rejecting():
    # ISO 2859-1:1999, foreword: reduced plans were changed to eliminate the gap
    for severity in iso2859.SEVERITIES:
        for lot in (5, 40, 250, 1000, 30_000, 600_000):
            for aql in iso2859.AQLS:
                plan = iso2859.plan(lot, aql, severity=severity)
                assert plan.reject == plan.accept + 1


def test_that_reduced_inspection_looks_at_less_and_forgives_more():
    for letter in "FGHJKLMNPQR":
        for aql in (0.65, 1.0, 1.5, 2.5, 4.0):
            normal, reduced = found(letter, aql, "normal"), found(letter, aql, "reduced")
            assert reduced.size < normal.size
            assert reduced.accept <= normal.accept
            assert reduced.accept / reduced.size >= normal.accept / normal.size
