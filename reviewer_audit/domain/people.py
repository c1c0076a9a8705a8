"""Who works on an audit."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)  # a UUID


class Role(StrEnum):
    """What somebody does in the project."""

    LEAD = "lead"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who writes in the project. Only the id is ever written beside what they did."""

    id: PersonId
    name: str
    role: Role = Role.AUDITOR
