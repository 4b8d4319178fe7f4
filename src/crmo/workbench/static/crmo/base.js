// Small conveniences; every page works without them.
(() => {
  "use strict";
  const dialog = document.getElementById("confirm");

  // A question before something that cannot be taken back: hx-confirm="…" on htmx elements,
  // data-confirm="…" on buttons of ordinary forms. data-confirm-tone="danger" colours the answer.
  const ask = (question, element) => new Promise((resolve) => {
    const yes = dialog.querySelector('[value="yes"]');
    const no = dialog.querySelector('[value="no"]');
    dialog.querySelector("#confirm-question").textContent = question;
    yes.classList.toggle("danger", element?.dataset.confirmTone === "danger");
    const done = (answer) => () => { dialog.onclose = null; dialog.close(); resolve(answer); };
    yes.onclick = done(true);
    no.onclick = done(false);
    dialog.onclose = () => resolve(false);
    dialog.showModal();
    no.focus();
  });
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, event.target).then((yes) => yes && event.detail.issueRequest(true));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-confirm]");
    if (!button || button.dataset.confirmed) return;
    event.preventDefault();
    ask(button.dataset.confirm, button).then((yes) => {
      if (!yes) return;
      button.dataset.confirmed = "yes";
      button.form ? button.form.requestSubmit(button) : button.click();
      delete button.dataset.confirmed;
    });
  });

  // Buttons that open and close dialogs: data-opens="id", data-shuts.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    event.target.closest("[data-shuts]")?.closest("dialog")?.close();
  });

  // Menus close on Escape and when one clicks elsewhere.
  const menus = () => document.querySelectorAll("details[data-closes][open]");
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // A slash goes to the search field of the page.
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const search = document.querySelector('input[type="search"]');
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  });

  // Forms with data-sends send themselves when a select, radio or checkbox changes.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.hasAttribute("data-sends")) form.requestSubmit();
  });

  // Where the keyboard stands after a part of the page was replaced: what asks for it, or the
  // first wrong field.
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    const next = part.querySelector?.("[data-focus]") ?? part.querySelector?.('[aria-invalid="true"]');
    if (next) { if (next.tabIndex < 0 && !next.hasAttribute("tabindex")) next.tabIndex = -1; next.focus(); }
  });

  // Faults are said once, in place of the messages.
  const say = (text) => {
    const list = document.createElement("ul");
    list.className = "messages";
    const item = document.createElement("li");
    item.className = "message tone-alert";
    item.append(Object.assign(document.createElement("span"), { textContent: text }));
    list.append(item);
    document.getElementById("messages").replaceChildren(list);
    list.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:sendError", () => say(dialog.dataset.unreachable));
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const isTold = (xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
    say(isTold ? xhr.responseText : dialog.dataset.refused);
  });

  // The session ended: the sign-in page must not land inside a part of this page.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answered = event.detail.xhr.responseURL;
    if (!answered || !new URL(answered).pathname.startsWith("/accounts/login")) return;
    event.detail.shouldSwap = false;
    window.location.reload();
  });
})();
