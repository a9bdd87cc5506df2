"""Question to hits: dense and word search, fused."""
