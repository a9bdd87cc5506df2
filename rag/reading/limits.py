"""How much of a file is read, so that one file cannot take the machine down.

A long news article has about 20 KB of text; every limit is many times that. What
these do not bound by themselves, `rag.reading.apart` does.
"""

MB = 1_000_000

MAX_FILE_BYTES = 50 * MB
"""Of a PDF or Word document, which may hold pictures: it is held whole while it is read."""

MAX_TEXT_BYTES = 5 * MB
"""Of a file that is nothing but text: room for the characters below in any encoding."""

MAX_HTML_BYTES = 10 * MB
"""Of a page: main-text extraction took 1 to 4 seconds per MB on one core."""

MAX_LINE_BYTES = 10 * MB
"""Of one record of a JSON lines file; the file itself is streamed and has no limit."""

MAX_UNPACKED_BYTES = 200 * MB
"""Of a .docx, which is a zip archive, after unpacking."""

MAX_XML_BYTES = 20 * MB
"""Of the XML in a .docx after unpacking: as a tree it takes some 50 times the room."""

MAX_FRONT_MATTER = 100_000
"""Characters of front matter: YAML took 20 seconds for 5 million."""

MAX_TEXT_CHARACTERS = MB
"""Of one article: fifty long ones. Cutting and embedding took two minutes of work at worst."""

MAX_FIELD_CHARACTERS = 300
"""Of a title, outlet or byline; longer ones are cut at a word."""

MAX_FAILURES = 1_000
"""Records of one file that are named as no articles; the rest is counted."""

MAX_SECONDS = 60
"""Of work on one file in a process apart: 10 MB of ordinary page took 44."""

MAX_WAIT_SECONDS = 5 * MAX_SECONDS
"""Until that process is given up, whether it works or waits."""

MAX_MEMORY_BYTES = 2_000 * MB
"""Of that process, counted as address space: 10 MB of ordinary page took 500 MB."""
