"""Policies on disk and in a project."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from reviewer_audit.domain.policy import Policy
from reviewer_audit.errors import PolicyError
from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.policies import sheets, yamltext
from reviewer_audit.policies.checks import check
from reviewer_audit.policies.node import Faults, Node, at_line
from reviewer_audit.policies.plain import plain

if TYPE_CHECKING:
    from pathlib import Path

dumps = yamltext.dumps

_LARGEST_YAML = 512 * 1024
_LARGEST_BOOK = 5 * 1024 * 1024
_LARGEST_UNPACKED = 40 * 1024 * 1024
_MOST_PARTS = 300
_UNTOUCHED = N_("Nothing was changed.")


def load(path: Path) -> Policy:
    """Read a policy from a .yaml, .yml or .xlsx file.

    Raises:
        PolicyError: the file cannot be read, or holds faults; the message names the place of
            every one, one per line.
    """
    suffix = path.suffix.casefold()
    faults = Faults()
    if suffix in {".yaml", ".yml"}:
        root = _yaml(path, faults)
    elif suffix == ".xlsx":
        root = _book(path, faults)
    else:
        message = _("{name}: a policy is a .yaml, .yml or .xlsx file.").format(name=path.name)
        raise PolicyError(message, hint=_("Save it in one of these forms."))
    if root is None:
        faults.stop_if_any(path.name)
    policy = check(root or Node(where=_("the file"), value=None), faults)
    faults.stop_if_any(path.name)
    return policy


def checked(policy: Policy) -> Policy:
    """Return a policy that was put together by hand, held against all rules of one from a file.

    Raises:
        PolicyError: it holds faults; the message names them all, each with its entry.
    """
    faults = Faults()
    found = check(_spelled(plain(policy), _("the policy")), faults)
    faults.stop_if_any(_("version {version}").format(version=policy.version))
    return found


def _spelled(value: Any, where: str) -> Node:
    """Return plain values as nodes, each named after the entry it stands in."""
    if isinstance(value, dict):
        inner = str(value.get("key") or value.get("metric") or where)
        return Node(where=inner, value={k: _spelled(one, inner) for k, one in value.items()})
    if isinstance(value, (list, tuple)):
        return Node(where=where, value=[_spelled(one, where) for one in value])
    if isinstance(value, bool):
        return Node(where=where, value="true" if value else "false")
    return Node(where=where, value=None if value is None else str(value))


def write_workbook(policy: Policy, path: Path) -> None:
    """Write a policy as a workbook for editing, to a path where nothing is that matters."""
    sheets.write(policy, path)


def encode(policy: Policy) -> str:
    """Return the policy as JSON, the form a project keeps."""
    import msgspec

    return msgspec.json.encode(policy).decode()


def decode(text: str) -> Policy:
    """Return the policy a project kept."""
    import msgspec

    try:
        return msgspec.json.decode(text, type=Policy)
    except msgspec.MsgspecError as e:
        message = _("The policy kept in this project cannot be read: {e}.").format(e=e)
        raise PolicyError(message, hint=translated(_UNTOUCHED)) from e


def _yaml(path: Path, faults: Faults) -> Node | None:
    data = _bytes(path, _LARGEST_YAML)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        faults.add(at_line(line), _("this is not UTF-8 text; save the file as UTF-8"))
        return None
    return yamltext.parse(text, faults)


def _book(path: Path, faults: Faults) -> Node:
    data = _bytes(path, _LARGEST_BOOK)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
        small = len(parts) <= _MOST_PARTS and sum(p.file_size for p in parts) <= _LARGEST_UNPACKED
        cells = sheets.read(BytesIO(data)) if small else None
    except Exception as e:  # a spreadsheet library meets a damaged file in many ways
        message = _("{name} is not a workbook that can be read.").format(name=path.name)
        hint = _("{untouched} Save it as .xlsx without a password.").format(
            untouched=translated(_UNTOUCHED)
        )
        raise PolicyError(message, hint=hint) from e
    if cells is None:
        message = _("{name} unpacks to more than a policy can need.").format(name=path.name)
        raise PolicyError(message, hint=translated(_UNTOUCHED))
    return sheets.parse(cells, faults)


def _bytes(path: Path, largest: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as e:
        message = _("{name} cannot be read: {why}.").format(name=path.name, why=e.strerror or e)
        raise PolicyError(
            message,
            hint=_("{untouched} Check the path and the rights.").format(
                untouched=translated(_UNTOUCHED)
            ),
        ) from e
    if len(data) > largest:
        message = _("{name} is larger than a policy can be ({largest:,} KB).").format(
            name=path.name, largest=largest // 1024
        )
        raise PolicyError(message, hint=translated(_UNTOUCHED))
    return data
