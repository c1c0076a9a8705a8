"""Rule books: YAML or workbook to Policy, and back."""

from reviewer_audit.policies.compare import Change, diff
from reviewer_audit.policies.drafting import draft
from reviewer_audit.policies.files import checked, decode, dumps, encode, load, write_workbook

__all__ = [
    "Change",
    "checked",
    "decode",
    "diff",
    "draft",
    "dumps",
    "encode",
    "load",
    "write_workbook",
]
