// Keys, and pages that change without losing what is printed on the left. All works without, but by
// mouse: every decision is a form, every step a link.
"use strict";
(() => {
  const ZOOMS = [0.5, 0.67, 0.8, 1, 1.25, 1.6, 2, 2.6, 3.4];
  let zoom = 1;
  let busy = false;

  const at = (selector) => document.querySelector(selector);

  // --- what is printed

  function mark() {
    const paper = at("#paper");
    if (!paper) return;
    for (const old of paper.querySelectorAll(".now")) old.classList.remove("now");
    const anchor = paper.dataset.now;
    const place = document.getElementById(anchor);
    const marks = [...paper.querySelectorAll(`a[href="#r-${anchor}"]`)];
    for (const each of marks) each.classList.add("now");
    if (place) place.classList.add("now");
    const seen = marks[0] || place;
    if (seen) show(paper, seen);
  }

  function show(paper, place) {
    // Not scrollIntoView: that would move the page as well.
    const box = place.getBoundingClientRect();
    const pane = paper.getBoundingClientRect();
    paper.scrollTo({
      top: paper.scrollTop + box.top - pane.top - (pane.height - box.height) / 2,
      left: paper.scrollLeft + box.left - pane.left - Math.max(0, (pane.width - box.width) / 2),
    });
  }

  function zoomed(sign) {
    const paper = at("#paper");
    if (!paper) return;
    const now = ZOOMS.indexOf(zoom);
    const to = sign === "=" ? ZOOMS.indexOf(1) : now + (sign === "+" ? 1 : -1);
    zoom = ZOOMS[Math.min(Math.max(to, 0), ZOOMS.length - 1)];
    paper.style.setProperty("--zoom", zoom);
    mark();
  }

  function drawn() {
    const paper = at("#paper");
    if (!paper) return;
    paper.style.setProperty("--zoom", zoom);
    const picture = paper.querySelector("img");
    if (picture && !picture.complete) picture.addEventListener("load", mark, { once: true });
    mark();
  }

  // --- the next page, the same paper where it is the same

  async function go(address, options) {
    if (busy) return;
    busy = true;
    const said = at("#said");
    try {
      const answer = await fetch(address, options);
      const text = await answer.text();
      if (!(answer.headers.get("content-type") || "").startsWith("text/html") || !text.includes('id="said"')) {
        throw new Error(`${answer.status} ${text.slice(0, 120)}`);
      }
      put(new DOMParser().parseFromString(text, "text/html"));
      if (answer.status !== 422 && answer.url !== location.href) history.pushState(null, "", answer.url);
    } catch (error) {
      said.classList.add("bad");
      said.textContent = `没有送达，请看命令行是否还在运行。 Not sent: is jixiao review still running? ${error.message}`;
    } finally {
      busy = false;
    }
  }

  function put(page) {
    const former = at("#paper");
    const paper = page.querySelector("#paper");
    if (former && paper && former.dataset.sheet === paper.dataset.sheet) {
      former.dataset.now = paper.dataset.now;
      paper.replaceWith(former);
    }
    document.title = page.title;
    const by = at("#by").value;
    for (const part of [".top", "main"]) at(part).replaceWith(page.querySelector(part));
    at("#by").value = by;
    const told = page.querySelector("#said");
    at("#said").className = told.className;
    at("#said").textContent = told.textContent;
    const open = at("details[open] input:not([type=hidden])");
    if (told.classList.contains("bad") && open) open.focus();
    else at("main").focus({ preventScroll: true });
    window.scrollTo(0, 0);
    drawn();
  }

  function send(form, button) {
    const data = new FormData(form, button);
    data.set("by", at("#by").value);
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    go(form.action, { method: "POST", body: new URLSearchParams(data) });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const method = event.submitter && event.submitter.getAttribute("formmethod");
    if (form.method !== "post" || method === "dialog") return;
    event.preventDefault();
    send(form, event.submitter);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom], [data-opens]");
    if (button && button.dataset.zoom) return zoomed(button.dataset.zoom);
    if (button) return opened(button.dataset.opens);
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const href = link.getAttribute("href");
    if (href.startsWith("#r-")) {
      event.preventDefault();
      const other = document.getElementById(href.slice(1));
      if (other) go(other.querySelector("a").href);
    } else if (href.startsWith("/")) {
      event.preventDefault();
      go(link.href);
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.closest(".filters")) go(`/?${new URLSearchParams(new FormData(event.target.form))}`);
  });

  window.addEventListener("popstate", () => go(location.href));

  // --- keys

  function opened(id) {
    const dialog = document.getElementById(id);
    if (!dialog) return;
    dialog.showModal();
    dialog.querySelector("button").focus();
  }

  function follow(id) {
    const link = at(id);
    if (link) link.click();
  }

  function submit(id) {
    const form = at(id);
    if (form) form.requestSubmit();
  }

  function unfold(key) {
    const way = at(`details[data-key="${key}"]`);
    if (!way) return false;
    way.open = true;
    way.querySelector("input:not([type=hidden])").focus();
    way.scrollIntoView({ block: "nearest" });
    return true;
  }

  const keys = {
    c: () => submit("#confirm"),
    e: () => unfold("e"),
    m: () => unfold("m"),
    n: () => unfold("n"),
    o: () => unfold("o"),
    s: () => follow("#skip"),
    j: () => follow("#after"),
    k: () => follow("#before"),
    l: () => follow("#list"),
    u: () => { if (!at("#undo button").disabled) submit("#undo"); },
    p: () => opened("whole"),
    "?": () => opened("help"),
    "+": () => zoomed("+"),
    "-": () => zoomed("-"),
    "=": () => zoomed("="),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || at("dialog[open]")) return;
    const here = document.activeElement;
    if (event.key === "Escape") return here.blur();
    if (here.closest("input, select, textarea")) return;
    if (event.key === "Enter" && !event.repeat) {
      // On a link or a button Enter is its own.
      if (here.closest("a, button, summary")) return;
      event.preventDefault();
      return at("#confirm") ? submit("#confirm") : follow("#begin");
    }
    // A key that is held down decides once.
    if (event.repeat && !"jk+-".includes(event.key)) return event.preventDefault();
    const numbered = at(`button[data-key="${CSS.escape(event.key)}"]`);
    if (numbered || keys[event.key]) {
      event.preventDefault();
      if (numbered) numbered.click(); else keys[event.key]();
    }
  });

  drawn();
})();
