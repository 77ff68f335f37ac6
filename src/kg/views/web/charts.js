"use strict";
// What a browser does not do by itself: the words of a mark for the keyboard and for fingers, and one stop for each chart.
const tip = document.getElementById("tip");

for (const chart of document.querySelectorAll("svg")) {
  const marks = [...chart.querySelectorAll(".mark[tabindex]")];
  for (const titled of [chart, ...chart.querySelectorAll(".mark")]) {
    const title = titled.querySelector(":scope > title");
    titled.setAttribute("aria-label", title.textContent);
    title.remove();
  }
  chart.removeAttribute("aria-labelledby");
  marks.forEach((mark, i) => mark.setAttribute("tabindex", i ? "-1" : "0"));
  chart.addEventListener("keydown", (event) => move(event, marks));
  chart.addEventListener("focusin", (event) => show(event.target, event.target.getBoundingClientRect()));
  chart.addEventListener("focusout", hide);
  chart.addEventListener("pointermove", (event) => {
    const mark = event.target.closest(".mark");
    if (mark) show(mark, { left: event.clientX, bottom: event.clientY + 12, top: event.clientY - 12 });
    else hide();
  });
  chart.addEventListener("pointerleave", hide);
}
addEventListener("keydown", (event) => event.key === "Escape" && hide());
addEventListener("scroll", hide, { passive: true });
document.documentElement.dataset.ready = "yes";

function move(event, marks) {
  const at = marks.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  if (!marks[to]) return;
  marks[at].setAttribute("tabindex", "-1");
  marks[to].setAttribute("tabindex", "0");
  marks[to].focus();
}

function show(mark, near) {
  const words = mark.getAttribute("aria-label");
  if (tip.textContent !== words) tip.textContent = words;
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  const below = near.bottom + 6 + box.height <= innerHeight;
  tip.style.left = `${Math.max(8, Math.min(near.left, innerWidth - box.width - 8))}px`;
  tip.style.top = `${Math.max(8, below ? near.bottom + 6 : near.top - box.height - 6)}px`;
}

function hide() {
  tip.hidden = true;
}
