"use strict";
// The page works without this script: the text, its marks and the list of
// documents are there. The script adds the index of names, the filter and the
// detail of a mention. Everything from a document enters the page as text.
(() => {
  const side = document.getElementById("side");
  const detail = document.getElementById("detail");
  const main = document.getElementById("documents");
  document.body.insertBefore(side, main); // reading order is screen order

  const element = (name, attributes = {}, ...children) => {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
      else if (value !== undefined && value !== null) e.setAttribute(key, value);
    }
    e.append(...children.filter((c) => c !== null && c !== undefined));
    return e;
  };

  // A document's data is parsed when it is first needed.
  const known = new Map();
  const open = (article) => {
    if (!known.has(article)) {
      const data = JSON.parse(article.querySelector("script.data").textContent);
      known.set(article, { ...data, marks: [...article.querySelectorAll("mark.m")] });
    }
    return known.get(article);
  };

  const hint = [...detail.children];
  for (const e of hint) e.hidden = false;
  let chosen = null;
  const clear = () => {
    for (const m of document.querySelectorAll("mark.chosen, mark.same")) m.classList.remove("chosen", "same");
    chosen = null;
  };

  const shut = () => {
    const back = chosen;
    clear();
    detail.replaceChildren(...hint);
    if (back) back.focus({ preventScroll: true });
  };

  const visible = (mark) => {
    const box = mark.getBoundingClientRect();
    const limit = !detail.querySelector(".card") || innerWidth > 1152 ? innerHeight : detail.getBoundingClientRect().top;
    return box.top > 8 && box.bottom < limit - 8;
  };

  const choose = (mark, focus) => {
    clear();
    chosen = mark;
    const article = mark.closest("article");
    const doc = open(article);
    const m = doc.mentions[+mark.dataset.i];
    const entity = m.e >= 0 ? doc.entities[m.e] : null;
    const others = entity ? entity.m : [+mark.dataset.i];
    for (const i of others) doc.marks[i].classList.add("same");
    mark.classList.add("chosen");

    const facts = element("dl");
    const fact = (name, ...value) => facts.append(element("dt", {}, name), element("dd", {}, ...value));
    if (m.v) fact("Value", m.v);
    if (entity && entity.n !== m.x) fact("Written", m.x);
    if (entity && entity.a) fact("Also", entity.a.join(", "));
    if (m.s) {
      const bar = element("i");
      bar.style.width = Math.round(m.s * 100) + "%";
      fact("Score", element("span", { class: "bar", "aria-hidden": "true" }, bar), m.s.toFixed(2));
    }
    if (m.f) fact("Found by", m.f);
    fact("Line", String(m.l));

    const list = element("ol");
    for (const i of others) {
      const o = doc.mentions[i];
      list.append(element("li", {}, element("button", {
        type: "button", "aria-current": doc.marks[i] === mark ? "true" : null, onclick: () => choose(doc.marks[i], true),
      }, o.b, element("b", {}, o.x), o.c)));
    }
    const card = element("div", { class: "card " + m.k },
      element("button", { type: "button", class: "close", "aria-label": "Close", onclick: shut }, "×"),
      element("p", { class: "kind" }, m.t),
      element("h2", {}, entity ? entity.n : m.x),
      facts,
      others.length > 1 ? element("h3", {}, others.length + " mentions in this document") : null,
      others.length > 1 ? list : null,
      element("p", { class: "keys" }, element("kbd", {}, "←"), " ", element("kbd", {}, "→"), " from mention to mention, ", element("kbd", {}, "Esc"), " closes"));
    detail.replaceChildren(card);
    if (focus) mark.focus({ preventScroll: true });
    if (!visible(mark)) mark.scrollIntoView({ block: innerWidth > 736 ? "center" : "start" });
    const current = list.querySelector("[aria-current=true]");
    if (current && list.scrollHeight > list.clientHeight) list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 2;
  };

  const shown = (mark) => ![...main.classList].some((c) => c.startsWith("off-") && mark.classList.contains(c.slice(4)));

  main.addEventListener("click", (event) => {
    const mark = event.target.closest("mark.m");
    if (mark && shown(mark) && String(getSelection()) === "") choose(mark, false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const mark = document.activeElement.closest("mark.m");
    if (event.key === "Escape") shut();
    else if (mark && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      choose(mark, true);
    } else if ((mark || chosen) && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      event.preventDefault();
      const all = [...document.querySelectorAll("mark.m")].filter(shown);
      const next = all[all.indexOf(mark || chosen) + (event.key === "ArrowRight" ? 1 : -1)];
      if (next) choose(next, true);
    }
  });

  // The filter.
  for (const button of document.querySelectorAll("#types .type")) {
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", on);
      main.classList.toggle("off-" + button.dataset.class, !on);
      for (const mark of document.querySelectorAll("mark." + button.dataset.class)) mark.tabIndex = on ? 0 : -1;
      for (const group of document.querySelectorAll("#names ." + button.dataset.class)) group.hidden = !on;
      if (chosen && !shown(chosen)) shut();
    });
  }

  const plural = new Map([...document.querySelectorAll("#types .type")].map((b) => [b.dataset.type, b.querySelector(".swatch").textContent]));

  // The index of names of the document on the screen.
  const names = document.getElementById("names");
  const index = (article) => {
    const doc = open(article);
    const groups = new Map();
    const add = (type, k, name, mentions) => {
      if (!groups.has(type)) groups.set(type, { k, rows: [] });
      groups.get(type).rows.push({ name, mentions });
    };
    const loose = new Map();
    doc.entities.forEach((e) => add(doc.mentions[e.m[0]].t, doc.mentions[e.m[0]].k, e.n, e.m));
    doc.mentions.forEach((m, i) => {
      if (m.e >= 0) return;
      const key = m.t + "\n" + m.x;
      if (!loose.has(key)) {
        loose.set(key, []);
        add(m.t, m.k, m.x, loose.get(key));
      }
      loose.get(key).push(i);
    });
    const body = names.querySelector("div");
    body.replaceChildren();
    const order = [...groups].sort((a, b) => a[1].k.localeCompare(b[1].k) || (a[0] < b[0] ? -1 : 1));
    for (const [type, group] of order) {
      group.rows.sort((a, b) => b.mentions.length - a.mentions.length || a.mentions[0] - b.mentions[0]);
      const list = element("ol");
      for (const row of group.rows) {
        list.append(element("li", {},
          element("button", { type: "button", class: "name", onclick: () => choose(doc.marks[row.mentions[0]], true) }, row.name),
          element("span", {}, String(row.mentions.length))));
      }
      const section = element("div", { class: group.k }, element("h3", {}, plural.get(type)), list);
      section.hidden = main.classList.contains("off-" + group.k);
      body.append(section);
    }
    names.hidden = doc.mentions.length === 0;
  };

  const articles = [...document.querySelectorAll("article")];
  let current = null;
  const show = (article) => {
    if (article === current) return;
    current = article;
    index(article);
    for (const a of document.querySelectorAll("#list a")) {
      const here = a.getAttribute("href") === "#" + article.id;
      a.setAttribute("aria-current", here);
      if (here && articles.length > 1) {
        const list = a.closest("ol");
        const top = a.offsetTop - list.offsetTop;
        if (top < list.scrollTop || top > list.scrollTop + list.clientHeight - 30) list.scrollTop = top - list.clientHeight / 2;
      }
    }
  };
  if (articles.length > 0) show(articles[0]);
  if (articles.length > 1) {
    // The current document is the one that crosses a line a quarter down.
    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) show(entry.target);
    }, { rootMargin: "-25% 0px -74% 0px" });
    for (const article of articles) watcher.observe(article);
  }
})();
