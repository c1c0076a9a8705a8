"""Real answers of two auditors and six reviewers, from sealed packs to a closed round.

Every count is made a second time with pandas from the raw files.
"""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from tests.e2e.people import People, reply, write

FINE = "Not violating"
AUDITORS = ("Annotator1", "Annotator2")
VENDORS = ("Northgate", "Southbank")
ITEMS = 4170


class Raw:
    """What the raw files say, counted without the product."""

    def __init__(self, folder):
        read = {"dtype": str, "keep_default_na": False}
        self.decisions = pd.read_csv(folder / "vendor_decisions.csv", **read)
        grades = pd.read_csv(folder / "auditor_grades.csv", **read)
        self.grades = grades[grades["Content ID"].isin(set(self.decisions["Content ID"]))]
        votes = self.grades.groupby("Content ID")["Audit decision"].agg(list)
        wide = self.grades.set_index(["Content ID", "Auditor"])["Audit decision"]
        self.both = pd.DataFrame({name: wide.xs(name, level=1) for name in AUDITORS}).dropna()
        self.split = self.both[self.both["Annotator1"] != self.both["Annotator2"]]
        agreed = votes[votes.map(lambda v: len(set(v)) == 1)].map(lambda v: v[0])
        self.graded = agreed.to_dict()
        self.settled = self.graded | self._adjudicated()
        self.panel = self._panel()

    def of(self, name):
        """Return an auditor's answers by item."""
        mine = self.grades[self.grades["Auditor"] == name]
        return dict(zip(mine["Content ID"], mine["Audit decision"], strict=True))

    def texts(self):
        """Return what anybody reads of each item."""
        first = self.decisions.drop_duplicates("Content ID")
        columns = (first["Content ID"], first["User message"], first["Previous bot message"])
        return {item: (said, before) for item, said, before in zip(*columns, strict=True)}

    def _adjudicated(self):
        """The adjudicator's rule: violating where the mean of the two severities is below 0."""
        of = self.grades[self.grades["Content ID"].isin(self.split.index)]
        mean = of.assign(s=of["Audit severity"].astype(int)).groupby("Content ID")["s"].mean()
        return {item: "Violating" if m < 0 else FINE for item, m in mean.items()}

    def _panel(self):
        """The arbitrator's rule: what most of all who ever judged the item say; else as it was."""
        said = pd.concat(
            [
                self.decisions[["Content ID", "Decision"]],
                self.grades[["Content ID", "Audit decision"]].rename(
                    columns={"Audit decision": "Decision"}
                ),
            ]
        )
        bad = said.assign(bad=said["Decision"] != FINE).groupby("Content ID")["bad"].mean()
        return {
            item: FINE if bad[item] < 0.5 else "Violating" if bad[item] > 0.5 else final
            for item, final in self.settled.items()
        }

    def joined(self, final):
        """Return the decisions on items that have a final answer, with it."""
        column = pd.Series(final, name="final")
        return self.decisions.merge(column, left_on="Content ID", right_index=True)

    def accuracy(self, final):
        rows = self.joined(final)
        return int((rows["Decision"] == rows["final"]).sum()), len(rows)

    def disputed(self, vendor):
        """Return the decisions that a vendor disputes: all that are counted against it."""
        rows = self.joined(self.settled)
        return rows[(rows["BPO"] == vendor) & (rows["Decision"] != rows["final"])]

    def kappa(self):
        """Cohen's kappa of the two auditors, by its definition."""
        table = pd.crosstab(self.both["Annotator1"], self.both["Annotator2"], normalize=True)
        seen = sum(table.loc[x, x] for x in table.index)
        chance = sum(table.loc[x].sum() * table[x].sum() for x in table.index)
        return (seen - chance) / (1 - chance)


@pytest.fixture
def raw(shared):
    return Raw(shared / "data/audits/convabuse")


def returned(people, raw, project, name):
    """Hand a pack out, grade in two sittings, send both returns; give their number and files."""
    work, named = people.handed_out(project, name)
    texts, said = raw.texts(), raw.of(name)
    for handle, (content, context) in people.shown(work, name).items():
        assert (content, *context.values()) == texts[named[handle]]
    answers = [(handle, said[item]) for handle, item in named.items() if item in said]
    assert len(answers) == len(said) < len(named), "the auditor covers a part"
    half = len(said) // 2
    assert people.graded(work, name, answers[:half])["recorded"] == half
    early, _told = people.sent_back(work, name, f"{name}-1.auditreturn")
    assert people.graded(work, name, answers)["recorded"] == len(said) - half
    late, told = people.sent_back(work, name, f"{name}-2.auditreturn")
    assert (told["graded"], told["left"]) == (len(said), len(named) - len(said))
    return len(said), early, late


@pytest.fixture
def lead(cli, raw, shared, tmp_path):
    """The lead's machine, with everything drawn for both auditors."""
    people, folder = People(cli, tmp_path), shared / "data/audits/convabuse"
    project, policy = people.path("lead", "q.audit"), people.path("lead", "p.yaml")

    def lead(command, *args):
        return people.at("lead", *command.split(), project, *args)

    people.at("lead", "policy", "draft", folder / "vendor_decisions.csv", "--column", "Decision",
              "--not-violating", FINE, "--out", policy)  # fmt: skip
    lead("new", "--policy", policy)
    lead("import", folder / "vendor_decisions.csv")
    drawn = lead("draw", "--all", "--auditors", ",".join(AUDITORS), "--overlap", 1)
    assert (drawn["sampled"], drawn["items"]) == (len(raw.decisions), ITEMS)
    lead.people, lead.project = people, project
    return lead


