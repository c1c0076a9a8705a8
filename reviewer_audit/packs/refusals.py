"""Say why a pack or a return is not taken."""

from collections.abc import Mapping

from reviewer_audit.domain.packs import Refusal
from reviewer_audit.errors import PackError

_SEND_AGAIN = "Nothing of it was used. Have it sent again."
_ASK = "Nothing of it was used. Ask who sent it, by another way than this file came."
_WORDS: Mapping[Refusal, tuple[str, str]] = {
    Refusal.NOT_OURS: ("is neither a pack nor a return", "Nothing of it was used."),
    Refusal.NEWER: ("comes from a newer version of Reviewer Audit", "Install it to open this."),
    Refusal.DAMAGED: ("was altered or cut short on its way", _SEND_AGAIN),
    Refusal.LOCKED: (
        "opens with none of your keys",
        "Give its passphrase, or have it sealed to your key.",
    ),
    Refusal.PASSPHRASE: (
        "does not open with this passphrase",
        "Mind capitals and signs; ask who sent it.",
    ),
    Refusal.ARCHIVE: ("holds no archive that can be read", _ASK),
    Refusal.EXTRA_PART: ("holds a part that does not belong there", _ASK),
    Refusal.MISSING_PART: ("lacks a part", _ASK),
    Refusal.DUPLICATE_PART: ("holds a part twice", _ASK),
    Refusal.BAD_NAME: ("holds a part whose name leads elsewhere", _ASK),
    Refusal.TOO_LARGE: ("unpacks to more than it says, or than any pack needs", _ASK),
    Refusal.SIGNATURE: ("has a signature that does not fit", _ASK),
    Refusal.CONTENT: ("holds a part that its manifest does not describe", _ASK),
    Refusal.CHAIN: ("has answers changed, left out or in another order", _ASK),
    Refusal.FORMAT: ("holds a part that is not as it must be", _ASK),
    Refusal.OTHER_PROJECT: ("belongs to another project", "Nothing of it was used."),
    Refusal.OTHER_ROUND: ("belongs to another round", "Nothing was changed. Leave --round out."),
    Refusal.OTHER_SESSION: (
        "holds votes of another calibration session",
        "Nothing was changed. Choose that session: --session.",
    ),
    Refusal.VOTES: (
        "holds votes of a calibration session, no grades",
        "Nothing was changed. Bring it in on the Calibrate screen, or by: calibrate vote.",
    ),
    Refusal.GRADES: (
        "holds grades of an audit, no votes",
        "Nothing was changed. Bring it in on the Sample screen, or by: merge.",
    ),
    Refusal.UNKNOWN_PACK: ("answers a pack that this project never issued", _ASK),
    Refusal.OTHER_PACK: ("answers another pack than the one it names", _ASK),
    Refusal.FOREIGN_KEY: ("is signed by another key than the one expected", _ASK),
    Refusal.KEY_OF_ANOTHER: ("is signed by the key of another person", _ASK),
    Refusal.OTHER_PERSON: ("is signed in the name of another person", _ASK),
    Refusal.FORKED: ("contradicts answers that came back earlier", _ASK),
    Refusal.UNKNOWN_ITEM: ("answers an item that was not in its pack", _ASK),
    Refusal.UNKNOWN_ANSWER: ("holds an answer that the policy does not know", _ASK),
    Refusal.NOT_ISSUED: ("holds no row of a workbook that this project handed out", _ASK),
    Refusal.MIXED: (
        "holds rows of more than one workbook",
        "Nothing of it was used. Each workbook comes back as a file of its own.",
    ),
    Refusal.NOT_THEIRS: ("was handed out to somebody else than who sent it", _ASK),
    Refusal.CLOSED: ("comes after the round was closed", "Nothing was changed."),
}


def refusal(code: Refusal, file: str = "") -> PackError:
    """Return the error for a reason; ``file`` is the name that the user knows."""
    what, hint = _WORDS[code]
    return PackError(f"{file or 'The file'} {what}.", hint, code=code.value)
