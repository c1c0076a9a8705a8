"""Read the rule book, compare its versions, bring in a new one."""
