"""What was decided on. No module of the grading path may import this."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

ItemId = NewType("ItemId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A piece of content, under the name its sender gave it."""

    id: ItemId
    external_id: str
    content: str
    content_kind: str = "text"
    language: str = ""
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """Where a row came from."""

    file_name: str
    file_sha256: str
    sheet: str
    row_number: int
