"""Pure arithmetic of audits: integer codes and counts in, estimates out."""
