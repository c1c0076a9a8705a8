"""The desk at which an auditor grades blind."""
