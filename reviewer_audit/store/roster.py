"""What the lead knows of people, and what is known of items before anybody grades them.

The grading path may not reach this: what somebody does not grade is for the planner alone.
"""

import json
from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from reviewer_audit.domain.people import Availability, Away, PersonId, Traits, tidy
from reviewer_audit.store.decisions import terms
from reviewer_audit.store.tables.decisions import vendor_decision
from reviewer_audit.store.tables.items import item
from reviewer_audit.store.tables.roster import roster, roster_opt_out

TOPIC_COLUMN = "topic"  # a context column of this name declares what an item is about
_AT_ONCE = 500


def put(tx: Connection, who: PersonId, known: Availability) -> None:
    """Write down what somebody can take on, over what was known before."""
    tx.execute(delete(roster).where(roster.c.person_id == who))
    tx.execute(delete(roster_opt_out).where(roster_opt_out.c.person_id == who))
    tx.execute(
        insert(roster).values(
            person_id=who,
            languages=json.dumps(known.languages, ensure_ascii=False),
            queues=json.dumps(known.queues, ensure_ascii=False),
            hours=known.hours,
            away=json.dumps([[a.first.isoformat(), a.last.isoformat()] for a in known.away]),
        )
    )
    if known.not_topics:
        rows = [{"person_id": who, "topic": topic} for topic in known.not_topics]
        tx.execute(insert(roster_opt_out), rows)


def every(tx: Connection) -> dict[PersonId, Availability]:
    """Return what is known of everybody of whom something is."""
    private: dict[str, list[str]] = {}
    for row in tx.execute(select(roster_opt_out).order_by(roster_opt_out.c.topic)):
        private.setdefault(row.person_id, []).append(row.topic)
    return {
        PersonId(row.person_id): Availability(
            languages=tuple(json.loads(row.languages)),
            queues=tuple(json.loads(row.queues)),
            hours=row.hours,
            away=tuple(
                Away(date.fromisoformat(first), date.fromisoformat(last))
                for first, last in json.loads(row.away)
            ),
            not_topics=tuple(private.get(row.person_id, ())),
        )
        for row in tx.execute(select(roster))
    }


def traits(tx: Connection, numbers: Collection[int]) -> dict[int, Traits]:
    """Return language, queues and declared topics of items; no answer is read."""
    names = terms(tx)
    wanted = sorted(numbers)
    queues: dict[int, set[str]] = {}
    topics: dict[int, set[str]] = {}
    found: dict[int, Traits] = {}
    v = vendor_decision.c
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        coded = select(v.item_id, v.queue, v.item_type).where(v.item_id.in_(part)).distinct()
        for row in tx.execute(coded):
            queues.setdefault(row.item_id, set()).add(names[row.queue])
            topics.setdefault(row.item_id, set()).add(names[row.item_type])
        said = select(item.c.id, item.c.language, item.c.context).where(item.c.id.in_(part))
        for row in tx.execute(said):
            declared = _declared(row.context)
            found[row.id] = Traits(
                language=row.language,
                queues=tidy(sorted(queues.get(row.id, ()))),
                topics=tidy([*sorted(topics.get(row.id, ())), *declared]),
            )
    return found


def declared_topics(tx: Connection) -> tuple[str, ...]:
    """Return the topics that senders declared in a column of that name."""
    named = item.c.context.ilike(f'%"{TOPIC_COLUMN}"%')
    contexts = tx.scalars(select(item.c.context).where(named).distinct())
    return tidy(sorted({topic for context in contexts for topic in _declared(context)}))


def _declared(context: str) -> list[str]:
    if not context:
        return []
    columns = json.loads(context)
    return [str(value) for name, value in columns.items() if name.casefold() == TOPIC_COLUMN]
