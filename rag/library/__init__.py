"""One folder that keeps articles, words and vectors in step, whatever happens to the process."""
