"""What vendors call their columns. Names are compared after ``normal``; order is preference."""

import re
import unicodedata
from functools import lru_cache

from reviewer_audit.domain.intake import ColumnRole as R

_SPLIT_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def normal(name: str) -> str:
    """Return a column name as words: case, width, punctuation and camel humps do not count."""
    text = _SPLIT_CAMEL.sub(" ", unicodedata.normalize("NFKC", name))
    return _NOT_WORD.sub(" ", text.casefold()).strip()


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


SYNONYMS: dict[R, tuple[str, ...]] = {
    R.DECISION_ID: _names(
        "decision id, judgment id, judgement id, job id, task id, review id, ticket id, "
        "ticket, case id, entity review id, moderation id, action id, annotation id, decision "
        "uuid, review uuid, uuid, row id, record id, jobid, taskid, decision number, job"
    ),
    R.ITEM_ID: _names(
        "item id, content id, entity id, post id, object id, ad id, video id, comment id, "
        "message id, asset id, media id, listing id, product id, image id, profile id, "
        "account id, user content id, ent id, contentid, itemid, case, case id, unit id, "
        "item, content uuid, puid, conversation id, thread id, id, text id, document id, "
        "sample id, example id, tweet id"
    ),
    R.CONTENT: _names(
        "content, text, content text, item text, post text, message text, body, caption, "
        "transcript, user message, message, comment text, completion, response, post, comment "
        "body, utterance, tweet, user text, content body, original text, source text, item "
        "content, ad text, review text, ocr text, description, title"
    ),
    R.CONTENT_KIND: _names("content kind, media type, modality, mime type, kind of content"),
    R.LABEL: _names(
        "label, vendor label, vendor decision, moderator decision, reviewer decision, "
        "decision label, final decision, policy label, violation label, decision, decisions, "
        "verdict, outcome, determination, classification, policy, policies, policy code, "
        "policy violated, violated policy, policy violation, violation type, violation types, "
        "violation, abuse type, policy tag, sub policy, policy l2, policy l1, clause, result, "
        "is violating, violating, category, tag, labels, tags, ruling, judgment, judgement, "
        "annotation, rating, decision ground"
    ),
    R.ACTION: _names(
        "action, action taken, enforcement, enforcement action, penalty, disposition, "
        "moderation action, actions, resolution, decision visibility, treatment, sanction"
    ),
    R.SEVERITY: _names(
        "severity, severity level, sev, priority, risk, risk level, tier, harm level, "
        "violation severity"
    ),
    R.VENDOR: _names(
        "vendor, vendor name, partner, partner name, bpo, supplier, outsourcer, agency, "
        "vendor company"
    ),
    R.SITE: _names("site, hub, location, office, delivery center, delivery centre, site name"),
    R.TEAM: _names("team, team name, wave, squad, pod, group, shift, supervisor, team lead"),
    R.REVIEWER: _names(
        "reviewer, reviewer id, agent, agent id, moderator, moderator id, rep, rep id, "
        "analyst, analyst id, actor id, actor, employee id, employee, agent name, reviewer "
        "name, moderator name, reviewer email, agent email, email, annotator, annotator id, "
        "worker id, worker, rater, rater id, operator, reviewed by, decided by, moderated by, "
        "username, user name, coder, labeler, labeller"
    ),
    R.DECIDED_AT: _names(
        "decided at, decision time, decision date, reviewed at, review date, review time, "
        "submitted at, completed at, completion time, judged at, created at, moderated at, "
        "actioned at, action time, action date, timestamp, date time, datetime, date, "
        "decision timestamp, review timestamp, end time, finished at, closed at, application "
        "date, time, updated at"
    ),
    R.ENQUEUED_AT: _names(
        "enqueued at, queued at, received at, reported at, started at, start time, assigned "
        "at, ingested at, flagged at, content date, enqueue time, report time"
    ),
    R.HANDLING_SECONDS: _names(
        "handling seconds, handling time, handle time, handle time s, aht, aht s, aht sec, "
        "aht seconds, duration, duration s, duration seconds, duration ms, time spent, review "
        "seconds, review duration, seconds, average handling time, handling time ms, time on "
        "task, work time"
    ),
    R.LANGUAGE: _names("language, lang, locale, content language, language code, item language"),
    R.MARKET: _names("market, country, region, geo, territory, territorial scope, country code"),
    R.QUEUE: _names(
        "queue, queue name, queue id, workflow, project, pipeline, lob, line of business, "
        "stream, workstream, project name, model"
    ),
    R.REASON: _names(
        "reason, decision reason, reason code, rationale, violation reason, enforcement "
        "reason, justification, decision facts, violation types, violation type, reasons, sub "
        "reason"
    ),
    R.NOTES: _names(
        "notes, note, comment, comments, reviewer comment, reviewer notes, agent notes, "
        "remarks, moderator notes, moderator comment, agent comment, internal notes, "
        "additional notes"
    ),
    R.ESCALATED: _names(
        "escalated, escalation, escalation flag, esc flag, is escalated, was escalated, esc"
    ),
    R.POLICY_VERSION: _names(
        "policy version, guideline version, guidelines version, kyp date, rule version, version"
    ),
    R.SOURCE: _names(
        "source, source type, report source, detection source, detection, flag source, intake "
        "source, automated detection, entry point, trigger"
    ),
    R.AUTHOR: _names(
        "author, author id, creator, creator id, poster, poster id, account, account name, "
        "uploader, owner id, advertiser, advertiser id, seller, seller id, user id, user"
    ),
    R.CONFIDENCE: _names("confidence, confidence level, certainty, how sure"),
    R.AUDITOR: _names(
        "auditor, auditor id, auditor name, audited by, qa, qa name, qa by, grader, grader "
        "id, graded by, qa analyst, quality analyst, annotator, annotator id, reviewer, "
        "reviewer id, rater"
    ),
    R.GRADED_AT: _names(
        "graded at, audited at, audit date, audit time, qa date, graded on, timestamp, date, "
        "submitted at"
    ),
    R.ITEM_TYPE: _names(
        "item type, content type, entity type, surface, format, object type, product, type, "
        "placement"
    ),
    R.MEDIA: _names("media, image, image file, file, media ref, thumbnail, video file, attachment"),
    R.TRANSLATION: _names(
        "translation, translated text, english translation, content translation, text en, "
        "content en"
    ),
    R.URL: _names(
        "url, link, permalink, content url, content link, item url, image url, media url"
    ),
    R.DUE_AT: _names("due at, due, due date, deadline, sla due, sla deadline"),
    R.TENURE: _names("tenure, tenure days, tenure months, tenure band, seniority, experience"),
    R.VENDOR_QA: _names(
        "vendor qa, vendor qa result, vendor qa score, internal qa, internal qa result, first "
        "party qa, qa result, qa score, qa outcome, vendor qa label"
    ),
    R.APPEAL_OUTCOME: _names(
        "appeal outcome, appeal status, appeal result, appealed, appeal, reinstated, overturned"
    ),
    R.MODEL_SCORE: _names(
        "model score, classifier score, score, classifier, auto label, model label, "
        "confidence, ml score, prediction, probability, automated decision, ai score, "
        "confidence score"
    ),
    R.REACH: _names(
        "reach, views, impressions, view count, prevalence weight, exposure, view counts"
    ),
    R.CONTEXT: _names(
        "context, previous bot message, previous message, previous messages, parent text, "
        "parent post, parent comment, parent message, parent, thread, thread text, prompt, "
        "conversation, conversation history, preceding text, question, title, article title, "
        "reply to, quoted text, instruction, user prompt, page title, caption, history"
    ),
}

