"""How much of a file is read, so that one file cannot take the machine down.

A long news article has about 20 KB of text; every limit is hundreds of times that.
"""

MB = 1_000_000

MAX_FILE_BYTES = 50 * MB
"""Of any file that is one article: it is held whole while it is read."""

MAX_HTML_BYTES = 10 * MB
"""Of a page: main-text extraction took 1 to 4 seconds per MB on one core."""

MAX_LINE_BYTES = 10 * MB
"""Of one record of a JSON lines file; the file itself is streamed and has no limit."""

MAX_UNPACKED_BYTES = 200 * MB
"""Of a .docx, which is a zip archive, after unpacking."""

MAX_FIELD_CHARACTERS = 300
"""Of a title, outlet or byline; longer ones are cut at a word."""
