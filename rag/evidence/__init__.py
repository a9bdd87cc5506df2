"""Which sentences answer a question, and when none does. Pure functions over hits."""
