"""Why a row was not used, in words for whoever has to mend it."""

WORDS = {
    "unknown_label": "This label is not in the policy.",
    "missing_label": "There is no label; a blank is not taken for 'no violation'.",
    "missing_item_id": "There is no item id.",
    "missing_content": "There is no content.",
    "missing_auditor": "Nobody says who graded this.",
    "unknown_action": "This action is not in the policy.",
    "unknown_severity": "This severity is not in the policy.",
    "unknown_confidence": "This is not low, medium or high.",
    "bad_date": "This is not a date in the order of its column.",
    "bad_number": "This is not a number.",
    "bad_flag": "This is not yes or no.",
    "id_lost_digits": "Excel has cut digits off this id; export the column as text.",
    "duplicate_decision": "The same decision with the same answer is there already.",
    "duplicate_grade": "The same auditor graded this item twice in the file.",
    "unknown_item": "The project has no item of this id.",
    "not_in_sample": "This item was not drawn in the round.",
    "unknown_handle": "This row is not of this workbook.",
    "moved_row": "Its number or content is not the one that it was sent with.",
    "duplicate_row": "The row stands twice, with different answers.",
    "unknown_reason": "This reason is not on the list.",
    "reason_missing": "It does not say why the item cannot be judged.",
    "note_missing": "Another reason is to be said in the notes, and they are empty.",
    "contradiction": "Parts of the answer exclude each other.",
    "long_field": "The cell is longer than can be kept.",
}


def in_words(code: str) -> str:
    """Return the reason of a code in a sentence."""
    return WORDS.get(code, code.replace("_", " "))
