"""Ask a folder of news articles, and get an answer whose every sentence carries a quote."""
