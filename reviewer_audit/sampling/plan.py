"""What a sample should look like."""

from dataclasses import dataclass
from enum import StrEnum

from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _


class Method(StrEnum):
    """How decisions are chosen."""

    SIMPLE = "simple"
    STRATIFIED = "stratified"
    ALL = "all"


class Allocation(StrEnum):
    """How the size is shared among the cells of a stratified draw."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"
    NEYMAN = "neyman"


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePlan:
    """A plan that, with its seed and the frame, decides every drawn row.

    ``size`` counts decisions and is ignored with ``all`` and ``per_reviewer``. ``minimum`` is the
    fewest decisions of a cell; 0 asks for one per cell as long as the size allows it, because a
    cell without any decision leaves the whole frame without an estimate. ``overlap`` is the share
    of items that goes to two auditors. ``gold`` is how many gold items every auditor gets besides,
    or below 1 their share of the auditor's items; it takes nothing from the sample. ``repeats`` is
    likewise how many of their own items every auditor gets a second time.
    ``item_times`` lets the time on each item come back in returns, in place of its sum.
    ``versions_shown`` lets auditors see under which version of the policy an item was decided;
    ``original`` names the column with the address that they may open. Both are off by themselves:
    grading needs neither, and either may tell something of the decision.
    ``looks`` is 2 where one top-up is planned: each verdict then takes a smaller share of the risk.
    """

    method: Method = Method.SIMPLE
    size: int = 0
    by: tuple[str, ...] = ()
    allocation: Allocation = Allocation.PROPORTIONAL
    minimum: int = 0
    per_reviewer: int = 0
    overlap: float = 0.0
    seed: str = ""
    auditors: tuple[str, ...] = ()
    gold: float = 0.0
    repeats: float = 0.0
    looks: int = 1
    item_times: bool = False
    versions_shown: bool = False
    original: str = ""

    def __post_init__(self) -> None:
        if self.method != Method.ALL and self.size <= 0 and self.per_reviewer <= 0:
            message = _("A sample needs a size.")
            raise SampleError(message, _("Name how many decisions to draw, or take all."))
        if self.method == Method.STRATIFIED and not self.roles:
            message = _("A stratified sample needs at least one column to stratify by.")
            raise SampleError(message)
        if self.looks not in {1, 2}:
            message = _(
                "{looks} looks cannot be planned: there is one, or two with a top-up."
            ).format(looks=self.looks)
            raise SampleError(message)
        if not 0 <= self.overlap <= 1:
            message = _("The overlap {overlap:g} is not a share between 0 and 1.").format(
                overlap=self.overlap
            )
            raise SampleError(message)
        if self.overlap > 0 and len(self.auditors) == 1:
            message = _("An overlap needs at least two auditors.")
            raise SampleError(message, _("Name another auditor or set the overlap to 0."))
        for name, wish in (("Gold", self.gold), ("Repeats", self.repeats)):
            if wish < 0 or (wish >= 1 and wish != int(wish)):
                message = _(
                    "{name}: {wish:g} is neither a number of items nor a share below 1."
                ).format(name=name, wish=wish)
                raise SampleError(message)
            if wish and not self.auditors:
                message = _("{name}: nobody is named to get the items.").format(name=name)
                raise SampleError(message, _("Name the auditors, or leave it out."))
        if len(set(self.auditors)) != len(self.auditors):
            message = _("An auditor is named twice.")
            raise SampleError(message)
        self._require_gold_hidden()

    def _require_gold_hidden(self) -> None:
        if self.gold and (self.versions_shown or self.original):
            message = _("Gold items would be known by what stands beside the others.")
            hint = _(
                "Draw without gold, or show neither the policy version an item was decided under "
                "nor its original: gold comes from elsewhere and has none of the round's."
            )
            raise SampleError(message, hint)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles whose crossed values are the strata."""
        if self.per_reviewer:
            return ("reviewer",)
        return self.by if self.method == Method.STRATIFIED else ()
