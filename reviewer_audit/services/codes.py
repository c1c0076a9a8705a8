"""What reviewers are called in reports: codes that stay the same from report to report."""

import hmac
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from reviewer_audit.services.projects import Project
from reviewer_audit.store import meta

KEY = "reviewer_codes"
LETTERS = "23456789BCDFGHJKLMNPQRSTVWXYZ"  # nothing that reads as another sign or makes a word
LENGTH = 6  # two of 300 reviewers share one in 1 of 13,000 projects; then both grow


@dataclass(slots=True)
class Codes:
    """The project's secret behind its codes; ``held``: it is written down already."""

    secret: bytes
    held: bool = False
    _of: dict[tuple[str, str], str] = field(default_factory=dict)

    def learn(self, role: str, names: Iterable[str]) -> None:
        """Give each name of a role a code of its own."""
        taken = set(self._of.values())
        for name in sorted({name for name in names if name and (role, name) not in self._of}):
            whole = f"{role[0].upper()}-{self._letters(role, name)}"
            code = next(whole[:n] for n in range(LENGTH + 2, len(whole)) if whole[:n] not in taken)
            self._of[role, name] = code
            taken.add(code)

    def __call__(self, role: str, name: str) -> str:
        """Return the code of a name."""
        if (role, name) not in self._of:
            self.learn(role, [name])
        return self._of[role, name]

    def name_of(self, role: str, code: str) -> str:
        """Return who a code stands for; the code itself where nobody has it."""
        return next((name for (r, name), c in self._of.items() if (r, c) == (role, code)), code)

    def _letters(self, role: str, name: str) -> str:
        digest = hmac.new(self.secret, f"{role}\x1f{name}".encode(), sha256).digest()
        number, out = int.from_bytes(digest), ""
        while number:
            number, at = divmod(number, len(LETTERS))
            out += LETTERS[at]
        return out


def of_project(store: Project) -> Codes:
    """Return the codes of a project; a secret is made where it has none yet."""
    with store.read() as tx:
        secret = meta.get(tx, KEY)
    return Codes(bytes.fromhex(secret), held=True) if secret else Codes(os.urandom(32))


def written(codes: Codes, put: Callable[[str, str], None]) -> None:
    """Write the secret down with the first file that shows codes, so that they stay."""
    if not codes.held:
        put(KEY, codes.secret.hex())
        codes.held = True
