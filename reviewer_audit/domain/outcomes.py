"""What became of a decision; apart from ``verdicts``, so that a policy can weigh it blind."""

from enum import StrEnum


class Outcome(StrEnum):
    """How one decision compares with the final answer; the first that applies."""

    UNGRADABLE = "ungradable"
    TECHNICAL = "technical"
    OVER_ENFORCED = "over_enforced"
    UNDER_ENFORCED = "under_enforced"
    WRONG_POLICY = "wrong_policy"
    WRONG_ACTION = "wrong_action"
    WRONG_ESCALATION = "wrong_escalation"
    CORRECT = "correct"
    PENDING = "pending"  # no final answer yet
    UNGRADED = "ungraded"  # nobody has graded the item
