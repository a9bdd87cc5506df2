(() => {
  const pane = document.querySelector(".article");
  if (!pane) return;
  const first = document.querySelector("button[data-text]");

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.className === "back") visit(pane.from);
    else visit(showQuote(button, pane));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !pane.hidden) visit(pane.from);
  });
  if (matchMedia("(min-width: 60rem)").matches) showQuote(first, pane);
})();
