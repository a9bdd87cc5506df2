"""An article longer than any screen, with markup in it, and a quote far down."""

from __future__ import annotations

from dataclasses import replace

from report_making import make_citation

from rag.domain.articles import Article

QUOTE = "“Nobody asked <b>us</b> 👩‍👧,” said\nthe docker \x1b[1mIlmo Saar."
LONG = Article.of(
    title="A long day </script><script>document.title = 'owned'</script>",
    text=f"{'It was a long day in the harbour. ' * 300}\n\n{QUOTE}\n\n{'Rain fell. ' * 600}"
    "<img src=x onerror=\"document.title='owned'\">",
)
START = LONG.text.index(QUOTE)
CITED = replace(
    make_citation(QUOTE),
    article_id=LONG.id,
    title=LONG.title,
    start=START,
    end=START + len(QUOTE),
)
IN_SIGHT = """mark => {
  const [own, pane] = [mark, mark.parentElement].map((e) => e.getBoundingClientRect());
  const [top, bottom] = [Math.max(0, pane.top), Math.min(innerHeight, pane.bottom)];
  return own.top >= top && own.bottom <= bottom;
}"""


def shown(text: str) -> str:
    """As a page shows what would steer a terminal."""
    return text.replace("\x1b", "␛")