# in a sheet of grades the answer stands under other names
GRADE_LABEL = _names(
    "audit decision, audit label, auditor decision, auditor label, qa decision, qa label, "
    "grade, gold label, gold, expert label, expert decision, adjudicated label, final label, "
    "correct label, correct decision, true label, reference label, ground truth, answer, "
    "audit outcome, client decision, client label, golden label"
)
GRADE_SEVERITY = _names("audit severity, auditor severity, qa severity, correct severity")
GRADE_ACTION = _names("audit action, auditor action, qa action, correct action")

# words that tell of somebody's judgment: never shown to a grader, never taken for content
TELLING = frozenset(
    _names(
        "audit, auditor, gold, golden, expert, adjudicated, correct, qa, grade, graded, truth, "
        "score, strike, strikes, flag, flagged, reason, verdict, enforcement, banned, violation, "
        "severity, appeal, label, action"
    )
)

ID_WORDS = frozenset({"id", "ids", "uuid", "guid", "number", "no", "nr", "ref", "key"})


def known(name: str) -> bool:
    """Tell whether some role goes by this name."""
    return normal(name) in _ALL


def id_like(name: str) -> bool:
    """Tell whether a column's name says that it identifies something."""
    words = normal(name)
    return (
        words in SYNONYMS[R.DECISION_ID]
        or words in SYNONYMS[R.ITEM_ID]
        or not ID_WORDS.isdisjoint(words.split())
    )


_ALL = frozenset(
    name
    for names in (*SYNONYMS.values(), GRADE_LABEL, GRADE_SEVERITY, GRADE_ACTION)
    for name in names
)
