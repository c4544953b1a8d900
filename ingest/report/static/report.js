// The search box. Data comes as scripts (names, then the printed text of a document each), because a
// page that is opened from a folder may not fetch anything.
"use strict";
const jixiao = (() => {
  const root = document.body.dataset.root;
  const box = document.getElementById("q");
  const list = document.getElementById("found");
  const said = document.getElementById("said");
  const most = { name: 12, text: 40 };
  const around = 18;
  let names = [];
  let waiting = null;
  let pending = [];
  let unread = 0;
  const texts = new Map();
  const titles = new Map();

  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

  function load(file, then) {
    const script = document.createElement("script");
    script.src = root + file;
    script.addEventListener("load", then);
    script.addEventListener("error", then);
    document.head.append(script);
  }

  function start(then) {
    if (waiting === "done") return then();
    if (waiting) return waiting.push(then);
    waiting = [then];
    load("static/names.js", () => {
      const all = waiting;
      waiting = "done";
      for (const each of all) each();
    });
  }

  function takeNames(told) {
    names = told.names.map(([kind, name, words, page]) => ({
      kind, name, page, key: plain(name), words: plain(words),
    }));
    for (const { kind, name, page } of names) {
      if (kind === "文件") titles.set(page.slice("document/".length, -".html".length), name);
    }
    pending = told.texts;
    unread = told.documents - told.texts.length;
  }

  function takeText(id, lines) {
    // Words go on over the ends of lines: all is one text, which knows where its pieces begin.
    const starts = [];
    let text = "";
    for (const [anchor, piece] of lines) {
      starts.push([text.length, anchor]);
      text += plain(piece);
    }
    texts.set(id, { text, starts });
  }

  function anchorAt(starts, at) {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle][0] <= at) low = middle; else high = middle - 1;
    }
    return starts[low][1];
  }

  function byName(terms) {
    const found = [];
    for (const each of names) {
      let rank = 0;
      for (const term of terms) {
        const here = each.key === term ? 0 : each.key.startsWith(term) ? 1 : each.key.includes(term) ? 2 : each.words.includes(term) ? 3 : -1;
        if (here < 0) { rank = -1; break; }
        rank += here;
      }
      if (rank >= 0) found.push([rank, each]);
    }
    return found.sort((a, b) => a[0] - b[0] || a[1].name.length - b[1].name.length);
  }

  function byText(terms) {
    const found = [];
    for (const [id, { text, starts }] of texts) {
      if (!terms.every((term) => text.includes(term))) continue;
      const term = terms[0];
      for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + term.length)) {
        found.push({ id, at, anchor: anchorAt(starts, at), text, length: term.length });
      }
    }
    return found;
  }

  function item(kind, href, parts) {
    const link = document.createElement("a");
    link.href = root + href;
    const label = document.createElement("span");
    label.textContent = kind;
    link.append(label);
    for (const [text, marked] of parts) {
      const piece = marked ? document.createElement("mark") : document.createTextNode("");
      piece.textContent = text;
      link.append(piece);
    }
    const entry = document.createElement("li");
    entry.append(link);
    return entry;
  }

  function show() {
    const terms = box.value.split(/\s+/).map(plain).filter(Boolean);
    if (!terms.length) { list.hidden = true; list.replaceChildren(); said.textContent = ""; return; }
    const named = byName(terms);
    const printed = terms.join("").length > 1 ? byText(terms) : [];
    const entries = named.slice(0, most.name).map(([, each]) => item(each.kind, each.page, [[each.name, false]]));
    for (const hit of printed.slice(0, most.text)) {
      const end = hit.at + hit.length;
      entries.push(item("原文", `document/${hit.id}.html${hit.anchor ? "#" + hit.anchor : ""}`, [
        [(hit.at > around ? "…" : "") + hit.text.slice(Math.max(0, hit.at - around), hit.at), false],
        [hit.text.slice(hit.at, end), true],
        [hit.text.slice(end, end + around) + "… ", false],
        [titles.get(hit.id) || "", false],
      ]));
    }
    list.replaceChildren(...entries);
    list.hidden = entries.length === 0;
    const left = pending.length ? `，还有 ${pending.length} 份在读` : unread > 0 ? `（原文未含较早的 ${unread} 份）` : "";
    said.textContent = `${named.length} 个名称，${printed.length} 处原文${left}`;
  }

  let timer = 0;
  function search() {
    clearTimeout(timer);
    timer = setTimeout(() => start(() => { show(); readOn(); }), 120);
  }

  let reading = false;
  function readOn() {
    if (reading || !pending.length || plain(box.value).length < 2) return;
    reading = true;
    load(`text/${pending.shift()}.js`, () => {
      reading = false;
      if (pending.length % 10 === 0) show();
      readOn();
    });
  }

  function step(by) {
    const links = [...list.querySelectorAll("a")];
    const to = links.indexOf(document.activeElement) + by;
    if (to < 0) box.focus(); else if (links[to]) links[to].focus();
  }

  box.addEventListener("input", search);
  box.addEventListener("focus", () => start(() => { if (box.value) show(); }));
  document.addEventListener("keydown", (event) => {
    const inside = document.activeElement === box || list.contains(document.activeElement);
    if (event.key === "/" && document.activeElement !== box && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus({ preventScroll: true });
      box.select();
    } else if (!inside) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      list.hidden = true;
      box.focus();
    } else if (event.key === "Enter" && document.activeElement === box) {
      event.preventDefault();
      const first = list.querySelector("a");
      if (first && !list.hidden) first.click();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("search")) list.hidden = true;
  });
  list.addEventListener("click", () => { list.hidden = true; });

  return { names: takeNames, text: takeText };
})();
