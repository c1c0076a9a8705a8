"""The invented world of the sample audit: who, where, what and how often."""

from datetime import UTC, datetime

BENIGN = "no_violation"
DOUBLE_ITEMS = 150  # decided by two reviewers of the same vendor

VENDORS = {"Northgate": 900, "Southbank": 800, "Riverline": 700}
CODES = {"Northgate": "NG", "Southbank": "SB", "Riverline": "RL"}
BENIGN_WORD = {"Northgate": "No violation", "Southbank": "Approve", "Riverline": "No action"}
ERROR_RATE = {"Northgate": 0.04, "Southbank": 0.045, "Riverline": 0.05}
STRICT = ("Riverline", "Marketplace")  # where the vendor removes what is allowed
STRICT_OVER, STRICT_OTHER = 0.18, 0.03
REVIEWERS = {  # per vendor, by language
    "Northgate": {"en": 6, "de": 4, "es": 3, "ar": 2},
    "Southbank": {"en": 5, "de": 3, "es": 3, "ar": 2},
    "Riverline": {"en": 5, "de": 3, "es": 2, "ar": 2},
}
QUEUES = {
    "Marketplace": 0.30,
    "Comments": 0.24,
    "Profiles": 0.10,
    "Messages": 0.16,
    "Reviews": 0.20,
}
LANGUAGES = {"en": 0.40, "de": 0.25, "es": 0.20, "ar": 0.15}
MARKETS = {"en": ("GB", "US"), "de": ("DE", "AT"), "es": ("ES", "MX"), "ar": ("EG", "MA")}
PREVALENCE = 0.30
LABELS = {  # what turns up where, by weight
    "Marketplace": {
        "counterfeit": 26,
        "misleading_listing": 26,
        "restricted_goods": 18,
        "off_platform_payment": 16,
        "spam": 14,
    },
    "Comments": {
        "spam": 34,
        "targeted_insult": 26,
        "pile_on": 20,
        "personal_data": 14,
        "threat": 6,
    },
    "Profiles": {"impersonation": 50, "spam": 34, "off_platform_payment": 16},
    "Messages": {
        "off_platform_payment": 42,
        "impersonation": 18,
        "targeted_insult": 16,
        "personal_data": 14,
        "threat": 10,
    },
    "Reviews": {"fake_reviews": 58, "targeted_insult": 16, "pile_on": 16, "personal_data": 10},
}
CONTEXTS = {
    "Marketplace": (
        "Listing, household",
        "Listing, fashion",
        "Listing, leisure",
        "Listing, wanted",
    ),
    "Comments": ("Reply under a photo", "Reply under a how-to", "Reply under a listing"),
    "Profiles": ("Profile text", "Shop description"),
    "Messages": ("Message to a seller", "Message to a buyer"),
    "Reviews": ("Review after a purchase", "Review without a purchase on record"),
}
COLUMNS = (
    "Decision ID", "Item ID", "Content", "Context", "Language", "Market", "Queue", "Vendor",
    "Reviewer", "Shift", "Decided at", "Label", "Action", "Severity", "Escalated",
    "Handling seconds", "Model score", "Vendor notes", "Ticket link",
)  # fmt: skip
ANSWER_COLUMNS = (
    "Item ID", "Auditor", "Label", "Action", "Severity", "Confidence", "Notes", "Graded at",
)  # fmt: skip
TITLE_ROWS = (
    ("Moderation decisions, all vendors",),
    ("Weeks 37 and 38, 7 to 20 September 2026, all times in UTC",),
    (),
)
AUDITORS = {"Amira": 0.014, "Jonas": 0.016, "Lucía": 0.015}  # how often each one errs
CANNOT_JUDGE_SHARE = 0.01
START = datetime(2026, 9, 7, tzinfo=UTC)
GRADING = datetime(2026, 9, 22, 8, tzinfo=UTC)
SHIFTS = {"Early": 6, "Late": 14, "Night": 22}
VENDOR_NOTES = (
    "", "", "", "", "Checked the seller page.", "Second message the same.", "Clear.",
    "Asked my lead.", "Price looks odd.", "Translated with the dictionary.",
)  # fmt: skip
AUDITOR_NOTES = {
    BENIGN: ("Allowed: nothing in the rules speaks against it.", "Close, but no rule is broken."),
    "counterfeit": ("The brand is claimed without being the maker.",),
    "misleading_listing": ("The buyer would decide on a wrong picture.",),
}
