"""What an evaluation's report looks like: on a terminal, as Markdown, JUnit XML, a page."""
