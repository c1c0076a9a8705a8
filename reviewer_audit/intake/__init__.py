"""Spreadsheets in, decisions and quarantine out."""