def merge(lead, raw):
    """Take the returns of both in, later parts before earlier ones, and reveal."""
    people, project = lead.people, lead.project
    (n1, early1, late1), (n2, early2, late2) = (
        returned(people, raw, project, name) for name in AUDITORS
    )
    first = lead("merge", late2, early1)["files"]
    assert [f["new"] for f in first] == [n2, n1 // 2]
    second = lead("merge", early2, late1)["files"]
    assert [(f["new"], f["known"]) for f in second] == [(0, n2 // 2), (n1 - n1 // 2, n1 // 2)]
    assert people.refusal("lead", "reveal", project).code == "round.open"
    opened = lead("reveal", "--partial")
    assert opened["open_assignments"] == 2 * ITEMS - n1 - n2
    assert opened["graded_items"] == raw.grades["Content ID"].nunique()


def compare(lead, raw):
    """Hold agreement and accuracy of the auditors' answers against the raw files."""
    found = lead("stats")
    between = found["agreement"]["auditor_auditor"]
    same = len(raw.both) - len(raw.split)
    assert counts(between["percent_agreement"]) == (same, len(raw.both))
    assert between["cohen_kappa"]["value"] == pytest.approx(raw.kappa(), abs=1e-12)
    assert counts(found["overall"]["accuracy"]) == raw.accuracy(raw.graded)
    assert found["provisional"]
    assert lead("review")["pending"] == len(raw.split)


def adjudicate(lead, raw):
    """Sam settles what the two differ on, and looks at everything else that was graded."""
    people = lead.people
    sheet = write(people.path("sam", "settled.csv"), [("item_id", "label"), *raw.settled.items()])
    done = lead("verdicts", people.sent(sheet, "lead"), "--by", "Sam")
    assert (done["recorded"], done["quarantined"]) == (len(raw.settled), 0)
    found = lead("stats", "--by", "vendor")
    assert counts(found["overall"]["accuracy"]) == raw.accuracy(raw.settled)
    for vendor in VENDORS:
        right, n = counts(found["by"]["vendor"][vendor]["accuracy"])
        assert n - right == len(raw.disputed(vendor))


def dispute(lead, raw):
    """Let each vendor dispute, in a workbook of its own, all that is counted against it."""
    people, until = lead.people, datetime.now(UTC).date() + timedelta(days=7)
    for vendor in VENDORS:
        out, mine = people.path("lead", f"{vendor}.xlsx"), raw.disputed(vendor)
        told = lead("release", "--vendor", vendor, "--until", until, "--out", out)
        assert (told["errors"], told["unconfirmed"]) == (len(mine), 0)
        theirs = people.sent(out, vendor)
        rows = zip(mine["Content ID"], mine["Agent"], strict=True)
        reply(theirs, dict.fromkeys(rows, ("Dispute", "we read it otherwise")))
        came = lead("disputes import", people.sent(theirs, "lead"))
        assert (came["new"], came["problems"]) == (len(mine), [])
    return pd.concat([raw.disputed(vendor) for vendor in VENDORS])


def arbitrate(lead, raw, disputed):
    """Let Noor rule by what most people say; Sam, who settled the items, may not."""
    people = lead.people
    ruled = {item: raw.panel[item] for item in disputed["Content ID"]}
    sheet = write(people.path("noor", "ruled.csv"), [("item_id", "label"), *ruled.items()])
    there = people.sent(sheet, "lead")
    assert lead("disputes rule", there, "--by", "Sam")["ruled"] == 0
    done = lead("disputes rule", there, "--by", "Noor")
    prevailed = int((disputed["Decision"] == disputed["Content ID"].map(ruled)).sum())
    assert (done["raised"], done["accepted"], done["partial"], done["rejected"], done["open"]) == (
        len(disputed), prevailed, 0, len(disputed) - prevailed, 0,
    )  # fmt: skip
    assert 0 < prevailed < len(disputed)
    return raw.settled | ruled


def counts(estimate):
    return estimate["numerator"], estimate["n"]


@pytest.mark.slow
def test_that_convabuse_goes_from_sealed_packs_to_a_closed_round(lead, raw):
    merge(lead, raw)
    compare(lead, raw)
    adjudicate(lead, raw)
    final = arbitrate(lead, raw, dispute(lead, raw))

    assert lead.people.refusal("lead", "close", lead.project).code == "round.unsettled"
    for vendor in VENDORS:
        lead("disputes end", "--vendor", vendor, "--reason", "no more to say")
    closed = lead("close")
    counted = [raw.accuracy(answers) for answers in (raw.graded, raw.settled, final)]
    assert [counts(stage["accuracy"]) for stage in closed["stages"]] == counted
    assert len(set(counted)) == 3, "each step moved something"
    assert closed["control"]["wrong"] == 0
    found = lead("stats")
    assert (found["state"], found["provisional"]) == ("closed", False)
    assert counts(found["overall"]["accuracy"]) == counted[-1]
    assert lead("verify")["whole"]
