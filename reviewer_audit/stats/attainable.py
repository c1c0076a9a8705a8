"""What a coefficient can be at best: the number to look at before setting a target for kappa.

Two raters who find equally many violations and err equally often in both directions.
"""


def expected(prevalence: float) -> float:
    """Return the agreement that chance alone gives."""
    return prevalence**2 + (1 - prevalence) ** 2


def kappa(prevalence: float, agreement: float) -> float | None:
    """Return kappa at a prevalence and an agreement.

    Returns:
        Kappa; None where half the disagreements would be more than there are violations, or
        where there is nothing but violations or none.
    """
    chance = expected(prevalence)
    if (1 - agreement) / 2 > min(prevalence, 1 - prevalence) + 1e-12 or chance >= 1:
        return None
    return (agreement - chance) / (1 - chance)


def agreement_needed(prevalence: float, target: float) -> float:
    """Return the agreement that a target for kappa asks for."""
    chance = expected(prevalence)
    return target * (1 - chance) + chance
