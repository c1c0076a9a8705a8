"""A finished audit of any size: four vendors, 36 reviewers, seven in a hundred decisions wrong."""

import csv
import random

from tests.e2e.conftest import Cli

VENDORS, QUEUES, LANGUAGES = 4, 5, 6
REVIEWERS = 36
LABELS = ("No violation", "Spam", "Scam", "Threat", "Insult", "Nudity")
WRONG = 0.07


def project(folder, decisions):
    """Build it by commands, graded in full and revealed; return the project's path."""
    rng = random.Random(7)
    work = folder / "decisions.csv"
    answers = folder / "answers.csv"
    with work.open("w", newline="") as one, answers.open("w", newline="") as two:
        given, right = csv.writer(one), csv.writer(two)
        given.writerow(
            ["content_id", "decision_id", "content", "decision", "vendor", "reviewer_id", "queue",
             "language", "decided_at"]
        )  # fmt: skip
        right.writerow(["content_id", "label"])
        for k in range(decisions):
            reviewer = rng.randrange(REVIEWERS)
            final = rng.choices(LABELS, (85, 5, 4, 2, 2, 2))[0]
            said = rng.choice(LABELS) if rng.random() < WRONG else final
            given.writerow(
                [f"c{k:06d}", f"d{k:06d}", f"Text number {k} of somebody", said,
                 f"Vendor {reviewer % VENDORS}", f"R{reviewer:02d}", f"Queue {k % QUEUES}",
                 f"l{k % LANGUAGES}", f"2026-10-{1 + k % 28:02d}T10:00:00Z"]
            )  # fmt: skip
            right.writerow([f"c{k:06d}", final])
    cli, path, policy = Cli(), folder / "bench.audit", folder / "policy.yaml"
    cli.json("policy", "draft", work, "--column", "decision", "--out", policy,
             "--not-violating", LABELS[0])  # fmt: skip
    cli.json("new", path, "--policy", policy)
    cli.json("import", path, work)
    cli.json("draw", path, "--all")
    cli.json("grade", path, answers, "--auditor", "Ann")
    cli.json("reveal", path)
    return path
