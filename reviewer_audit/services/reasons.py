"""Why a row was not used, in words for whoever has to mend it."""

from reviewer_audit.i18n import N_

WORDS = {
    "unknown_label": N_("This label is not in the policy."),
    "missing_label": N_("There is no label; a blank is not taken for 'no violation'."),
    "missing_item_id": N_("There is no item id."),
    "missing_content": N_("There is no content."),
    "missing_auditor": N_("Nobody says who graded this."),
    "unknown_action": N_("This action is not in the policy."),
    "unknown_severity": N_("This severity is not in the policy."),
    "unknown_confidence": N_("This is not low, medium or high."),
    "bad_date": N_("This is not a date in the order of its column."),
    "bad_number": N_("This is not a number."),
    "bad_flag": N_("This is not yes or no."),
    "id_lost_digits": N_("Excel has cut digits off this id; export the column as text."),
    "duplicate_decision": N_("The same decision with the same answer is there already."),
    "duplicate_grade": N_("The same auditor graded this item twice in the file."),
    "unknown_item": N_("The project has no item of this id."),
    "not_in_sample": N_("This item was not drawn in the round."),
    "unknown_handle": N_("This row is not of this workbook."),
    "moved_row": N_("Its number or content is not the one that it was sent with."),
    "duplicate_row": N_("The row stands twice, with different answers."),
    "unknown_reason": N_("This reason is not on the list."),
    "reason_missing": N_("It does not say why the item cannot be judged."),
    "note_missing": N_("Another reason is to be said in the notes, and they are empty."),
    "contradiction": N_("Parts of the answer exclude each other."),
    "long_field": N_("The cell is longer than can be kept."),
    "media_missing": N_("The file is not in the folder."),
    "media_remote": N_("Only an address is given, and nothing is fetched."),
    "media_outside": N_("The path leads out of the folder."),
    "media_format": N_("This is no PNG, JPEG, WebP, GIF, MP4, M4A, MP3 or WAV file."),
    "media_too_large": N_("The file is larger than a picture or a recording may be."),
    "media_too_many_pixels": N_("The picture has more pixels than are ever decoded."),
    "media_damaged": N_("The file is damaged."),
    "media_full": N_("The project holds as many files as it may."),
}


def in_words(code: str) -> str:
    """Return the reason of a code in a sentence."""
    return WORDS.get(code, code.replace("_", " "))
