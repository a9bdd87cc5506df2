"""Question to reply: search, draft, check."""
