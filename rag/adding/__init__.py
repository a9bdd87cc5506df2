"""Files into the library: read, cut, embed, store, a batch at a time.

An interrupted run loses at most the batch it was working on; the next run goes
on with the files that are not stored completely. A file is told of when it is on
the disk, not before. Memory holds two batches: the one that is embedded, and the one
that is read meanwhile. Embedding, which is what takes long, keeps no other writer waiting.
"""

from rag.adding.embedding import embedded
from rag.adding.rebuilding import rebuild
from rag.adding.reports import AddEvent, AddReport, Failed, State
from rag.adding.running import add, nothing_to_add

__all__ = [
    "AddEvent",
    "AddReport",
    "Failed",
    "State",
    "add",
    "embedded",
    "nothing_to_add",
    "rebuild",
]
