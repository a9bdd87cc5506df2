"""What a summary is made of: central sentences, quotes, figures."""
