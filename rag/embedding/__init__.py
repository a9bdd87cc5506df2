"""Text to unit vectors: the embedded model, and any OpenAI-compatible endpoint."""
