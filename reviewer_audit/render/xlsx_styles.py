"""How a workbook looks: one palette, named styles, nothing set by hand elsewhere."""

from typing import Any

from reviewer_audit.reports.model import Tone

FONT = "Calibri"
INK = "1B1F27"
MUTED = "667085"
LINE = "E2E5EA"
GROUND = "F6F7F9"
ACCENT = "2F5BEA"
ON = {Tone.GOOD: "12805C", Tone.CAUTION: "B54708", Tone.BAD: "C4320A", Tone.NEUTRAL: "475467"}
UNDER = {Tone.GOOD: "E3F4EC", Tone.CAUTION: "FEF0DB", Tone.BAD: "FDE7E1", Tone.NEUTRAL: "F2F4F7"}
HEAT_RIGHT = ("DCE5FF", "7C9BFF")
HEAT_WRONG = ("FFFFFF", "E08A6B")

PERCENT = "0.0%"
DECIMAL = "0.00"
WHOLE = "#,##0"
DASHED = '#,##0;-#,##0;"\u2013"'  # nought shows as a dash
DASHED_PERCENT = '0.0%;-0.0%;"\u2013"'
TEXT = "@"


def register(workbook: Any, *, right_to_left: bool = False) -> None:
    """Add the named styles to a workbook; ``right_to_left``: text stands at the right."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    line = Side(style="thin", color=LINE)
    strong = Side(style="medium", color="98A2B3")

    def add(name: str, *, wrap: bool = False, across: str = "left", **parts: Any) -> None:
        font = {"name": FONT, "size": 10, "color": INK} | parts.pop("font", {})
        if right_to_left and across == "left":
            across = "right"
        style = NamedStyle(
            name=f"Audit {name}",
            font=Font(**font),
            alignment=Alignment(
                horizontal=across,
                vertical=parts.pop("down", "center"),
                wrap_text=wrap,
                indent=parts.pop("indent", 0),
            ),
        )
        if fill := parts.pop("fill", ""):
            style.fill = PatternFill("solid", start_color=fill)
        if border := parts.pop("border", None):
            style.border = border
        style.number_format = parts.pop("format", "General")
        workbook.add_named_style(style)

    add("title", font={"size": 20, "bold": True})
    add("sheet title", font={"size": 15, "bold": True})
    add("subtitle", font={"size": 11, "color": MUTED})
    add("stamp", font={"bold": True, "color": ON[Tone.CAUTION]}, fill=UNDER[Tone.CAUTION], indent=1)
    add("fact name", font={"size": 9, "color": MUTED}, down="bottom")
    add("fact", font={"bold": True}, wrap=True, down="top")
    add("heading", font={"size": 12, "bold": True}, down="bottom")
    add("lead", font={"size": 13, "bold": True}, wrap=True, down="center")
    add("body", font={"size": 10.5}, wrap=True, down="top")
    add("note", font={"size": 9.5, "color": MUTED}, wrap=True, down="top")
    add("warning", font={"bold": True, "color": ON[Tone.BAD]}, wrap=True, down="top")
    add(
        "column",
        font={"size": 9.5, "bold": True, "color": "475467"},
        fill=GROUND,
        border=Border(top=line, bottom=strong),
        wrap=True,
        down="bottom",
        indent=1,
    )
    add(
        "number column",
        font={"size": 9.5, "bold": True, "color": "475467"},
        fill=GROUND,
        border=Border(top=line, bottom=strong),
        wrap=True,
        across="right",
        down="bottom",
    )
    under = Border(bottom=line)
    for tail, font in (("", {}), (" muted", {"color": "98A2B3"})):
        add(f"text{tail}", font=font, border=under, indent=1)
        add(f"long{tail}", font=font, border=under, wrap=True, indent=1)
        add(f"number{tail}", font=font, border=under, across="right")
        add(f"bound{tail}", font={"color": MUTED} | font, border=under, across="right")
    for tone in Tone:
        add(
            f"word {tone}",
            font={"bold": True, "color": ON[tone]},
            fill=UNDER[tone],
            border=under,
            wrap=True,
            indent=1,
        )
        add(
            f"pill {tone}",
            font={"size": 9.5, "bold": True, "color": ON[tone]},
            fill=UNDER[tone],
            border=Border(left=line, right=line),
            indent=1,
        )
    side = Border(left=line, right=line)
    add("tile", font={"size": 9.5}, border=side, indent=1)
    add("tile title", font={"size": 10, "color": MUTED},
        border=Border(left=line, right=line, top=line), indent=1)  # fmt: skip
    add("tile value", font={"size": 22, "bold": True}, border=side, indent=1, format=PERCENT)
    add("tile range", font={"size": 9.5, "color": MUTED}, border=side, indent=1)
    add("tile note", font={"size": 9.5, "color": MUTED}, wrap=True, indent=1, down="top",
        border=Border(left=line, right=line, bottom=line))  # fmt: skip
    add("heat", border=Border(left=line, right=line, top=line, bottom=line), across="center",
        format=DASHED)  # fmt: skip
    add("heat name", font={"size": 9.5, "color": "475467"}, wrap=True, across="right")
    add("heat column", font={"size": 9.5, "color": "475467"}, wrap=True, across="center",
        down="bottom")  # fmt: skip
