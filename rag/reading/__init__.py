"""Files to articles: one reader a format, each through a library that knows the format."""
