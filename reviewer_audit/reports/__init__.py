"""A report as data: what it says, not how it looks."""
