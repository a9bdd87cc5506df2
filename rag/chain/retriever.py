"""Search as a LangChain retriever.

Importing this module loads langchain_core, since a retriever is a subclass of it.
"""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - pydantic reads the annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun  # noqa: TC002 - the same
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from rag.domain.articles import Hit  # noqa: TC001 - the same


class PassageRetriever(BaseRetriever):
    """Gives the hits of ``search`` as documents, best first.

    Attributes:
        search: From a question to its hits.
    """

    search: Callable[[str], list[Hit]]

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
    ) -> list[Document]:
        return [as_document(hit) for hit in self.search(query)]


def as_document(hit: Hit) -> Document:
    """A passage as LangChain knows it; every value of its metadata fits into JSON.

    ``article text[start:end] == page_content``; ``published`` is an ISO date or None.
    """
    article, passage = hit.article, hit.passage
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "article_id": article.id,
            "title": article.title,
            "source": article.source,
            "author": article.author,
            "published": article.published.isoformat() if article.published else None,
            "url": article.url,
            "paths": list(hit.paths),
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
        },
    )
