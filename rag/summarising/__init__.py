"""Summaries in which every sentence carries checked quotes, and batches of them."""
