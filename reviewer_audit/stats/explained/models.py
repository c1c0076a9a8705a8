"""Models and looks behind explained: latent truth, imperfect auditors, time, suspicion."""

from reviewer_audit.i18n import N_
from reviewer_audit.stats.explained.shape import Explanation


def _one(key: str, title: str, unit: str, plain: str, **more: str) -> Explanation:
    return Explanation(
        key=key,
        title=title,
        unit=unit,
        plain=plain,
        formula=more["formula"],
        goes_in=more["goes_in"],
        interval=more["interval"],
        assumptions=more["assumptions"],
        source=more["source"],
        caveat=more["caveat"],
    )


_SEEN = N_(
    "The chance of seeing as much innocently stands beside it. A question for the lead alone."
)

ENTRIES = (
    _one(
        "f1",
        N_("F1"),
        "share",
        N_("Precision and recall in one number, low when either is."),
        formula="2 TP / (2 TP + FP + FN)",
        goes_in=N_("Calls and truths of a label, weighted by the design."),
        interval=N_("Delta method on the logit scale"),
        assumptions=N_("As precision and recall."),
        source="van Rijsbergen (1979); Takahashi et al. (2022)",
        caveat=N_("Ignores what was rightly left up, and weighs both errors alike."),
    ),
    _one(
        "mcc",
        N_("Matthews correlation"),
        "coefficient",
        N_("How far decisions and truth go together over the whole table; 0 is chance."),
        formula=N_("(TP TN - FP FN) / sqrt((TP+FP)(TP+FN)(TN+FP)(TN+FN)); over several labels R_K"),
        goes_in=N_("The whole table, weighted by the design."),
        interval=N_("Delta method on the atanh scale"),
        assumptions=N_("As accuracy."),
        source="Matthews (1975); Gorodkin (2004)",
        caveat=N_("Undefined where nothing was called, or nothing is, a violation."),
    ),
    _one(
        "agreement_control",
        N_("Accuracy with the control carried into it"),
        "share",
        N_(
            "What accuracy would be if the agreements nobody looked at again "
            "were wrong as often as those that a second person looked at."
        ),
        formula=N_(
            "a - s w: accuracy, share of decisions not looked at, wrong rate of the control"
        ),
        goes_in=N_(
            "A random part of the items on which vendor and auditors agree, "
            "settled by a second person: 5 %, at least 30."
        ),
        interval=N_("MOVER of the intervals of both rates"),
        assumptions=N_("The control is random, and the second person is right."),
        source="Tenenbein (1970), JASA 65, 1350-1361; Zou & Donner (2008)",
        caveat=N_(
            "Only differences are all settled, so that errors auditors share "
            "with the vendor flatter the measured accuracy. This line says by "
            "how much; verdicts rest on the measured one."
        ),
    ),
    _one(
        "rogan_gladen",
        N_("Adjusted for imperfect auditors"),
        "share",
        N_("What the true rate would be if auditors err as often as gold items show."),
        formula="(p + Sp - 1) / (Se + Sp - 1)",
        goes_in=N_(
            "The measured rate; how often auditors find violations (Se) and "
            "harmless items (Sp) on gold."
        ),
        interval=N_("Lang & Reiczigel, which adds what is not known of the auditors"),
        assumptions=N_(
            "Auditors err independently of the vendor, equally on gold and on live items."
        ),
        source="Rogan & Gladen (1978); Lang & Reiczigel (2014)",
        caveat=N_("A line of sensitivity beside the measured rate, never the headline."),
    ),
    _one(
        "adjusted_accuracy",
        N_("Vendor's accuracy, adjusted for imperfect auditors"),
        "share",
        N_(
            "How often the vendor would be right on violating or not if "
            "auditors err as often as gold items show."
        ),
        formula="(m - w (1 - Sp) - (1 - w) (1 - Se)) / (Se + Sp - 1)",
        goes_in=N_(
            "How often auditors' first answers side with the vendor (m); the "
            "share it flags (w); how often auditors find violations (Se) and "
            "harmless items (Sp) on gold."
        ),
        interval=N_("Delta method on counts enlarged as Lang & Reiczigel do"),
        assumptions=N_(
            "Auditors err independently of the vendor, equally on gold and on live items."
        ),
        source="Rogan & Gladen (1978); Lang & Reiczigel (2014)",
        caveat=N_("A line of sensitivity beside the measured accuracy, never the headline."),
    ),
    _one(
        "if_auditors_err",
        N_("If auditors err"),
        "share",
        N_(
            "What accuracy, and the verdict, would be if auditors erred in 1, "
            "2 or 5 of 100 answers."
        ),
        formula=N_("(m - e) / (1 - 2 e), e the error of auditors, m the measured rate"),
        goes_in=N_("The measured rate and an assumed error."),
        interval=N_("The interval of the measured rate, carried over"),
        assumptions=N_("Errors fall evenly on both sides and independently of the vendor's."),
        source="Rogan & Gladen (1978)",
        caveat=N_("What if, not what is."),
    ),
    _one(
        "ceiling",
        N_("Ceiling"),
        "share",
        N_("What a vendor without any error would be measured at by these auditors."),
        formula=N_("(1 + sqrt(2 a - 1)) / 2, a the agreement of two auditors"),
        goes_in=N_("Agreement of auditors on items graded twice."),
        interval=N_("None: it is arithmetic on the agreement"),
        assumptions=N_("Auditors err equally often and independently."),
        source="Spearman (1904), attenuation, for two answers",
        caveat=N_("A target above the ceiling cannot be shown to be met."),
    ),
    _one(
        "dawid_skene",
        N_("Dawid-Skene"),
        "share",
        N_("The truth and each auditor's errors, estimated together from who agrees with whom."),
        formula=N_(
            "EM on P(answer of g | truth k): posterior of truth, then error tables, repeated"
        ),
        goes_in=N_("All answers of all auditors on items graded by several."),
        interval=N_("Bayesian bootstrap over answer patterns"),
        assumptions=N_(
            "Given the truth auditors err independently; three per item, all "
            "linked through shared items."
        ),
        source="Dawid & Skene (1979)",
        caveat=N_(
            "Model-based: a majority that shares an error is taken for the "
            "truth. Never in place of adjudication."
        ),
    ),
    _one(
        "mace",
        N_("MACE"),
        "share",
        N_("How much of the time each auditor answers from the content rather than at a habit."),
        formula=N_("EM on P(answer) = competence x truth + (1 - competence) x own habit"),
        goes_in=N_("All answers of all auditors on items graded by several."),
        interval=N_("None by default"),
        assumptions=N_(
            "Who does not look answers by a habit of their own, independent of the truth."
        ),
        source="Hovy et al. (2013), Learning whom to trust with MACE",
        caveat=N_(
            "Model-based: for finding answers at random, not for judging "
            "persons. All labels are taken for equally likely: where one makes "
            "most of the answers it comes out far too low; read Dawid-Skene "
            "there."
        ),
    ),
    _one(
        "critical_gate",
        N_("Critical-error gate"),
        "verdict",
        N_("One critical error fails the gate, whatever the average."),
        formula=N_("failed where critical errors > the number allowed"),
        goes_in=N_("Critical errors among decisions that count."),
        interval=N_("Clopper-Pearson upper bound on the rate"),
        assumptions=N_("The policy says what is critical."),
        source="Clopper & Pearson (1934); the policy's gate",
        caveat=N_("Passing says that none was found, not that none is there: see the upper bound."),
    ),
    _one(
        "misleading",
        N_("Raw and weighted rates differ"),
        "difference",
        N_(
            "The plain share of the sample is not the rate of the frame: some "
            "decisions were drawn more often than others."
        ),
        formula=N_("x / n against sum(w x) / sum(w)"),
        goes_in=N_("Every decision that counts with its chance of being drawn."),
        interval=N_("That of the weighted rate"),
        assumptions=N_("The chances recorded at the draw are the true ones."),
        source="Horvitz & Thompson (1952); Hajek (1971)",
        caveat=N_("Quote the weighted rate. The raw one describes the sample alone."),
    ),
    _one(
        "handling_time",
        N_("Median handling time"),
        "duration",
        N_("Half of the decisions took less, half took more; p90: nine of ten took less."),
        formula=N_(
            "middle value; ends: order statistics whose binomial chance holds the confidence"
        ),
        goes_in=N_("The handling times that the files give."),
        interval=N_("Order statistics, free of any distribution"),
        assumptions=N_("Times are of single decisions, and were taken alike everywhere."),
        source="Hahn & Meeker (1991), Statistical Intervals, ch. 5",
        caveat=N_("Says nothing of quality: read it beside accuracy."),
    ),
    _one(
        "throughput",
        N_("Throughput"),
        "rate",
        N_("Decisions per hour of handling."),
        formula=N_("decisions / sum of handling time"),
        goes_in=N_("Decisions with a handling time."),
        interval=N_("None by default"),
        assumptions=N_("Handling time holds all the work."),
        source="Little (1961) for flow and time",
        caveat=N_("Rises when hard items go elsewhere: compare within queues."),
    ),
    _one(
        "turnaround_time",
        N_("Turnaround time"),
        "duration",
        N_("From the moment an item was queued to its decision: half took less, half took more."),
        formula=N_(
            "middle value; ends: order statistics whose binomial chance holds the confidence"
        ),
        goes_in=N_("Decisions with a time of arrival and of decision."),
        interval=N_("Order statistics, free of any distribution"),
        assumptions=N_("Both clocks run in the same zone."),
        source="Hahn & Meeker (1991), Statistical Intervals, ch. 5",
        caveat=N_("Items still waiting at the end are not in it, and they wait longest."),
    ),
    _one(
        "turnaround",
        N_("Within the deadline"),
        "share",
        N_("How many decisions came within the deadline."),
        formula=N_("in time / with both times"),
        goes_in=N_("Decisions with a time of arrival and of decision."),
        interval=N_("Wilson"),
        assumptions=N_("Both clocks run in the same zone."),
        source="Wilson (1927)",
        caveat=N_("Decisions still open at the end are not in it."),
    ),
    _one(
        "copying",
        N_("Improbable agreement"),
        "p-value",
        N_("Two people who share more wrong answers than chance would give them."),
        formula=N_("P(as many identical errors or more | both err independently)"),
        goes_in=N_("Items both answered, wrong in the same way."),
        interval=N_("None: it is a test, corrected for looking at all pairs"),
        assumptions=N_("Without contact both err independently, given the item's difficulty."),
        source="Frary, Tideman & Watts (1977); Wollack (1997)",
        caveat=N_(
            "Hard items and the same training make people err alike. The "
            "chance of seeing as much innocently stands beside it. A question "
            "for the lead alone."
        ),
    ),
    _one(
        "too_fast",
        N_("Too fast"),
        "p-value",
        N_("More very short handling times than the rest of the team has."),
        formula=N_("P(as many times under the limit or more | the share of all)"),
        goes_in=N_("Handling times of one person and of all."),
        interval=N_("None: it is a test, corrected for looking at all people"),
        assumptions=N_("Work is alike; easy queues are quick for everybody."),
        source="Wise & Kong (2005), response-time effort",
        caveat=N_(
            "Quick is not careless. The chance of seeing as much innocently "
            "stands beside it. A question for the lead alone."
        ),
    ),
)
