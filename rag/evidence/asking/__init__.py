"""What a question asks for: its kind, its parts, its names and terms."""
