"""YAML as people write it: plain text with line numbers, no anchors, no tags, no surprises.

Scalars stay text: a label called ``no``, a version ``1.0`` or a key ``007`` are what they read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviewer_audit.i18n import _
from reviewer_audit.policies.node import Faults, Node, at_line
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
        faults.add(
            at_line(line),
            _("this is not YAML: {why}").format(why=e.problem or e.context),
        )
    except yaml.reader.ReaderError as e:
        line = text[: e.position].count("\n") + 1 if isinstance(e.position, int) else 1
        faults.add(at_line(line), _("holds a character that YAML does not allow"))
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
                faults.add(_where(event), _("a second document starts here; a policy is one"))
                raise _Stop
            root = _node(next(events), events, faults, budget, 0)
    return root or Node(where=at_line(1), value=None)


def _node(event: Any, events: Iterator[Any], faults: Faults, budget: list[int], depth: int) -> Node:
    import yaml

    where = _where(event)
    budget[0] -= 1
    if budget[0] < 0 or depth > _DEEPEST:
        if budget[0] < 0:
            faults.add(where, _("too many values for a policy"))
        else:
            faults.add(where, _("nested too deeply for a policy"))
        raise _Stop
    if isinstance(event, yaml.AliasEvent):
        faults.add(
            where,
            _("references such as *{anchor} are not allowed; write it out").format(
                anchor=event.anchor
            ),
        )
        return Node(where=where, value=None)
    if event.anchor:
        faults.add(
            where, _("anchors such as &{anchor} are not allowed").format(anchor=event.anchor)
        )
    if event.tag and event.tag != "!":
        faults.add(where, _("tags such as {tag} are not allowed").format(tag=event.tag))
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
            faults.add(place, _("a field needs a name"))
        elif name in found:
            faults.add(
                place,
                _("field {name!r} is given twice, first on {where}").format(
                    name=name, where=found[name].where
                ),
            )
        else:
            found[name] = Node(where=place, value=value.value) if _one_line(value) else value
    return found


def _one_line(value: Node) -> bool:
    return value.value is None or isinstance(value.value, str)


def _where(event: Any) -> str:
    return at_line(event.start_mark.line + 1)
