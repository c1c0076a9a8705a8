"""What the columns of a table seem to mean, each with its reason; the user has the last word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from reviewer_audit.domain.intake import (
    REPEATABLE_ROLES,
    ColumnMapping,
    Guess,
    RawTable,
)
from reviewer_audit.domain.intake import ColumnRole as R
from reviewer_audit.domain.policy import Policy
from reviewer_audit.i18n import _
from reviewer_audit.intake import profiles
from reviewer_audit.intake.guessing import Guesser
from reviewer_audit.intake.labels import fold
from reviewer_audit.intake.refusals import refuse
from reviewer_audit.intake.synonyms import normal

SURE = 1.0


def suggest(
    table: RawTable,
    *,
    policy: Policy | None = None,
    purpose: str = "decisions",
    profile: ColumnMapping | None = None,
) -> tuple[ColumnMapping, tuple[Guess, ...]]:
    """Return a mapping of a table's columns and, column by column, why.

    ``purpose`` is "decisions" or "grades". A saved ``profile`` that fits the header goes before
    any guess. What no guess reaches is HIDDEN.
    """
    if profile is not None and profiles.applies(profile, table.header):
        return _from_profile(table, profile)
    guesses = Guesser(table, policy=policy, purpose=purpose).guesses()
    return ColumnMapping(roles=_roles(guesses)), guesses


def _from_profile(
    table: RawTable, profile: ColumnMapping
) -> tuple[ColumnMapping, tuple[Guess, ...]]:
    reason = _("Saved mapping of this vendor.")
    guesses = tuple(
        Guess(column=name, role=profile.role_of(name), confidence=SURE, reason=reason)
        for name in table.header
    )
    return profile, guesses


def _roles(guesses: Iterable[Guess]) -> Mapping[str, tuple[str, ...]]:
    roles: dict[str, tuple[str, ...]] = {}
    for guess in guesses:
        if guess.role != R.HIDDEN:
            roles[guess.role.value] = (*roles.get(guess.role.value, ()), guess.column)
    return roles


def with_overrides(
    mapping: ColumnMapping,
    table: RawTable,
    map_args: Sequence[str] = (),
    label_args: Sequence[str] = (),
    *,
    policy: Policy | None = None,
) -> ColumnMapping:
    """Return the mapping after ROLE=COLUMN and VALUE=KEY of the user, who is always right.

    A role that is named loses what was guessed for it; a column that is named loses its old role.
    """
    roles = {role: list(columns) for role, columns in mapping.roles.items()}
    named: dict[str, list[str]] = {}
    for text in map_args:
        role, column = _role_and_column(text, table)
        for columns in (*roles.values(), *named.values()):
            if column in columns:
                columns.remove(column)
        named.setdefault(role.value, []).append(column)
    for role_name, columns in named.items():
        if len(columns) > 1 and R(role_name) not in {*REPEATABLE_ROLES, R.HIDDEN}:
            refuse("role_once", role=role_name, columns=_quoted(columns))
        roles[role_name] = columns
    roles.pop(R.HIDDEN.value, None)
    aliases = dict(mapping.label_aliases) | dict(
        _value_and_key(text, policy) for text in label_args
    )
    kept = {role: tuple(columns) for role, columns in roles.items() if columns}
    return replace(mapping, roles=kept, label_aliases=aliases)


def _role_and_column(text: str, table: RawTable) -> tuple[R, str]:
    """Cut at the last =, or where that gives no role and column, at the first."""
    if "=" not in text:
        refuse("bad_option", text=text, form="ROLE=COLUMN")
    cuts = [text.rpartition("=")[::2], text.partition("=")[::2]]
    found = None
    for role, name in cuts:
        column = find_column(table, name)
        if column is not None and _is_role(role):
            found = found or (R(role.strip().casefold()), column)
    if found is None:
        role, name = cuts[1]
        if not _is_role(role):
            refuse("unknown_role", role=role, roles=", ".join(R))
        refuse("unknown_column", column=name, columns=_quoted(table.header))
    return found


def _is_role(name: str) -> bool:
    return name.strip().casefold() in R._value2member_map_


def find_column(table: RawTable, name: str) -> str | None:
    """Return the column meant: by its exact name, else by the only one that reads the same."""
    if name in table.header:
        return name
    for same in (fold, normal):
        found = [column for column in table.header if same(column) == same(name)]
        if len(found) == 1:
            return found[0]
    return None


def _value_and_key(text: str, policy: Policy | None) -> tuple[str, str]:
    value, mark, key = text.rpartition("=")
    if not mark or not value:
        refuse("bad_option", text=text, form="VALUE=KEY")
    if policy is not None and all(label.key != key for label in policy.labels):
        keys = ", ".join(label.key for label in policy.labels)
        refuse("unknown_key", key=key, keys=keys)
    return value, key


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
