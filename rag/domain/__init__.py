"""What the project talks about: frozen dataclasses, standard library only."""
