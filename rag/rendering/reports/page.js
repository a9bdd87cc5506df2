(() => {
  const cases = [...document.querySelectorAll("details.case")];
  const filters = document.querySelector(".filters");

  function showArticle(button) {
    const pane = button.closest(".run").querySelector(".article");
    const mark = showQuote(button, pane);
    if (button.dataset.gold !== undefined) pane.querySelector("b").prepend("Gold quote: ");
    pane.querySelector(".bad").hidden = button.dataset.unfaithful === undefined;
    return mark;
  }

  function openCase(details) {
    for (const run of details.querySelectorAll(".run")) {
      const first = run.querySelector("button[data-text]");
      if (first && run.querySelector(".article").hidden) showArticle(first);
    }
    history.replaceState(null, "", "#case=" + encodeURIComponent(details.id.slice(5)));
  }

  function openPassage(details) {
    const place = details.querySelector(".text");
    const marks = place.dataset.marks.trim().split(" ").filter(Boolean);
    const spans = marks.map((mark) => mark.split("-").map(Number)).sort((a, b) => a[0] - b[0]);
    write(place, texts[place.dataset.passage], spans);
  }

  function followLink() {
    let id;
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = document.getElementById(id);
    if (!cases.includes(target)) return;
    target.hidden = false;
    target.open = true;
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  }

  const words = new Map(cases.map((each) => [each, each.textContent.toLowerCase()]));
  function filter() {
    const wanted = new FormData(filters);
    const asked = wanted.get("words").toLowerCase().split(/\s+/).filter(Boolean);
    for (const each of cases) {
      const fits =
        (!wanted.get("outcome") || each.dataset.outcome.split(" ").includes(wanted.get("outcome"))) &&
        (!wanted.get("tag") || JSON.parse(each.dataset.tags).includes(wanted.get("tag"))) &&
        asked.every((word) => words.get(each).includes(word));
      each.hidden = !fits;
    }
    const left = cases.filter((each) => !each.hidden).length;
    filters.querySelector("output").textContent = `${left} of ${cases.length}`;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.text !== undefined) visit(showArticle(button));
    else if (button.className === "back") visit(button.closest(".article").from);
  });
  document.addEventListener("toggle", (event) => {
    if (!event.target.open) return;
    if (event.target.matches(".case")) openCase(event.target);
    else openPassage(event.target);
  }, true);
  window.addEventListener("hashchange", followLink);
  filters.addEventListener("input", filter);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.hidden = false;
  filter();
  followLink();
})();
