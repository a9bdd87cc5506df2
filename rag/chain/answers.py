"""From question to reply as a LangChain Runnable."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from langchain_core.runnables import Runnable

FoundT = TypeVar("FoundT")
DraftedT = TypeVar("DraftedT")
ReplyT = TypeVar("ReplyT")


def answering_chain(
    retrieve: Callable[[str], FoundT],
    draft: Callable[[FoundT], DraftedT],
    check: Callable[[DraftedT], ReplyT],
) -> Runnable[str, ReplyT]:
    """Pipe the three steps, so that LangChain can call, batch, stream and trace them.

    The steps run under their own names, ``retrieve``, ``draft`` and ``check``,
    inside a run named ``answer``. ``batch`` and ``ainvoke`` call them from
    several threads. What a step raises comes out as it is. Nothing is sent to
    a tracing service unless the user's environment says so (LANGSMITH_TRACING).
    """
    from langchain_core.runnables import RunnableLambda

    chain = (
        RunnableLambda(retrieve, name="retrieve")
        | RunnableLambda(draft, name="draft")
        | RunnableLambda(check, name="check")
    )
    return chain.with_config(run_name="answer")
