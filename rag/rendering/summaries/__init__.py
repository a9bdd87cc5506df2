"""What a summary looks like, and the index of many."""
