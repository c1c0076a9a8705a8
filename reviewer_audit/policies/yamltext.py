"""YAML as people write it: plain text with line numbers, no anchors, no tags, no surprises.

Scalars stay text: a label called ``no``, a version ``1.0`` or a key ``007`` are what they read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviewer_audit.policies.node import Faults, Node
from reviewer_audit.policies.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewer_audit.domain.policy import Policy

_DEEPEST = 12
_MOST_VALUES = 50_000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_HEAD = (
    "# A policy for Reviewer Audit. Severity: S0 none, S1 low, S2 medium, S3 high, S4 critical.\n"
)


class _Stop(Exception):  # noqa: N818 - a fault already noted, not an error of its own
    """Reading cannot go on."""


def parse(text: str, faults: Faults) -> Node | None:
    """Read YAML into nodes; faults go to ``faults``, and None means reading had to stop."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _document(iter(yaml.parse(text, Loader=loader)), faults)
    except _Stop:
        return None
    except yaml.MarkedYAMLError as e:
        mark = e.problem_mark or e.context_mark
        line = mark.line + 1 if mark else 1
        faults.add(f"line {line}", f"this is not YAML: {e.problem or e.context}")
    except yaml.reader.ReaderError as e:
        line = text[: e.position].count("\n") + 1 if isinstance(e.position, int) else 1
        faults.add(f"line {line}", "holds a character that YAML does not allow")
    return None


def dumps(policy: Policy) -> str:
    """Write a policy as YAML that reads back the same."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Blocks indented under their name; awkward text in double quotes."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
            return super().increase_indent(flow, indentless=False)

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        easy = value.isprintable() and value == value.strip() and "  " not in value
        style = None if easy and value not in _NULLS else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    body: str = yaml.dump(
        plain(policy), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=96
    )
    return _HEAD + body


def _document(events: Iterator[Any], faults: Faults) -> Node:
    import yaml

    root: Node | None = None
    budget = [_MOST_VALUES]
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if root is not None:
                faults.add(_where(event), "a second document starts here; a policy is one")
                raise _Stop
            root = _node(next(events), events, faults, budget, 0)
    return root or Node(where="line 1", value=None)


def _node(event: Any, events: Iterator[Any], faults: Faults, budget: list[int], depth: int) -> Node:
    import yaml

    where = _where(event)
    budget[0] -= 1
    if budget[0] < 0 or depth > _DEEPEST:
        why = "too many values" if budget[0] < 0 else "nested too deeply"
        faults.add(where, f"{why} for a policy")
        raise _Stop
    if isinstance(event, yaml.AliasEvent):
        faults.add(where, f"references such as *{event.anchor} are not allowed; write it out")
        return Node(where=where, value=None)
    if event.anchor:
        faults.add(where, f"anchors such as &{event.anchor} are not allowed")
    if event.tag and event.tag != "!":
        faults.add(where, f"tags such as {event.tag} are not allowed")
    if isinstance(event, yaml.ScalarEvent):
        nothing = event.implicit[0] and not event.style and event.value in _NULLS
        return Node(where=where, value=None if nothing else event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        entries = []
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            entries.append(_node(inner, events, faults, budget, depth + 1))
        return Node(where=where, value=entries)
    return Node(where=where, value=_fields(events, faults, budget, depth))


def _fields(
    events: Iterator[Any], faults: Faults, budget: list[int], depth: int
) -> dict[str, Node]:
    import yaml

    found: dict[str, Node] = {}
    while not isinstance(inner := next(events), yaml.MappingEndEvent):
        place = _where(inner)
        name = _node(inner, events, faults, budget, depth + 1).value
        value = _node(next(events), events, faults, budget, depth + 1)
        if not isinstance(name, str):
            faults.add(place, "a field needs a name")
        elif name in found:
            faults.add(place, f"field {name!r} is given twice, first on {found[name].where}")
        else:
            found[name] = Node(where=place, value=value.value) if _one_line(value) else value
    return found


def _one_line(value: Node) -> bool:
    return value.value is None or isinstance(value.value, str)


def _where(event: Any) -> str:
    return f"line {event.start_mark.line + 1}"
