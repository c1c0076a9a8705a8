"""The workbook in which an auditor without the application grades.

It is made of the same items as a sealed pack, which can hold nothing of the vendor's; the names of
its sheet and columns are what ``intake.grading_sheet`` looks for. No time, user or order of the
project is in it: the same items give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reviewer_audit.domain import workbooks as names
from reviewer_audit.domain.beside import plain
from reviewer_audit.domain.packs import PackItem
from reviewer_audit.domain.policy import Policy
from reviewer_audit.render import answer_sheet
from reviewer_audit.render.answer_sheet import SheetColumn
from reviewer_audit.render.xl_text import sheet_names
from reviewer_audit.render.xlsx_page import MOST_POINTS, Page, lines, set_up_print
from reviewer_audit.text import reveal

GUIDE, POLICY = "How to grade", "Policy"
THEN, STANDS = "Policy version then", "Where it stands"  # only where the plan lets them be told
CONTENT_WIDTH, LEAST_POINTS, LINE_POINTS = 70, 32.0, 13.6
LENGTH = "Length"  # only where content does not fit into its row
WIDTHS = {
    names.LABEL: 24,
    names.FURTHER: 22,
    names.SEVERITY: 11,
    names.ACTION: 18,
    names.ESCALATE: 11,
    names.REASON: 26,
    names.CONFIDENCE: 13,
    names.NOTES: 44,
}
POLICY_WIDTHS = (24.0, 16.0, 9.0, 9.0, 16.0, 60.0, 40.0, 40.0)
WARNING = (
    "The items can be violent, sexual, hateful or hard to look at in other ways. Open them where "
    "others cannot look on, and take the time you need. What you would rather not judge may stay "
    "empty; nobody asks why."
)
GRADE = (
    f"Grade each row of the sheet {names.GRADING_SHEET} in its blue columns, by the sheet {POLICY} "
    "and by nothing else."
)
LABEL = f"{names.LABEL}: choose the one that weighs most. A row without it is not graded."
CANNOT = f"{names.CANNOT}: the last label, for what nobody could tell; choose why beside it."
OPTIONAL = f"{names.CONFIDENCE} and {names.NOTES} may stay empty."
FREEDOM = (
    "You may filter, widen, save with any spreadsheet program, and send back a part first. An "
    "answer that is on no list is set aside, not guessed; so is a row whose parts were moved away "
    "from each other."
)
THEN_TOLD = (
    f"{THEN}: the version in force when the item was decided on; its rules have a sheet of their "
    f"own. Grade by {POLICY} all the same, unless the lead told you otherwise."
)
STANDS_TOLD = (
    f"{STANDS}: the address of the item itself. Open it only where its content here is not enough: "
    "it may have changed since, and whoever owns it may see that you came. Then say so in "
    f"{names.NOTES}."
)
UNSEALED = (
    "This file is neither sealed nor signed: whoever has it can read the items and answer as "
    "{auditor}. Keep it to yourself, and send it back in a way by which the lead knows you."
)
Read = tuple[str, float, list[str]]  # title, width, cells


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingBook:
    """What goes into the workbook: items in the auditor's own order, and the rules.

    ``versions`` are the other rule books that items name.
    """

    auditor: str
    due: str
    policy: Policy
    items: Sequence[PackItem]
    versions: Sequence[Policy] = ()


def grading_workbook(book: GradingBook) -> bytes:
    """Return the file of the workbook."""
    workbook = answer_sheet.begin()
    title = f"{book.policy.name}: items for {book.auditor}"
    answer_sheet.guide(workbook.create_sheet(GUIDE), _guide(book), title=title)
    sheet = workbook.create_sheet(names.GRADING_SHEET)
    _policy(workbook.create_sheet(POLICY), book.policy, title)
    taken = [GUIDE, names.GRADING_SHEET, POLICY]
    named = sheet_names([*taken, *(f"{POLICY} {one.version}" for one in book.versions)])
    for name, one in zip(named[len(taken) :], book.versions, strict=True):
        _policy(workbook.create_sheet(name), one, title)
    shown, further = _shown(book.items)
    blank = [""] * len(book.items)
    answers = [
        SheetColumn(
            title=one.title,
            width=WIDTHS[one.title],
            answer=True,
            choices=one.choices,
            told="Choose from the list.",
        )
        for one in names.answer_columns(book.policy)
    ]
    columns = [
        *(SheetColumn(title=title, width=width) for title, width, _cells in shown),
        *answers,
        *(SheetColumn(title=title, width=width) for title, width, _cells in further),
    ]
    cells = [*(one[2] for one in shown), *(blank for _one in answers), *(one[2] for one in further)]
    rows = list(zip(*cells, strict=True))
    answer_sheet.fill(
        sheet,
        answer_sheet.add_lists(workbook),
        columns,
        rows,
        heights=_heights(shown[1:]),  # without the reference, which nobody sees
        frozen="C2",
    )
    set_up_print(sheet, title, "", repeat=1)
    return answer_sheet.unvarying(workbook, title="Items to grade")


def _shown(items: Sequence[PackItem]) -> tuple[list[Read], list[Read]]:
    """Return what is read and not changed, context before content, and what content has no room."""
    found: list[Read] = [
        (names.HANDLE, 12.0, [item.handle for item in items]),
        (names.NUMBER, 6.0, [str(k) for k in range(1, len(items) + 1)]),
    ]
    if any(item.content_kind != "text" for item in items):
        found.append(("Kind", 10.0, [item.content_kind for item in items]))
    if any(item.media for item in items):  # a locked sheet of text shows none
        told = [f"{len(item.media)}, not in this workbook" if item.media else "" for item in items]
        found.append(("Pictures and recordings", 16.0, told))
    if any(item.language for item in items):
        found.append(("Language", 11.0, [item.language for item in items]))
    if any(item.version for item in items):
        found.append((THEN, 12.0, [reveal(item.version) for item in items]))
    if any(item.original for item in items):
        found.append((STANDS, 30.0, [reveal(item.original) for item in items]))
    ours = {names.title_key(title) for title in (LENGTH, *names.TITLES, *(one[0] for one in found))}
    for key in sorted({name for item in items for name in item.context}):
        title = reveal(key)
        if names.title_key(title) in ours:
            title = f"{title} (of the item)"
        found.append((title, 16.0, [reveal(plain(item.context.get(key, ""))) for item in items]))
    parts = [names.shown(item.content) for item in items]
    longest = max(map(len, parts), default=1)
    if any(_height(one[0]) >= MOST_POINTS or len(one) > 1 for one in parts):
        found.append((LENGTH, 16.0, [_length(one) for one in parts]))
    content: list[Read] = []
    for k in range(longest):
        title = names.CONTENT if k == 0 else f"{names.CONTENT}, part {k + 1}"
        cells = [one[k] if k < len(one) else "" for one in parts]
        content.append((title, CONTENT_WIDTH, cells))
    return [*found, *content[:1]], content[1:]


def _heights(shown: Sequence[Read]) -> list[float]:
    """Return how high each row must be for what is read in it."""
    widths = [width for _title, width, _cells in shown]
    rows = zip(*(cells for _title, _width, cells in shown), strict=True)
    return [max(map(_height, row, widths)) for row in rows]


def _height(text: str, width: float = CONTENT_WIDTH) -> float:
    points = lines(text, width) * LINE_POINTS + 6
    return min(MOST_POINTS, max(LEAST_POINTS, points))


def _length(parts: Sequence[str]) -> str:
    """Say that a text goes on below what its row shows."""
    if _height(parts[0]) < MOST_POINTS:
        return ""
    many = f"{sum(map(len, parts)):,} characters: "
    if len(parts) > 1:
        return many + f"read on to {names.CONTENT}, part {len(parts)}, in the last columns."
    return many + "click it and read on above the sheet."


def _guide(book: GradingBook) -> list[tuple[str, str]]:
    asked = [one.title for one in names.answer_columns(book.policy)]
    filled = [title for title in (names.SEVERITY, names.ACTION, names.ESCALATE) if title in asked]
    many = "1 item" if len(book.items) == 1 else f"{len(book.items):,} items"
    body = [GRADE, LABEL, CANNOT]
    if names.FURTHER in asked:
        body.append(f"{names.FURTHER}: what else applies, by title, with semicolons between.")
    if filled:
        body.append(f"{', '.join(filled)}: left empty they are what the policy gives the label.")
    body += [THEN_TOLD] if any(item.version for item in book.items) else []
    body += [STANDS_TOLD] if any(item.original for item in book.items) else []
    body += [OPTIONAL, FREEDOM, UNSEALED.format(auditor=book.auditor)]
    return [
        ("sheet title", book.policy.name),
        ("subtitle", f"{many} for {book.auditor}" + (f", due {book.due}" if book.due else "")),
        ("warning", WARNING),
        *(("body", text) for text in body),
    ]


def _policy(sheet: Any, policy: Policy, title: str) -> None:
    """Write the rules: labels with what they are and are not, then actions from least to most."""
    page = Page(sheet, span=len(POLICY_WIDTHS))
    for place, width in enumerate(POLICY_WIDTHS, start=1):
        page.widen(place, width)
    page.text(1, 1, f"{policy.name}, version {policy.version}", "sheet title")
    page.row = 3
    actions = {one.key: one.title for one in policy.actions}
    _table(
        page,
        ("Label", "Family", "Severity", "Escalate", "Action", "What it is", "It is", "It is not"),
        [
            (
                label.title,
                label.family,
                label.severity if label.is_violation else "",
                names.YES if label.must_escalate else "",
                actions.get(label.default_action, ""),
                label.definition,
                "\n".join(label.examples),
                "\n".join(label.counter_examples),
            )
            for label in policy.labels
        ],
    )
    if policy.actions:
        page.row += 1
        ranked = sorted(policy.actions, key=lambda one: one.rank)
        _table(page, ("Actions, from least to most",), [(one.title,) for one in ranked])
    page.finish()
    sheet.freeze_panes = "B4"
    set_up_print(sheet, title, "", repeat=3)
    sheet.protection.enable()
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _table(page: Page, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for place, title in enumerate(titles, start=1):
        page.text(page.row, place, title, "column")
    page.row += 1
    for row in rows:
        for place, text in enumerate(row, start=1):
            page.text(page.row, place, reveal(text), "fact" if place == 1 else "body")
        most = max(lines(text, POLICY_WIDTHS[k]) for k, text in enumerate(row))
        page.height(page.row, most * LINE_POINTS + 6)
        page.row += 1
