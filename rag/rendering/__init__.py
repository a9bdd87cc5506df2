"""What a reply looks like: on a terminal, as Markdown, as JSON. Pure functions."""
