"""Reports to files."""
