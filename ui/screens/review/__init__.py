"""Review: settle what differs, hear the vendors, close the round."""
