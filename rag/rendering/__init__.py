"""Replies to what people and machines read."""
