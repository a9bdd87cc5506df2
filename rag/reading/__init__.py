"""Files to articles: one reader a format, each through a library that knows the format.

`find` turns what the user named into files, `read` turns a file into articles.
Neither raises for a file that cannot be read: it comes out as a `Failure` beside
the articles, so that one bad file never stops the others. Nothing but the
standard library is loaded until a file of a format is read.
"""

from rag.reading.apart import Apart
from rag.reading.finding import find
from rag.reading.reading import file_sha256, read
from rag.reading.results import Failure, Reading

__all__ = ["Apart", "Failure", "Reading", "file_sha256", "find", "read"]
