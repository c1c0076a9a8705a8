"""Who is stricter: the vendor against the final answers, and auditors against each other."""

from dataclasses import dataclass
from typing import Any

from reviewer_audit.stats.measure import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A test that two raters use the answers alike; p is None with a reason where undefined."""

    statistic: float | None
    df: int | None
    p: float | None
    n: int
    reason: str | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """How often a label given by one of two raters is given by the other too."""

    label: str
    title: str
    agreement: Estimate

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {"label": self.label, "title": self.title, "agreement": self.agreement.as_json()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bias:
    """Two raters compared; ``strictness`` above 0 says that the first flags more often.

    ``table`` is [[both violating, first alone], [second alone, both not]]. ``attainable_kappa``
    is the largest kappa that raters with these shares of violations and this agreement can have
    (errors even in both directions); ``largest_kappa`` the largest with these margins.
    ``mark`` is "small" below 30 units.
    """

    first: str
    second: str
    units: int
    table: tuple[tuple[int, int], tuple[int, int]]
    strictness: Estimate
    mcnemar: Test
    bowker: Test
    stuart_maxwell: Test
    prevalence_index: float | None
    bias_index: float | None
    agreement: Estimate
    kappa: Estimate
    attainable_kappa: float | None
    largest_kappa: float | None
    agreement_for_080: float | None  # the agreement that a kappa of .80 asks for at this prevalence
    categories: tuple[Category, ...]
    mark: str
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "first": self.first,
            "second": self.second,
            "units": self.units,
            "table": [list(row) for row in self.table],
            "strictness": self.strictness.as_json(),
            "mcnemar": self.mcnemar.as_json(),
            "bowker": self.bowker.as_json(),
            "stuart_maxwell": self.stuart_maxwell.as_json(),
            "prevalence_index": self.prevalence_index,
            "bias_index": self.bias_index,
            "agreement": self.agreement.as_json(),
            "kappa": self.kappa.as_json(),
            "attainable_kappa": self.attainable_kappa,
            "largest_kappa": self.largest_kappa,
            "agreement_for_080": self.agreement_for_080,
            "categories": [line.as_json() for line in self.categories],
            "mark": self.mark,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Strict:
    """The vendor against the final answers, every pair of auditors, and Light's mean kappa."""

    vendor: Bias
    auditors: tuple[Bias, ...]
    light: Estimate
    interval: str  # dirichlet | analytic | bootstrap

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "vendor": self.vendor.as_json(),
            "auditors": [pair.as_json() for pair in self.auditors],
            "light": self.light.as_json(),
            "interval": self.interval,
        }
