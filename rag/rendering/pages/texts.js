"use strict";
const texts = JSON.parse(document.getElementById("texts").textContent);

// A text with its marks, as text nodes: nothing of an article is ever parsed as HTML.
function write(place, text, marks) {
  let at = 0;
  place.replaceChildren();
  for (const [start, end] of marks) {
    if (start < at) continue;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    place.append(text.slice(at, start), mark);
    at = end;
  }
  place.append(text.slice(at));
}

// The article of a button, in the pane beside it, with its quote marked and in sight.
function showQuote(button, pane) {
  const { text, start, end, title } = button.dataset;
  const body = pane.querySelector(".text");
  pane.querySelector("b").textContent = title;
  write(body, texts[text], [[Number(start), Number(end)]]);
  pane.hidden = false;
  pane.from = button;
  for (const other of pane.parentElement.querySelectorAll("[aria-current]")) {
    other.removeAttribute("aria-current");
  }
  button.setAttribute("aria-current", "true");
  const mark = body.querySelector("mark");
  body.scrollTop = mark.offsetTop - body.clientHeight / 3;
  return mark;
}

function visit(target) {
  if (target.tagName !== "BUTTON") target.tabIndex = -1;
  target.focus({ preventScroll: true });
  const { top, bottom } = target.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) target.scrollIntoView({ block: "center" });
}
