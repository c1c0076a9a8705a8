"""Reviewer Audit: are these moderation decisions right, by our policy, and how sure are we?"""

__version__ = "0.1.0"
