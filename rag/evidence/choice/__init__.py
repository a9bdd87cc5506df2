"""Which sentences answer a question, and when none does."""
