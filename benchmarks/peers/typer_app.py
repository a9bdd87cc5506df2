"""A typer app with one command that does nothing: what a help page costs at the least."""

import typer

app = typer.Typer()


@app.command()
def ask(words: list[str]) -> None:
    """Answer a question."""


if __name__ == "__main__":
    app()
