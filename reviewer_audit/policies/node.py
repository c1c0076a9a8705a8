"""A rule book as its author wrote it: text with its place. YAML and workbooks both become this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reviewer_audit.errors import PolicyError
from reviewer_audit.i18n import _

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
                return "nothing"
            case str():
                return "text"
            case Mapping():
                return "fields"
            case _:
                return "a list"


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
        head = f"{file_name}: {count} fault{'s' if count > 1 else ''} in this policy."
        lines = [head, *sorted(self.found, key=_line)[:_SHOWN]]
        if count > _SHOWN:
            lines.append(f"... and {count - _SHOWN} more")
        raise PolicyError(
            "\n".join(lines), hint=_("Nothing was changed. Mend these places and retry.")
        )


def _line(fault: str) -> int:
    """Order by line where there are lines; sheets stay in the order they were read."""
    words = fault.split(":", 1)[0].split(",", 1)[0].split()
    return int(words[1]) if words[0] == "line" and words[1:] else 0
