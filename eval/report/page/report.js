"use strict";
// The page works without this script, but for the list at its end: that stands
// in it as data, and is shown as far as it is looked at, so that ten thousand
// items are no burden. Everything from a document enters the page as text.
(() => {
  const element = (name, attributes = {}, ...children) => {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
      else if (value !== undefined && value !== null) e.setAttribute(key, value);
    }
    e.append(...children.filter((c) => c !== null && c !== undefined));
    return e;
  };

  // What scrolls sideways can be reached by keyboard.
  const scrollers = [...document.querySelectorAll(".scroll")];
  const reach = () => {
    for (const s of scrollers) {
      if (s.scrollWidth > s.clientWidth) s.tabIndex = 0;
      else s.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);
  reach();

  // Paper has no folds.
  addEventListener("beforeprint", () => {
    for (const d of document.querySelectorAll("details")) d.open = true;
  });

  const source = document.getElementById("data");
  if (!source) return;
  const data = JSON.parse(source.textContent);
  source.textContent = ""; // held once is enough
  const facets = data.facets;
  const $ = (id) => document.getElementById(id);
  const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  const many = (n) => grouped(n) + " " + data.what[n === 1 ? 0 : 1];
  const folded = (s) => s.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();

  // What is picked: a search, and for each facet a set of values.
  const state = { query: "", picked: facets.map(() => new Set()) };
  let words = [];

  const searched = new Array(data.items.length);
  const textOf = (i) => {
    if (searched[i] === undefined) {
      const item = data.items[i];
      searched[i] = folded([item.s, item.x, item.a, item.k, item.n || "", ...(item.d || []).map((d) => d[1])].join("\n").replace(/\s+/g, " "));
    }
    return searched[i];
  };

  // One pass finds what fits, and how many would fit for each value of a facet
  // if nothing else of that facet were picked.
  let found = [];
  let counts = [];
  const find = () => {
    found = [];
    counts = facets.map((f) => new Array(f.values.length).fill(0));
    data.items.forEach((item, i) => {
      const text = words.length ? textOf(i) : "";
      if (!words.every((w) => text.includes(w))) return;
      let failed = -1;
      for (let f = 0; f < facets.length; f++) {
        const picked = state.picked[f];
        if (picked.size === 0 || item.f[f].some((v) => picked.has(v))) continue;
        if (failed >= 0) return;
        failed = f;
      }
      if (failed < 0) found.push(i);
      for (let f = 0; f < facets.length; f++) {
        if (failed < 0 || failed === f) for (const v of item.f[f]) counts[f][v]++;
      }
    });
  };

  // The controls.
  const filters = $("filters");
  const search = element("input", { type: "search", "aria-label": "Search the words and the documents", placeholder: "Search", autocomplete: "off", spellcheck: "false" });
  const clear = element("button", { type: "button", class: "clear" }, "Clear all");
  const top = element("div", { class: "line" }, search);
  const only = element("div", { class: "line" });
  const chips = facets.map(() => null);
  const selects = facets.map(() => null);
  // There can be thousands of documents: how many items each has is written
  // when somebody looks.
  const stale = facets.map(() => true);
  const freshen = (f) => {
    if (!stale[f]) return;
    stale[f] = false;
    for (const option of selects[f].options) {
      if (option.value !== "") option.textContent = label(f, +option.value) + " (" + grouped(counts[f][+option.value]) + ")";
    }
  };
  const label = (f, v) => facets[f].values[v].label || facets[f].values[v].name;
  filters.append(top);
  facets.forEach((facet, f) => {
    if (facet.look === "chips") {
      const total = new Set(data.items.flatMap((item) => item.f[f]));
      chips[f] = facet.values.map((value, v) => {
        if (!total.has(v)) return null;
        const input = element("input", { type: "checkbox", "data-facet": facet.key, "data-value": value.name });
        input.addEventListener("change", () => {
          state.picked[f][input.checked ? "add" : "delete"](v);
          changed();
        });
        const number = element("b");
        return { input, number, chip: element("label", { class: "chip " + (value.class || ""), title: value.help }, input, element("span", {}, label(f, v)), number) };
      });
      filters.append(element("fieldset", {}, element("legend", {}, facet.title), ...chips[f].map((c) => c && c.chip)));
    } else if (facet.look === "select" && facet.values.length > 1) {
      const select = element("select", { "data-facet": facet.key }, element("option", { value: "" }, "all"));
      facet.values.forEach((value, v) => select.append(element("option", { value: v }, label(f, v))));
      select.addEventListener("change", () => {
        state.picked[f].clear();
        if (select.value !== "") state.picked[f].add(+select.value);
        changed();
      });
      for (const event of ["focus", "pointerenter"]) select.addEventListener(event, () => freshen(f));
      selects[f] = select;
      top.append(element("label", { class: "pick" }, facet.title, select));
    }
  });
  top.append(clear);
  filters.append(only);
  clear.addEventListener("click", () => {
    reset();
    changed();
    search.focus();
  });
  const reset = () => {
    state.query = "";
    for (const p of state.picked) p.clear();
  };

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (search.value === state.query) return;
      state.query = search.value;
      changed();
    }, 120);
  });

  // What is picked stands in the address, so that it can be kept and sent.
  const address = () => {
    const params = new URLSearchParams();
    if (state.query.trim()) params.set("q", state.query.trim());
    facets.forEach((facet, f) => {
      for (const v of [...state.picked[f]].sort((a, b) => a - b)) params.append(facet.key, facet.values[v].name);
    });
    const s = params.toString();
    return s ? "#list?" + s : "#list";
  };
  const readAddress = () => {
    if (!location.hash.startsWith("#list?")) return false;
    const params = new URLSearchParams(location.hash.slice(6));
    reset();
    state.query = params.get("q") || "";
    facets.forEach((facet, f) => {
      for (const name of params.getAll(facet.key)) {
        const v = facet.values.findIndex((value) => value.name === name);
        if (v >= 0) state.picked[f].add(v);
      }
    });
    return true;
  };
  const picked = () => state.query.trim() !== "" || state.picked.some((p) => p.size > 0);

  // The readings of an item, each side's mentions marked.
  const around = 64;
  const range = (item, side, open) => {
    if (open && !item.b) return [0, item.x.length];
    let from = Infinity, to = 0;
    item.m.forEach((marks, k) => {
      if (item.b && k !== side) return;
      for (const [start, length, , own] of marks) {
        if (!own) continue;
        from = Math.min(from, start);
        to = Math.max(to, start + length);
      }
    });
    if (item.b) return [from, to];
    let a = Math.max(0, from - around);
    const line = item.x.lastIndexOf("\n\n", from);
    if (line >= a) a = line + 2;
    else if (a > 0) {
      const blank = item.x.slice(a, from).search(/\s/);
      if (blank >= 0 && blank < from - a - 1) a += blank + 1;
    }
    let b = Math.min(item.x.length, to + around);
    const end = item.x.indexOf("\n\n", to);
    if (end >= 0 && end <= b) b = end;
    else if (b < item.x.length) {
      const blank = item.x.lastIndexOf(" ", b);
      if (blank > to) b = blank;
    }
    return [a, b];
  };
  const isLow = (s, i) => i > 0 && i < s.length && (s.charCodeAt(i) & 0xfc00) === 0xdc00;

  const reading = (item, side, open) => {
    const marks = item.m[side].filter((m) => open || m[3]);
    const own = marks.some((m) => m[3]);
    if (!own && (!open || item.b)) return [element("span", { class: "nothing" }, data.none[side])];
    let [from, to] = range(item, side, open);
    if (isLow(item.x, from)) from--;
    if (isLow(item.x, to)) to++;
    const nodes = [];
    const emit = (a, b, list, into) => {
      let at = a;
      for (let i = 0; i < list.length; ) {
        const [start, length, type, mine] = list[i];
        const s = Math.max(start, at), e = Math.min(start + length, b);
        let next = i + 1;
        while (next < list.length && list[next][0] < e) next++;
        if (e > s) {
          into.push(item.x.slice(at, s));
          const inner = [];
          emit(s, e, list.slice(i + 1, next), inner);
          const name = data.types[type].name.toLowerCase();
          into.push(element("mark", { class: data.types[type].class + (mine ? "" : " near"), title: mine ? null : name }, ...inner));
          if (mine) into.push(element("span", { class: "tag " + data.types[type].class }, name));
          at = e;
        }
        i = next;
      }
      into.push(item.x.slice(at, b));
    };
    if (!item.b && (from > 0 || item.c & 1)) nodes.push("… ");
    emit(from, to, marks.filter((m) => m[0] < to && m[0] + m[1] > from), nodes);
    if (!item.b && (to < item.x.length || item.c & 2)) nodes.push(" …");
    if (!own) nodes.unshift(element("span", { class: "nothing" }, data.none[side]), "\n");
    return nodes;
  };

  const readings = (item, open) => {
    const list = element("dl", { class: "readings" });
    data.sides.forEach((side, k) => {
      const said = item.z && item.z[k];
      const answered = item.m[k].some((m) => m[3]);
      const body = element("dd", {}, ...(said && !answered ? [] : reading(item, k, open)));
      if (said) body.append(" ", element("span", { class: "state " + (item.z[k].startsWith("✓") ? "better" : "worse") }, item.z[k]));
      list.append(element("dt", {}, side), body);
    });
    return list;
  };

  const row = (i) => {
    const item = data.items[i];
    const head = element("button", { type: "button", class: "head", "aria-expanded": "false" },
      element("span", { class: "kind" }, item.k), element("span", { class: "subject" }, item.s),
      element("span", { class: "where" }, item.a));
    const li = element("li", { "data-item": i }, head, readings(item, false));
    head.addEventListener("click", () => {
      const open = head.getAttribute("aria-expanded") !== "true";
      head.setAttribute("aria-expanded", open);
      li.classList.toggle("open", open);
      li.querySelector(".readings").replaceWith(readings(item, open));
      const detail = li.querySelector(".detail");
      if (detail) detail.remove();
      if (open) {
        const facts = element("dl", { class: "detail" });
        for (const [name, value] of item.d || []) facts.append(element("dt", {}, name), element("dd", {}, value));
        li.append(facts);
      }
    });
    return li;
  };

  // The list grows as it is scrolled.
  const step = 40;
  const items = $("items"), more = $("more"), count = $("count");
  const button = more.querySelector("button");
  let shown = 0;
  const grow = () => {
    const next = found.slice(shown, shown + step);
    items.append(...next.map(row));
    shown += next.length;
    more.hidden = shown >= found.length;
    button.textContent = grouped(shown) + " of " + many(found.length) + " are shown: show more";
  };
  button.addEventListener("click", () => {
    const first = shown;
    grow();
    const next = items.children[first];
    if (next) next.querySelector(".head").focus({ preventScroll: true });
  });
  new IntersectionObserver((entries) => {
    if (entries.some((e) => e.isIntersecting) && shown < found.length) grow();
  }, { rootMargin: "600px" }).observe(more);

  const show = () => {
    words = folded(state.query).split(/\s+/).filter(Boolean);
    find();
    if (search.value !== state.query) search.value = state.query;
    facets.forEach((facet, f) => {
      if (chips[f]) {
        chips[f].forEach((c, v) => {
          if (!c) return;
          c.input.checked = state.picked[f].has(v);
          c.number.textContent = grouped(counts[f][v]);
          c.chip.classList.toggle("empty", counts[f][v] === 0);
        });
      }
      if (selects[f]) {
        selects[f].value = state.picked[f].size === 1 ? [...state.picked[f]][0] : "";
        stale[f] = true;
        if (selects[f] === document.activeElement) freshen(f);
      }
    });
    only.replaceChildren();
    facets.forEach((facet, f) => {
      if (facet.look === "chips" || selects[f]) return;
      for (const v of state.picked[f]) {
        only.append(element("button", { type: "button", class: "only", onclick: () => {
          state.picked[f].delete(v);
          changed();
        } }, "Only " + label(f, v) + " ×"));
      }
    });
    only.hidden = only.children.length === 0;
    clear.hidden = !picked();
    count.textContent = picked() ? grouped(found.length) + " of " + many(data.items.length) : many(data.items.length);
    items.replaceChildren();
    shown = 0;
    grow();
  };
  const changed = () => {
    show();
    history.replaceState(null, "", address());
  };
  addEventListener("hashchange", () => {
    if (!readAddress()) return;
    show();
    $("list").scrollIntoView();
    $("list-title").focus({ preventScroll: true });
  });
  $("list-title").tabIndex = -1;
  document.querySelector("#list .keys").hidden = false;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) {
      if (event.key === "Escape" && event.target === search) search.blur();
      return;
    }
    if (event.key === "/") {
      event.preventDefault();
      search.focus();
      $("list").scrollIntoView();
    } else if (event.key === "j" || event.key === "k") {
      const here = document.activeElement.closest("#items > li");
      if (event.key === "j" && here && !here.nextElementSibling && shown < found.length) grow();
      const next = here ? (event.key === "j" ? here.nextElementSibling : here.previousElementSibling) : items.firstElementChild;
      if (next) {
        next.querySelector(".head").focus({ preventScroll: true });
        next.scrollIntoView({ block: "center" });
      }
    }
  });

  const linked = readAddress();
  show();
  if (linked) $("list").scrollIntoView();
})();
