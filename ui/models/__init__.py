"""Models of what tables show."""
