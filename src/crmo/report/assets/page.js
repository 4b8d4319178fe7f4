"use strict";
// The page says everything without this script; the script adds comfort.
document.documentElement.classList.add("scripted");
(() => {
  const page = document.querySelector(".patient-page");
  if (!page) return;
  const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // Sources: open on click, shut on Escape or on a click elsewhere.
  const cites = [...document.querySelectorAll(".cite")];
  for (const cite of cites) {
    const button = cite.querySelector("button");
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      const open = cite.classList.toggle("is-open");
      cite.classList.toggle("is-shut", !open && cite.matches(":hover"));
      button.setAttribute("aria-expanded", String(open));
    });
    cite.addEventListener("mouseleave", () => cite.classList.remove("is-shut"));
    cite.addEventListener("focusout", (event) => {
      if (!cite.contains(event.relatedTarget)) shut(cite);
    });
  }
  function shut(cite) {
    cite.classList.remove("is-open", "is-shut");
    cite.querySelector("button").setAttribute("aria-expanded", "false");
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const cite of cites) {
      if (cite.matches(":hover, :focus-within, .is-open")) {
        shut(cite);
        cite.classList.add("is-shut");
      }
    }
    hideTip();
  });

  // One small label for all marks, faster and nearer than the browser's own.
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  tip.setAttribute("role", "tooltip");
  page.append(tip);
  function hideTip() { tip.hidden = true; }
  function showTip(mark) {
    tip.textContent = mark.getAttribute("aria-label") ?? mark.textContent;
    tip.hidden = false;
    const box = mark.getBoundingClientRect();
    const top = box.top - tip.offsetHeight - 6;
    const left = box.left + box.width / 2 - tip.offsetWidth / 2;
    tip.style.top = `${top < 4 ? box.bottom + 6 : top}px`;
    tip.style.left = `${Math.max(8, Math.min(left, innerWidth - tip.offsetWidth - 8))}px`;
  }
  function giveTip(mark) {
    const title = mark.querySelector("title");
    if (title) {
      mark.setAttribute("aria-label", title.textContent);
      title.remove();
    }
    mark.addEventListener("mouseenter", () => showTip(mark));
    mark.addEventListener("focus", () => showTip(mark));
    mark.addEventListener("mouseleave", hideTip);
    mark.addEventListener("blur", hideTip);
  }
  const tipped = ".mark, .places .state, #body-map svg [data-unit]";
  for (const mark of document.querySelectorAll(tipped)) giveTip(mark);
  // Reaching a mark by keyboard scrolls to it: its label goes along instead of vanishing.
  function followTip() {
    if (tip.hidden) return;
    const reached = document.activeElement;
    if (reached.matches(tipped)) showTip(reached);
    else hideTip();
  }
  addEventListener("scroll", followTip, { passive: true, capture: true });

  // The newest end of the time axis is what one wants to see first on a narrow screen.
  for (const axis of document.querySelectorAll(".axis-scroll")) axis.scrollLeft = axis.scrollWidth;

  // A folded part opens when a link leads into it.
  function reveal() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target) target.scrollIntoView({ behavior: reduced ? "auto" : "smooth", block: "center" });
  }
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  // Everything that was observed, at once.
  for (const button of document.querySelectorAll(".unfold")) {
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(open));
      [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
      for (const fold of button.parentElement.querySelectorAll(".card details")) fold.open = open;
    });
  }

  // On paper, everything that matters is unfolded.
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll(".card details")) fold.open = true;
  });

  // Which section is being read.
  const links = new Map([...document.querySelectorAll(".contents a")].map((a) => [a.hash.slice(1), a]));
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const [name, link] of links) {
        if (name === entry.target.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const name of links.keys()) watch.observe(document.getElementById(name));
})();
