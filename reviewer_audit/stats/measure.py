"""The one record in which every number travels, what a verdict holds, and what a measure is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its uncertainty, or the reason why there is none.

    ``value``, ``low`` and ``high`` are shares between 0 and 1 for rates and coefficients as
    published otherwise. ``numerator`` is None where the measure has none (kappa). ``parts`` is
    what a weighted share re-traces from: (weight, n, numerator) of each weight that occurs.
    """

    value: float | None
    n: int
    numerator: float | None = None
    low: float | None = None
    high: float | None = None
    confidence: float = 0.95
    method: str = ""
    reason: str | None = None
    note: str = ""
    se: float | None = None
    n_eff: float | None = None
    deff: float | None = None
    df: float | None = None
    flags: tuple[str, ...] = ()
    parts: tuple[tuple[float, float, float], ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.reason and self.note):
            message = "an estimate has a value, or a reason and a note"
            raise ValueError(message)

    @classmethod
    def undefined(cls, reason: str, note: str, *, n: int = 0, confidence: float = 0.95) -> Self:
        """Say that there is no value: never 0, 1 or NaN."""
        return cls(value=None, reason=reason, note=note, n=n, confidence=confidence)

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        out: dict[str, Any] = {
            "value": self.value,
            "numerator": self.numerator,
            "n": self.n,
            "low": self.low,
            "high": self.high,
            "confidence": self.confidence,
            "method": self.method,
            "note": self.note,
        }
        for name in ("se", "n_eff", "reason"):
            if getattr(self, name) is not None:
                out[name] = getattr(self, name)
        if self.flags:
            out["flags"] = list(self.flags)
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetVerdict:
    """Whether a declared target is met, by the bound that decided it."""

    status: str  # meets | not_disproven | below | inconclusive
    target: float
    rule: str  # proven | unless_disproven
    measure: str  # charged | measured
    bound: float | None
    bound_method: str
    confidence: float
    look: int = 1
    provisional: bool = True
    overturned_by: int | None = None
    needed: Mapping[str, float] | None = None
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {name: getattr(self, name) for name in self.__slots__} | {
            "needed": dict(self.needed) if self.needed else None
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A statistic: its key, what it is called, what it needs and how it is computed."""

    key: str
    title: str
    unit: str  # "share", "coefficient", "difference" or "p-value"
    needs: str  # "outcomes", "codes", or "raters": codes of raters known by name
    compute: Callable[..., Estimate]
    higher_is_better: bool = True
