"""Packs to vote in: the items of a session, sealed to one participant as an audit's are.

A pack holds content and policy, read by the blind connection, in an order that is the
participant's own: no answer of the vendor or the expert, and not why an item was chosen.
"""

from pathlib import Path

from reviewer_audit import policies as rule_books
from reviewer_audit.domain.calibration import Participant, Record, Side, Turn
from reviewer_audit.domain.packs import ORIGINAL, PACK_SUFFIX, VERSION, PackItem, PackManifest
from reviewer_audit.domain.people import Person, PersonId
from reviewer_audit.errors import CalibrationError
from reviewer_audit.i18n import _
from reviewer_audit.packs import keys
from reviewer_audit.services import calibration, calibration_leaving, outgoing, policies, wrapping
from reviewer_audit.services import leaks as leak_check
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.leaks import Leak
from reviewer_audit.services.packing import Packed
from reviewer_audit.services.projects import Project
from reviewer_audit.services.wrapping import ProjectSecrets
from reviewer_audit.store import blind, calibration_packs, media, packs

_NEVER_SENT = frozenset({VERSION, ORIGINAL})  # what a session's items come without


def pack(
    store: Project,
    participant: Participant,
    out: Path,
    *,
    by: Person,
    session_id: int | None = None,
    turn: Turn = Turn.BLIND,
    to: str = "",
    passphrase: str = "",
    without: tuple[str, ...] = (),
) -> Packed:
    """Seal a participant's pack. It is opened, answered and returned as an auditor's is.

    Args:
        store: the lead's project.
        participant: who votes.
        out: the file, ending in ``.auditpack``.
        by: who hands it out.
        session_id: the session; the newest by default.
        turn: blind, or again after the rulings: the items that were ruled.
        to: the participant's public key; remembered as theirs.
        passphrase: sealed to it, too. With neither, and no key known, one is made up.
        without: context columns, ``language`` or ``media``, to leave out.

    Raises:
        CalibrationError: it is not the time for these votes, or the person does not vote.
        PackError: the key is wrong. Nothing was changed.
        OutputError: the file cannot be written; nothing was changed.
    """
    known = calibration.read(store, session_id)
    one = known.session
    calibration.require_time(one, turn)
    calibration_leaving.require_in(known, {participant.id})
    if participant.side is Side.EXPERT:
        message = _("Only participants vote; the expert gives the baseline.")
        raise CalibrationError(message, calibration.SAFE, code="calibration.voter")
    if out.suffix.casefold() != PACK_SUFFIX:
        message = _("A pack's name ends in {pack_suffix}, not {suffix}.").format(
            pack_suffix=PACK_SUFFIX, suffix=out.suffix or "nothing"
        )
        raise CalibrationError(message, calibration.SAFE, code="calibration.name")
    own, new_secrets = wrapping.secrets_of(store)
    items = _items(store, own, known, participant, turn, frozenset(without))
    found = warnings(store, one.id, left_out=frozenset(without))
    with store.read() as tx:
        serial = calibration_packs.next_serial(tx, one.id, participant.id, turn)
    name = own.token("calibration", one.id, participant.id, turn.value, serial)
    who = Person(id=PersonId(participant.person_id), name=participant.name)
    manifest = PackManifest(
        project=own.project,
        pack=name,
        round=0,
        session=one.id,
        auditor_id=who.id,
        auditor_name=who.name,
        auditor_key="",
        project_key=own.identity.public.text,
        items=len(items),
        policy_version=one.policy_version,
        due=one.held_on if turn is Turn.BLIND else "",
    )
    rules = rule_books.encode(outgoing.to_vote_by(policies.of_version(store, one.policy_version)))
    made = wrapping.sealed(
        store, own.identity, who, items, manifest, rules, to=to, passphrase=passphrase
    )
    body = {"session": one.id, "items": len(items), "pack": name, "manifest": made.digest}
    with store.write("calibration.hand_out", by=by, body=body) as tx:
        wrapping.keep(tx, new_secrets, who, made)
        calibration_packs.add(
            tx,
            id=name,
            session_id=one.id,
            participant_id=participant.id,
            turn=turn.value,
            serial=serial,
            manifest_sha256=made.digest,
            sealed_to=made.sealed_to,
            by=by.id,
        )
        wrapping.save(out, made.data)
    return Packed(
        file=out,
        pack=name,
        auditor=who.name,
        items=len(items),
        taken_back=0,
        kept=(),
        manifest_sha256=made.digest,
        leaks=found,
        fingerprint=own.identity.public.fingerprint,
        sealed_to="key" if made.sealed_to else "passphrase",
        passphrase=made.passphrase,
    )


def fingerprints(store: Project, known: Record) -> dict[str, str]:
    """Return the fingerprint by which the project knows each who votes, by person."""
    with store.read() as tx:
        theirs = packs.keys(tx)
    found = {one.person_id: theirs.get(PersonId(one.person_id)) for one in known.voters}
    return {who: keys.public_from(own[-1]).fingerprint for who, own in found.items() if own}


def warnings(
    store: Project, session_id: int | None = None, *, left_out: frozenset[str] = frozenset()
) -> tuple[Leak, ...]:
    """Return what gave decisions away in the rounds that the items are of, the strongest first."""
    known = calibration.read(store, session_id)
    strongest: dict[str, Leak] = {}
    for round_id in sorted({line.round_id for line in known.items}):
        one = rounds_service.resolve(store, round_id)
        for leak in leak_check.check(store, one, left_out=left_out | _NEVER_SENT):
            before = strongest.get(leak.column)
            if before is None or leak.strength > before.strength:
                strongest[leak.column] = leak
    return tuple(sorted(strongest.values(), key=lambda leak: (-leak.strength, leak.column)))


def handles(own: ProjectSecrets, known: Record, participant: int, turn: Turn) -> dict[str, int]:
    """Return the items of somebody's packs by handle."""
    number = known.session.id
    return {
        own.token("vote", number, participant, turn.value, line.item_id): line.item_id
        for line in known.items
    }


def _items(
    store: Project,
    own: ProjectSecrets,
    known: Record,
    participant: Participant,
    turn: Turn,
    without: frozenset[str],
) -> list[PackItem]:
    wanted = set(calibration.voted_on(known, turn))
    named = handles(own, known, participant.id, turn)
    with store.read_blind() as tx:
        rows = blind.contents(tx, sorted(wanted))
        seen = media.of_items(tx, wanted)
    return [
        wrapping.item(handle, without, **rows[number], media=seen.get(number, ()))
        for handle, number in sorted(named.items())
        if number in wanted
    ]
