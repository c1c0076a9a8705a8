"""Say why a pack or a return is not taken."""

from collections.abc import Mapping

from reviewer_audit.domain.packs import Refusal
from reviewer_audit.errors import PackError
from reviewer_audit.i18n import N_, _, translated

_SEND_AGAIN = N_("Nothing of it was used. Have it sent again.")
_ASK = N_("Nothing of it was used. Ask who sent it, by another way than this file came.")
_WORDS: Mapping[Refusal, tuple[str, str]] = {
    Refusal.NOT_OURS: (N_("is neither a pack nor a return"), N_("Nothing of it was used.")),
    Refusal.NEWER: (
        N_("comes from a newer version of Reviewer Audit"),
        N_("Install it to open this."),
    ),
    Refusal.DAMAGED: (N_("was altered or cut short on its way"), _SEND_AGAIN),
    Refusal.LOCKED: (
        N_("opens with none of your keys"),
        N_("Give its passphrase, or have it sealed to your key."),
    ),
    Refusal.PASSPHRASE: (
        N_("does not open with this passphrase"),
        N_("Mind capitals and signs; ask who sent it."),
    ),
    Refusal.ARCHIVE: (N_("holds no archive that can be read"), _ASK),
    Refusal.EXTRA_PART: (N_("holds a part that does not belong there"), _ASK),
    Refusal.MISSING_PART: (N_("lacks a part"), _ASK),
    Refusal.DUPLICATE_PART: (N_("holds a part twice"), _ASK),
    Refusal.BAD_NAME: (N_("holds a part whose name leads elsewhere"), _ASK),
    Refusal.TOO_LARGE: (N_("unpacks to more than it says, or than any pack needs"), _ASK),
    Refusal.SIGNATURE: (N_("has a signature that does not fit"), _ASK),
    Refusal.CONTENT: (N_("holds a part that its manifest does not describe"), _ASK),
    Refusal.CHAIN: (N_("has answers changed, left out or in another order"), _ASK),
    Refusal.FORMAT: (N_("holds a part that is not as it must be"), _ASK),
    Refusal.OTHER_PROJECT: (N_("belongs to another project"), N_("Nothing of it was used.")),
    Refusal.OTHER_ROUND: (
        N_("belongs to another round"),
        N_("Nothing was changed. Leave --round out."),
    ),
    Refusal.OTHER_SESSION: (
        N_("holds votes of another calibration session"),
        N_("Nothing was changed. Choose that session: --session."),
    ),
    Refusal.VOTES: (
        N_("holds votes of a calibration session, no grades"),
        N_("Nothing was changed. Bring it in on the Calibrate screen, or by: calibrate vote."),
    ),
    Refusal.GRADES: (
        N_("holds grades of an audit, no votes"),
        N_("Nothing was changed. Bring it in on the Sample screen, or by: merge."),
    ),
    Refusal.UNKNOWN_PACK: (N_("answers a pack that this project never issued"), _ASK),
    Refusal.OTHER_PACK: (N_("answers another pack than the one it names"), _ASK),
    Refusal.FOREIGN_KEY: (N_("is signed by another key than the one expected"), _ASK),
    Refusal.KEY_OF_ANOTHER: (N_("is signed by the key of another person"), _ASK),
    Refusal.OTHER_PERSON: (N_("is signed in the name of another person"), _ASK),
    Refusal.FORKED: (N_("contradicts answers that came back earlier"), _ASK),
    Refusal.UNKNOWN_ITEM: (N_("answers an item that was not in its pack"), _ASK),
    Refusal.UNKNOWN_ANSWER: (N_("holds an answer that the policy does not know"), _ASK),
    Refusal.NOT_ISSUED: (N_("holds no row of a workbook that this project handed out"), _ASK),
    Refusal.MIXED: (
        N_("holds rows of more than one workbook"),
        N_("Nothing of it was used. Each workbook comes back as a file of its own."),
    ),
    Refusal.NOT_THEIRS: (N_("was handed out to somebody else than who sent it"), _ASK),
    Refusal.CLOSED: (N_("comes after the round was closed"), N_("Nothing was changed.")),
}


def refusal(code: Refusal, file: str = "") -> PackError:
    """Return the error for a reason; ``file`` is the name that the user knows."""
    what, hint = _WORDS[code]
    said = _("{file} {what}.").format(file=file or _("The file"), what=translated(what))
    return PackError(said, translated(hint), code=code.value)
