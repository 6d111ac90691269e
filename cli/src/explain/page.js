"use strict";
(() => {
  const reason = document.getElementById("reason");
  const boxes = [...document.querySelectorAll(".category input")];
  const all = document.getElementById("all");
  const fold = document.getElementById("fold");
  let shown = null;
  let leaving = 0;

  const element = (name, text, className = "") => {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = className;
    return made;
  };

  const hide = () => {
    reason.hidden = true;
    shown = null;
  };

  // What the table at the foot of the page says about the rule, next to the stretch.
  const show = (stretch) => {
    clearTimeout(leaving);
    if (stretch === shown) return;
    const row = document.getElementById("rule-" + stretch.dataset.rule);
    if (!row) return;
    shown = stretch;
    reason.className = row.className;
    reason.replaceChildren(
      element("i", row.querySelector(".kind").textContent),
      element("b", stretch.dataset.rule),
      ...[...row.querySelectorAll(".summary, .why")].map((part) => element("span", part.textContent, part.className)),
    );
    reason.hidden = false;
    const place = stretch.getClientRects()[0] ?? stretch.getBoundingClientRect();
    const whole = stretch.getBoundingClientRect();
    const { width, height } = reason.getBoundingClientRect();
    const below = whole.bottom + height + 8 <= innerHeight || place.top < height + 8;
    const top = below ? Math.min(whole.bottom + 4, innerHeight - height - 4) : place.top - height - 4;
    const left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - width - 8));
    reason.style.top = `${top + scrollY}px`;
    reason.style.left = `${left + scrollX}px`;
  };

  const stretchOf = (target) => target instanceof Element && target.closest("[data-rule]");

  // The reason stays while the pointer is on it, so that it can be read and copied.
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 150);
  };
  document.addEventListener("pointerover", (event) => {
    const stretch = stretchOf(event.target);
    if (stretch) show(stretch);
    else if (reason.contains(event.target)) clearTimeout(leaving);
    else if (shown && shown !== document.activeElement) leave();
  });
  document.documentElement.addEventListener("pointerleave", () => shown !== document.activeElement && leave());
  document.addEventListener("focusin", (event) => {
    const stretch = stretchOf(event.target);
    if (stretch) show(stretch);
    else hide();
  });
  document.addEventListener("focusout", hide);

  const name = () => {
    if (all) all.textContent = boxes.some((box) => box.checked) ? "Show the cleaned text" : "Show all that goes";
  };
  const toggle = () => {
    const on = !boxes.some((box) => box.checked);
    for (const box of boxes) box.checked = on;
    hide();
    name();
  };
  all?.addEventListener("click", toggle);
  for (const box of boxes) box.addEventListener("change", () => { hide(); name(); });
  name();

  const documents = [...document.querySelectorAll("details")];
  const nameFold = () => {
    if (fold) fold.textContent = documents.some((one) => one.open) ? "Fold all documents" : "Unfold all documents";
  };
  fold?.addEventListener("click", () => {
    const open = !documents.some((one) => one.open);
    for (const one of documents) one.open = open;
  });
  for (const one of documents) one.addEventListener("toggle", nameFold);
  nameFold();

  // What is shown is known without asking for the layout of a long page.
  const step = (by) => {
    const hidden = boxes.filter((box) => !box.checked).map((box) => `:not(.${box.id.slice("show-".length)})`);
    const stretches = [...document.querySelectorAll(`details[open] del${hidden.join("")} > [data-rule]`)];
    if (stretches.length === 0) return;
    const here = stretches.indexOf(document.activeElement);
    const next = here < 0 ? (by > 0 ? 0 : stretches.length - 1) : (here + by + stretches.length) % stretches.length;
    stretches[next].scrollIntoView({ block: "center" });
    stretches[next].focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") hide();
    else if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
    else if (event.key === "a" && boxes.length > 0) toggle();
  });
})();
