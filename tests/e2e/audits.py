"""The sample and the real audits of the shared data as projects, built by commands alone."""

from types import SimpleNamespace

REAL = {
    "hatecheck": SimpleNamespace(
        column="decision",
        fine="non-hateful",
        answers=(("grade", "gold.csv", "--auditor", "Gold"),),
        reveal=(),
        after=(),
        by="vendor,reviewer,queue",
    ),
    "mhc_dev": SimpleNamespace(
        column="Decision",
        fine="non-hateful",
        answers=(("grade", "gold.csv", "--auditor", "Gold", "--map", "label=Expert label"),),
        reveal=(),
        after=(),
        by="vendor,market,queue",
    ),
    "convabuse": SimpleNamespace(
        column="Decision",
        fine="Not violating",
        answers=(("grade", "auditor_grades.csv"),),
        reveal=("--partial",),
        after=(),
        by="vendor,reviewer,queue",
    ),
    "xstest": SimpleNamespace(
        column="vendor_decision",
        fine="1_full_compliance",
        answers=(
            ("grade", "auditor_grades.csv", "--auditor", "annotator_2", "--map", "label=audit_decision"),
        ),
        reveal=(),
        after=(("verdicts", "gold.csv", "--map", "label=adjudicated_label"),),
        by="vendor,reviewer,queue",
    ),
}  # fmt: skip
NAMES = ("sample", *REAL)
WEIGHTED = "weighted"  # of hatecheck, as many decisions of each queue: they weigh differently
UNEVEN = ("--size", "600", "--by", "vendor,queue", "--allocation", "equal", "--seed", "7")
SAMPLE_BY = "vendor,reviewer,queue,language,market,vendor+queue"


def build(cli, name, folder, shared):
    """Build one audit up to its revealed round; return the project and the slices to look at."""
    if name == "sample":
        cli.json("demo", "--out", folder)
        return folder / "sample.audit", SAMPLE_BY
    source = "hatecheck" if name == WEIGHTED else name
    one, data = REAL[source], shared / "data" / "audits" / source
    project, policy = folder / f"{name}.audit", folder / "policy.yaml"
    decisions = data / "vendor_decisions.csv"
    cli.json("policy", "draft", decisions, "--column", one.column, "--out", policy,
             "--not-violating", one.fine)  # fmt: skip
    cli.json("new", project, "--policy", policy)
    cli.json("import", project, decisions)
    cli.json("draw", project, *(UNEVEN if name == WEIGHTED else ("--all",)))
    for verb, file, *args in one.answers:
        cli.json(verb, project, data / file, *args)
    cli.json("reveal", project, *one.reveal)
    for verb, file, *args in one.after:
        cli.json(verb, project, data / file, *args)
    return project, one.by
