"""How a plan and a sample are said."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from reviewer_audit.domain.gold import GoldState
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words
from ui.wording import dated, moment

if TYPE_CHECKING:
    from reviewer_audit.services.assigning import Uncovered
    from reviewer_audit.services.manifest import Manifest
    from reviewer_audit.services.outlook import Outlook, Passing
    from reviewer_audit.services.planning import Ground

MANY = 3
SHOWN_CELLS = 6  # kinds of items told one by one
SURE = 1e-9
NBSP = "\N{NO-BREAK SPACE}"


def decisions(n: int) -> str:
    """Return a number of decisions."""
    return ngettext("{n} decision", "{n} decisions", n).format(n=words.count(n))


def items(n: float) -> str:
    """Return a number of items."""
    return ngettext("{n} item", "{n} items", round(n)).format(n=words.count(n))


def grades_left(n: int) -> str:
    """Return how many grades are still to be given; an item may need two."""
    return ngettext("{n} grade to come", "{n} grades to come", n).format(n=words.count(n))


def plus_minus(half: float) -> str:
    """Return half an interval in points of a per cent."""
    points = f"{100 * half:.1f}" if half < 0.1 else f"{100 * half:.0f}"  # noqa: PLR2004
    return f"±{NBSP}{points}{NBSP}{_('pp')}"


def role(name: str) -> str:
    """Return what a role is called."""
    return words.role_title(name)


def roles(names: Sequence[str]) -> str:
    """Return what crossed roles are called: vendor x queue."""
    return " x ".join(words.inside(role(name)) for name in names)


def names(people: Sequence[str]) -> str:
    """Return names as one says them."""
    if len(people) > MANY:
        others = len(people) - MANY + 1
        more = ngettext("{n} other", "{n} others", others).format(n=others)
        people = (*people[: MANY - 1], more)
    if len(people) < 2:  # noqa: PLR2004 - one name needs no "and"
        return "".join(people)
    return _("{some} and {last}").format(some=_(", ").join(people[:-1]), last=people[-1])


def design(seen: "Outlook") -> str:
    """Say how the decisions are chosen."""
    wish = seen.wish
    if wish.method == "all":
        return _("every one of them")
    if wish.method == "reviewer":
        many = ngettext("{n} of each reviewer", "{n} of each reviewer", wish.per_reviewer)
        return many.format(n=words.count(wish.per_reviewer))
    if wish.method == "stratified":
        return _("spread over {n} strata of {roles}").format(
            n=words.count(len(seen.strata)), roles=roles(wish.by)
        )
    return _("at random")


def promise(seen: "Outlook") -> str:
    """Say what a draw does, in one sentence."""
    about = "" if seen.items_exact else _("about") + " "
    on = "" if seen.items_exact and round(seen.items) == seen.sampled else _(" on {about}{items}")
    many = decisions(seen.sampled)
    sentence = _("Draws {some} of {all} decisions{on}, {design}").format(
        some=words.count(seen.sampled),
        all=words.count(seen.population),
        on=on.format(about=about, items=items(seen.items)),
        design=design(seen),
    )
    whole = seen.wish.method == "all"
    if whole or seen.sampled == seen.population:
        taken = _("Takes {all}{on}") if whole else _("Takes {all}{on}, {design}")
        sentence = taken.format(
            all=_("all {decisions}").format(decisions=many),
            on=on.format(about=about, items=items(seen.items)),
            design=design(seen),
        )
    who = seen.wish.auditors
    if not who:
        return _("{sentence}; nobody is named to grade them.").format(sentence=sentence)
    return _("{sentence}, and hands them to {names}.").format(sentence=sentence, names=names(who))


def footing(seen: "Outlook") -> str:
    """Say what else a draw does: the seed, what is left out, what stays hidden."""
    wish, ground = seen.wish, seen.ground
    parts = [
        _("seed {seed}").format(seed=wish.seed.strip())
        if wish.seed.strip()
        else _("the system picks the seed")
    ]
    parts[0] += _(", ") + _("on record before the draw")
    if ground.audited_before:
        parts.append(
            _("{n} audited before are left out").format(n=words.count(ground.audited_before))
        )
    if not wish.auditors:
        parts.append(_("grades then come from a sheet"))
    if ground.earlier_draws:
        parts.append(_("the earlier draw is discarded and stays in the register"))
    if wish.versions_shown:
        parts.append(_("auditors see the policy version an item was decided under"))
    if wish.original:
        parts.append(_("auditors may open originals, whose pages may show the decision"))
    parts.append(_("the vendor's decisions stay hidden until the round is revealed"))
    text = " · ".join(parts)
    return text[:1].upper() + text[1:]


def warnings(seen: "Outlook") -> str:
    """Say what is wrong with a plan that can be drawn all the same."""
    found = []
    if seen.without:
        found.append(
            ngettext(
                "{n} stratum gets no decision, so nothing can be said of the whole: "
                "draw at least {least}.",
                "{n} strata get no decision, so nothing can be said of the whole: "
                "draw at least {least}.",
                seen.without,
            ).format(n=words.count(seen.without), least=words.count(len(seen.strata)))
        )
    if seen.graded_twice == 0 and len(seen.wish.auditors) > 1:
        found.append(_("Without an overlap nobody can say how far the auditors agree."))
    if seen.uncovered:
        many = sum(cell.items for cell in seen.uncovered)
        found.append(
            _("Nobody named takes {n} of the decisions: {what}. Drawn, nobody has them.").format(
                n=words.count(many), what=cells(seen.uncovered)
            )
        )
    found += _about_gold(seen)
    return " ".join(found)


def cells(found: "Sequence[Uncovered]") -> str:
    """Say how many items of which language and queue."""
    parts = [
        " ".join(filter(None, (words.count(cell.items), cell.language, cell.queue)))
        for cell in sorted(found, key=lambda cell: -cell.items)[:SHOWN_CELLS]
    ]
    if len(found) > SHOWN_CELLS:
        parts.append(_("and others"))
    return " · ".join(parts)


def _about_gold(seen: "Outlook") -> list[str]:
    stock, found = seen.ground.gold, []
    if again := stock[GoldState.REVALIDATE]:
        found.append(
            ngettext(
                "The clause of {n} gold item has changed: it is not seeded until it is signed "
                "again.",
                "The clauses of {n} gold items have changed: they are not seeded until they are "
                "signed again.",
                again,
            ).format(n=words.count(again))
        )
    if seen.wish.auditors and seen.wish.gold > stock[GoldState.READY]:
        found.append(
            ngettext(
                "The gold register has {n} item to seed, so nobody gets more than that.",
                "The gold register has {n} items to seed, so nobody gets more than that.",
                stock[GoldState.READY],
            ).format(n=words.count(stock[GoldState.READY]))
        )
    return found


def load(seen: "Outlook") -> tuple[str, str]:
    """Say how many items each auditor gets, and how many two grade."""
    low, high = seen.load
    if not seen.wish.auditors:
        return _("n/a"), _("nobody is named")
    exact = seen.items_exact
    value = words.count(high if exact and high == low else (low + high) / 2)
    if not exact:
        value = f"~{NBSP}{value}"
    elif high != low:
        value = f"{words.count(low)}\N{EN DASH}{words.count(high)}"
    many = len(seen.wish.auditors)
    if not seen.is_even and many > 1:
        value = f"~{NBSP}{words.count((low + high) / 2)}"
        return value, _("items on average; by hours, and by what each takes")
    who = ngettext("item, for {n} auditor", "items each, for {n} auditors", many).format(n=many)
    if many == 1:
        who = _("items, all for one auditor")
    return value, who


def twice(seen: "Outlook") -> str:
    """Say how many items two people grade."""
    if not seen.graded_twice:
        return _("none graded by two")
    return _("{n} of them graded by two").format(n=words.count(seen.graded_twice))


def errors(seen: "Outlook") -> tuple[str, str]:
    """Say how many errors a sample may hold and still show the target."""
    target = words.target_percent(seen.ground.target)
    if seen.errors_allowed < 0:
        least = words.count(seen.zero_errors_size)
        return _("None"), _("too few to show {target}; {n} without an error do").format(
            target=target, n=least
        )
    about = f"~{NBSP}" if seen.weighted else ""
    return f"{about}{words.count(seen.errors_allowed)}", _("of {n}, and {target} is shown").format(
        n=words.count(seen.sampled), target=target
    )


def plain_percent(share: float) -> str:
    """Return a share without needless decimals: 94 %, 94.2 %."""
    return words.target_percent(round(share, 6))


def verdicts(ground: "Ground") -> tuple[str, str, str]:
    """Return what the verdicts are called: below, what lies between, meets."""
    between = _("Not disproven") if ground.rule == "unless_disproven" else _("Not enough evidence")
    return _("Below"), between, _("Meets")


def what_if(seen: "Outlook", asked: "Passing | None") -> str:
    """Say how often a plan would lead to which verdict if so many are truly right."""
    if asked is None:
        return _("Nothing can be said of the whole, so no verdict is given.")
    below, between, meets = verdicts(seen.ground)
    about = _("about") + " " if seen.weighted else ""
    return _(
        "If {truth} are truly right, this plan says {meets} in {about}{m}, {below} in {b} and "
        "{between} in {i} of audits."
    ).format(
        truth=plain_percent(asked.truth),
        about=about,
        meets=_quoted(meets),
        m=words.percent(asked.meets),
        below=_quoted(below),
        b=words.percent(asked.below),
        between=_quoted(between),
        i=words.percent(asked.inconclusive),
    )


def _quoted(word: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{word}\N{RIGHT DOUBLE QUOTATION MARK}"


def proofs(seen: "Outlook") -> str:
    """Say how many decisions show the target with how many errors among them."""
    target = words.target_percent(seen.ground.target)
    sizes = _(", ").join(
        _("{n} with {k}").format(n=words.count(n), k=k) for k, n in seen.proofs if k
    )
    text = _("To show {target}: {n} decisions without an error, {sizes}.").format(
        target=target, n=words.count(seen.proofs[0][1]), sizes=sizes
    )
    if seen.weighted:
        text += " " + _("The draw is weighted; it is reckoned as a simple one of {n}.").format(
            n=words.count(seen.speaks_for)
        )
    return text


def target_line(ground: "Ground") -> str:
    """Say what the numbers are reckoned at."""
    target = words.target_percent(ground.target)
    if ground.declared:
        return _("at the target, {target}").format(target=target)
    return _("at {target}; no target is declared").format(target=target)


def hidden(found: "Manifest") -> str:
    """Say what of the strata is not shown while the round is blind."""
    many = _(", ").join(words.inside(role(name)) for name in found.hidden)
    return _("Also spread by {roles}; not shown before the round is revealed.").format(roles=many)


def target_words(ground: "Ground") -> str:
    """Say at which rate the chance of a wrong verdict is reckoned."""
    return _("if {target} are right").format(target=words.target_percent(ground.target))


def stratum(cell: Sequence[str], titles: Mapping[str, str]) -> str:
    """Return what a stratum is called, labels by their titles."""
    return " · ".join(titles.get(value, words.value_title(value)) for value in cell)


def due_line(due: str, today: date | None = None) -> tuple[str, str]:
    """Say when a round is due, and in which tone."""
    try:
        day = date.fromisoformat(due)
    except ValueError:
        return "", "muted"
    left = (day - (today or date.today())).days  # noqa: DTZ011 - the user's own calendar
    weekday = dated(day, "%a %d %b")
    if left < 0:
        late = ngettext("{n} day late", "{n} days late", -left).format(n=-left)
        return f"{weekday}, {late}", "bad"
    if left == 0:
        return f"{weekday}, {_('today')}", "caution"
    later = ngettext("tomorrow", "in {n} days", left).format(n=left)
    return f"{weekday}, {later}", "muted"


def day(text: str) -> str:
    """Return a day as a person reads it: the year only where it is another one."""
    on = date.fromisoformat(text)
    same = on.year == date.today().year  # noqa: DTZ011 - the user's own calendar
    return dated(on, "%d %b" if same else "%d %b %Y").lstrip("0")


def kind(line: Any) -> str:
    """Say what a line of the register is."""
    if line.discarded:
        return _("Drawn, discarded")
    return {"draw": _("Drawn"), "more": _("Drawn more"), "replace": _("Replaced")}.get(
        line.kind, str(line.kind)
    )


def stamp(at: str) -> str:
    """Return a moment as a person reads it."""
    return moment(at)


def drawn_words(what: str, drawn: Any, before: "Manifest | None") -> tuple[str, str]:
    """Say what a draw did, and how those who have items come to them."""
    who = _(", ").join(f"{name} {words.count(n)}" for name, n in drawn.assignments.items())
    handed = _("In all: {who}.").format(who=who) if who else _("Nobody has items yet.")
    if drawn.uncovered:
        handed += " " + _("Nobody takes: {what}.").format(what=cells(drawn.uncovered))
    if what == "draw":
        text = _("{n} are drawn, on {items}.").format(
            n=decisions(drawn.sampled), items=items(drawn.items)
        )
        seed = _("Seed {seed}, on record before the draw.").format(seed=drawn.seed)
        here = _("To grade on this machine, choose the auditor at the foot of the rail.")
        return text, " ".join(part for part in (handed, here if who else "", seed) if part)
    extra = drawn.sampled - (before.sampled if before else 0)
    many = ngettext("{n} more decision is drawn.", "{n} more decisions are drawn.", extra)
    return many.format(n=words.count(extra)), handed
