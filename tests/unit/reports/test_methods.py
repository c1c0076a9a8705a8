"""How figures were computed, told in the reader's language; names of people stay."""

import pytest

from reviewer_audit import i18n
from reviewer_audit.i18n import speaking
from reviewer_audit.reports.methods import method_text
from reviewer_audit.stats.interval_choice import CHOICES

SEVERAL = "several decisions are about one item, or items nearly the same"
METHODS = (
    "Korn-Graubard; process; match primary; without action, escalation; weighted",
    "Dirichlet over clusters, 2000 draws, PCG64 seed 1, prior of one unit",
    "Wilson on 20.5 effective units",
    "p-chart, 3 sigma",
    f"mid-P; batch; Jeffreys was asked for and not used: {SEVERAL}",
    "something, that nobody; declared",
)


@pytest.mark.parametrize("method", METHODS)
def test_that_english_says_a_method_as_the_numbers_carry_it(method):
    assert method_text(method) == method


def test_that_pieces_are_translated_and_names_figures_and_the_unknown_stay(monkeypatch):
    class Loud:
        def gettext(self, message):
            return (
                message.upper()
                .replace("{N}", "{n}")
                .replace("{NAME}", "{name}")
                .replace("{REASON}", "{reason}")
            )

    monkeypatch.setattr(i18n, "_catalogue", lambda _code: Loud())
    with speaking("de"):
        told = [method_text(one) for one in METHODS]
    assert told == [
        "Korn-Graubard; PROCESS; MATCH PRIMARY; WITHOUT ACTION, ESCALATION; WEIGHTED",
        "DIRICHLET OVER CLUSTERS, 2000 DRAWS, PCG64 SEED 1, PRIOR OF ONE UNIT",
        "Wilson ON 20.5 EFFECTIVE UNITS",
        "P-CHART, 3 SIGMA",
        f"mid-P; BATCH; Jeffreys WAS ASKED FOR AND NOT USED: {SEVERAL.upper()}",
        "something, that nobody; declared",
    ]
    assert "Jeffreys" in CHOICES.values()
