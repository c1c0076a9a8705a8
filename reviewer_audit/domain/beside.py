"""What stands beside content: its conversation, its translation, and the address it stands at.

Authors are numbers: nobody's name is content. In the context of an item a conversation is one
text, JSON that begins as ``BEGINS`` says, so that it travels through projects, packs and workbooks
like any other text; so does a translation, under one of two names.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, overload
from urllib.parse import urlsplit

TRANSLATION = "translation"  # who or what made it is not known
MACHINE = "machine translation"
BEGINS = '{"messages": ['
MOST = 10_000  # messages of one conversation
NEAR = 25  # messages before and after the judged one, where a conversation is told as plain text
TIME_LENGTH = 40
LONGEST_ADDRESS = 1_000  # characters: it is shown whole before it is opened
ROLES = frozenset({"user", "assistant", "system", "bot", "agent", "customer", "human", "ai"})
_TEXT = ("text", "body", "message", "content", "value")
_AUTHOR = ("author", "author_id", "user", "user_id", "from", "sender", "speaker", "role", "name")
_TIME = ("time", "at", "timestamp", "date", "created_at", "sent_at")
_ID = ("id", "message_id", "item_id", "comment_id", "post_id")
_MARK = ("judged", "target", "is_target", "marked", "selected", "item")


@dataclass(frozen=True, slots=True)
class Message:
    """One message; its author is a number from 1, a role such as "assistant", or nobody known."""

    text: str
    author: str = ""
    at: str = ""


class Messages(Sequence[Message]):
    """The messages of a conversation; each is made when somebody asks for it."""

    def __init__(self, rows: Sequence[Mapping[str, object]]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Message: ...
    @overload
    def __getitem__(self, at: slice) -> list[Message]: ...
    def __getitem__(self, at: int | slice) -> Message | list[Message]:
        if isinstance(at, slice):
            return [_made(row) for row in self._rows[at]]
        return _made(self._rows[at])


@dataclass(frozen=True, slots=True)
class Thread:
    """Messages in their order, which of them is judged (-1: not known), how many were cut off."""

    messages: Messages
    marked: int = -1
    cut: int = 0


@lru_cache(maxsize=8)  # those of the items that lie on a desk
def thread_of(value: str) -> Thread | None:
    """Return the conversation that a text of the context is; None where it is any other text."""
    if not value.startswith(BEGINS):
        return None
    try:
        found = json.loads(value)
        rows = found["messages"]
        if not all(isinstance(row, dict) and "text" in row for row in rows):
            return None
        return Thread(Messages(rows), int(found.get("marked", -1)), int(found.get("cut", 0)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _made(row: Mapping[str, object]) -> Message:
    return Message(str(row["text"]), str(row.get("author", "")), str(row.get("at", "")))


def plain(value: str) -> str:
    """Return a text of the context as plain text; of a conversation what is near what is judged."""
    found = thread_of(value)
    if found is None:
        return value
    middle = found.marked if found.marked >= 0 else len(found.messages) - 1
    first = max(0, middle - NEAR)
    lines = [
        f"{'▶ ' if at == found.marked else ''}{head_of(one)}{one.text}"
        for at, one in enumerate(found.messages[first : middle + NEAR + 1], start=first)
    ]
    left = len(found.messages) + found.cut - len(lines)
    return "\n".join([*lines, *([f"… ({left:,})"] if left else [])])


def plain_context(context: Mapping[str, str]) -> dict[str, str]:
    """Return a context for a screen of text: conversations as lines."""
    return {name: plain(value) for name, value in context.items()}


def head_of(one: Message) -> str:
    """Return time and author of a message, before its text on one line."""
    who = f"#{one.author}" if one.author.isdecimal() else one.author
    told = " ".join(filter(None, (one.at, who)))
    return f"{told}: " if told else ""


def from_cell(cell: str, *, own_id: str = "", content: str = "") -> str | None:
    """Return what to keep of a cell that holds a conversation as JSON; None where it holds none.

    Messages are objects with a text and perhaps author, time and id, or bare texts. The judged
    one is the one that says so, else that of the item's id, else the only one with its content.

    Args:
        cell: as it came.
        own_id: the item's id with its sender; it marks a message and is not kept.
        content: the item's content.
    """
    if not cell.lstrip().startswith("["):
        return None
    try:
        listed = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    if not isinstance(listed, list) or not listed:
        return None
    rows = [_as_mapping(one) for one in listed]
    if any(row is None or _first(row, _TEXT) is None for row in rows):
        return None
    told = [row for row in rows if row is not None]
    marked = _marked(told, own_id, content)
    start = max(0, min(marked - MOST // 2, len(told) - MOST)) if marked >= 0 else len(told) - MOST
    start = max(0, start)
    kept = told[start : start + MOST]
    numbers: dict[str, str] = {}
    messages = [_message(row, numbers) for row in kept]
    body = {"messages": messages, "marked": marked - start if marked >= 0 else -1}
    if len(kept) < len(told):
        body["cut"] = len(told) - len(kept)
    return json.dumps(body, ensure_ascii=False)


def _as_mapping(one: object) -> Mapping[str, Any] | None:
    if isinstance(one, str):
        return {"text": one}
    return (
        {str(key).casefold(): value for key, value in one.items()}
        if isinstance(one, dict)
        else None
    )


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    found = next((row[name] for name in names if row.get(name) not in {None, ""}), None)
    if found is None:
        return "" if any(name in row for name in names) else None
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)


def _marked(rows: list[Mapping[str, Any]], own_id: str, content: str) -> int:
    by_word = [k for k, row in enumerate(rows) if any(row.get(name) is True for name in _MARK)]
    by_id = [k for k, row in enumerate(rows) if own_id and _first(row, _ID) == own_id]
    text = content.strip()
    by_text = [
        k for k, row in enumerate(rows) if text and (_first(row, _TEXT) or "").strip() == text
    ]
    for found in (by_word, by_id, by_text):
        if len(found) == 1:
            return found[0]
    return -1


def _message(row: Mapping[str, Any], numbers: dict[str, str]) -> dict[str, str]:
    author = (_first(row, _AUTHOR) or "").strip()
    if author and author.casefold() not in ROLES:
        author = numbers.setdefault(author, str(len(numbers) + 1))
    told = {"text": _first(row, _TEXT) or "", "author": author, "at": (_first(row, _TIME) or "")}
    told["at"] = told["at"][:TIME_LENGTH]
    return {name: value for name, value in told.items() if value or name == "text"}


def is_address(text: str) -> bool:
    """Tell whether a text is an address of the web and nothing else."""
    if not 0 < len(text) <= LONGEST_ADDRESS or any(
        c.isspace() or not c.isprintable() for c in text
    ):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and "\\" not in text
    except ValueError:
        return False
