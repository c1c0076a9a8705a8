"""A rule book as its author wrote it: text with its place. YAML and workbooks both become this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reviewer_audit.errors import PolicyError
from reviewer_audit.i18n import _, ngettext

_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One value: nothing, text, a list or fields; ``where`` is its place for the reader."""

    where: str
    value: "str | Sequence[Node] | Mapping[str, Node] | None"

    @property
    def kind(self) -> str:
        """What it is, in words."""
        match self.value:
            case None:
                return _("nothing")
            case str():
                return _("text")
            case Mapping():
                return _("fields")
            case _:
                return _("a list")


@dataclass(slots=True)
class Faults:
    """Every fault found so far, each with its place."""

    found: list[str] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        """Note one fault; the same one is noted once."""
        line = f"{where}: {what}"
        if line not in self.found:
            self.found.append(line)

    def stop_if_any(self, file_name: str) -> None:
        """Raise PolicyError naming all faults, one per line."""
        if not self.found:
            return
        count = len(self.found)
        head = ngettext(
            "{name}: {n} fault in this policy.", "{name}: {n} faults in this policy.", count
        ).format(name=file_name, n=count)
        lines = [head, *sorted(self.found, key=_line)[:_SHOWN]]
        if count > _SHOWN:
            lines.append(_("... and {n} more").format(n=count - _SHOWN))
        raise PolicyError(
            "\n".join(lines), hint=_("Nothing was changed. Mend these places and retry.")
        )


def _line(fault: str) -> int:
    """Order by line where there are lines; sheets stay in the order they were read."""
    place = fault.split(":", 1)[0].split(",", 1)[0]
    number = int("".join(c for c in place if c.isdecimal()) or 0)
    return number if place == at_line(number) else 0


def at_line(number: int) -> str:
    """Return the place of a line of text."""
    return _("line {n}").format(n=number)
