"""The LangChain face: a retriever and a Runnable."""
