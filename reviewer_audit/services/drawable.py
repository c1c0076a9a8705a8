"""What must hold before a sample is drawn."""

from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import Round, RoundState
from reviewer_audit.errors import ClosedError, SampleError
from reviewer_audit.i18n import _
from reviewer_audit.sampling.plan import SamplePlan
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.projects import Project
from reviewer_audit.store import grades
from reviewer_audit.store.tables.decisions import SLICES


def require_roles(plan: SamplePlan) -> None:
    """Refuse a stratum of a role that no decision has, before a round is begun for it."""
    known = (*SLICES, "label", "day")
    unknown = [role for role in plan.roles if role not in known]
    if unknown:
        message = _("Strata cannot be made by {role}.").format(role=unknown[0])
        hint = _("Nothing was drawn. Roles: {known}.").format(known=", ".join(known))
        raise SampleError(message, hint)


def round_to_draw(store: Project, round_id: int | None, title: str, by: Person) -> Round:
    """Return the round that a draw goes into, begun where there is none.

    Raises:
        ClosedError: the round has grades already, or is revealed.
    """
    if round_id is None:
        drafts = [r for r in rounds_service.every(store) if r.state is RoundState.DRAFT]
        one = drafts[-1] if drafts else rounds_service.new(store, by=by, title=title)
    else:
        one = rounds_service.resolve(store, round_id)
    if one.state not in {RoundState.DRAFT, RoundState.GRADING}:
        message = _("{title} was revealed; its sample is fixed.").format(title=one.title)
        raise ClosedError(message, _("Nothing was drawn. Draw without --round for a new round."))
    with store.read() as tx:
        if grades.sources(tx, one.id):
            message = _("{title} has grades already; its sample is fixed.").format(title=one.title)
            raise ClosedError(message, _("Nothing was drawn. Go on with --more, or a new round."))
    return one
