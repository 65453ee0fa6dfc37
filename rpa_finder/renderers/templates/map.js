/* The screen map: overlays, sliders, a chosen screen, move or routine. Nothing is laid out anew. */
(function () {
  "use strict";

  var map = document.querySelector(".map .graph");
  if (!map) { return; }

  function byId(id) { return document.getElementById(id); }
  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  var screens = all(".screen", map).sort(function (a, b) { return a.dataset.screen - b.dataset.screen; });
  var moves = all(".move", map).sort(function (a, b) { return a.dataset.move - b.dataset.move; });
  var screensShown = byId("screens-shown"), movesShown = byId("moves-shown"), highlight = byId("highlight");
  var panel = byId("map-detail"), focused = 0, chosen = "", order = {}, lines = null;

  function numbers(text) { return text ? text.split(" ") : []; }
  function isOn(node) { return !node.classList.contains("off"); }

  /* Sliders: the lightest go first; a move goes with its screens. */
  function filter() {
    var kept = Number(screensShown.value), drawn = 0;
    screens.forEach(function (node, i) { node.classList.toggle("off", i >= kept); });
    moves.forEach(function (node, i) {
      var ends = Number(node.dataset.from) < kept && Number(node.dataset.to) < kept;
      var own = lines && lines.indexOf(node.dataset.move) >= 0;
      var on = ends && (own || chosen === "move-" + node.dataset.move || i < Number(movesShown.value));
      node.classList.toggle("off", !on);
      drawn += on ? 1 : 0;
    });
    byId("screens-said").textContent = kept + " of " + screens.length;
    byId("moves-said").textContent = drawn + " of " + moves.length;
  }

  function overlay(key) {
    all(".line", map).forEach(function (line) { line.setAttribute("stroke-width", line.dataset[key]); });
    all(".figure", map).forEach(function (figure) { figure.textContent = figure.dataset[key]; });
  }

  /* What stands out: a routine's screens, numbered, and its moves; else the neighbours of what is chosen. */
  function mark() {
    var kind = chosen.split("-")[0], number = chosen.split("-")[1], any = Boolean(chosen) || lines !== null;
    function hotMove(node) {
      if (lines !== null) { return lines.indexOf(node.dataset.move) >= 0; }
      return kind === "move" ? node.dataset.move === number : node.dataset.from === number || node.dataset.to === number;
    }
    var ends = {};
    moves.forEach(function (node) {
      var hot = any && hotMove(node);
      node.classList.toggle("hot", hot);
      node.classList.toggle("dim", any && !hot);
      if (hot && lines === null && isOn(node)) { ends[node.dataset.from] = ends[node.dataset.to] = true; }
    });
    if (kind === "screen" && lines === null) { ends[number] = true; }
    screens.forEach(function (node) {
      var place = order[node.dataset.screen], hot = lines !== null ? Boolean(place) : ends[node.dataset.screen];
      node.classList.toggle("hot", any && Boolean(hot));
      node.classList.toggle("dim", any && !hot);
      node.classList.toggle("chosen", chosen === "screen-" + node.dataset.screen);
      node.setAttribute("aria-pressed", String(chosen === "screen-" + node.dataset.screen));
      badge(node, lines !== null ? place : 0);
    });
  }

  function badge(node, place) {
    all(".badge", node).forEach(function (old) { node.removeChild(old); });
    if (!place) { return; }
    var box = node.querySelector(".box"), space = "http://www.w3.org/2000/svg";
    var x = Number(box.getAttribute("x")), y = Number(box.getAttribute("y"));
    var group = document.createElementNS(space, "g"), disc = document.createElementNS(space, "circle");
    var text = document.createElementNS(space, "text");
    group.setAttribute("class", "badge");
    disc.setAttribute("cx", x + 5); disc.setAttribute("cy", y + 1); disc.setAttribute("r", 9);
    text.setAttribute("x", x + 5); text.setAttribute("y", y + 5); text.setAttribute("text-anchor", "middle");
    text.textContent = String(place);
    group.appendChild(disc); group.appendChild(text); node.appendChild(group);
  }

  function choose(what) {
    chosen = what === chosen ? "" : what;
    if (chosen) { highlight.value = ""; follow(); }
    all("[data-detail]", panel).forEach(function (part) { part.hidden = part.dataset.detail !== chosen; });
    byId("nothing-chosen").hidden = Boolean(chosen);
    byId("routine-followed").hidden = true;
    filter();
    mark();
  }

  function follow() {
    var option = highlight.options[highlight.selectedIndex];
    lines = option.value ? numbers(option.dataset.lines) : null;
    order = {};
    numbers(option.dataset.path).forEach(function (screen, i) { order[screen] = i + 1; });
  }

  function showRoutine(id) {
    if (chosen) { choose(chosen); }
    highlight.value = id;
    follow();
    filter();
    mark();
    var followed = byId("routine-followed"), option = highlight.options[highlight.selectedIndex];
    followed.hidden = !option.value;
    byId("nothing-chosen").hidden = Boolean(option.value);
    followed.querySelector("a").href = "#routine-" + option.value;
    followed.querySelector("a").textContent = option.textContent;
    followed.querySelector("span").textContent = numbers(option.dataset.path).length + " screens, "
      + numbers(option.dataset.lines).length + " moves on the map; numbers: in the order of its steps.";
  }

  /* Keyboard: one tab stop; arrows go to the nearest screen that way. */
  function centre(node) {
    var box = node.querySelector(".box");
    return { x: Number(box.getAttribute("x")), y: Number(box.getAttribute("y")) };
  }
  function nearest(dx, dy) {
    var from = centre(screens[focused]), best = -1, least = Infinity;
    screens.forEach(function (node, i) {
      var to = centre(node), along = (to.x - from.x) * dx + (to.y - from.y) * dy;
      var aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
      if (i !== focused && isOn(node) && along > 0 && along + 2 * aside < least) { best = i; least = along + 2 * aside; }
    });
    return best;
  }
  function focus(i) {
    screens[focused].setAttribute("tabindex", "-1");
    focused = i;
    screens[i].setAttribute("tabindex", "0");
    screens[i].focus();
  }
  function key(event) {
    var way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (way) {
      var next = nearest(way[0], way[1]);
      if (next >= 0) { focus(next); }
    } else if (event.key === "Enter" || event.key === " ") {
      choose("screen-" + screens[focused].dataset.screen);
    } else if (event.key === "Escape") {
      if (chosen) { choose(chosen); } else { showRoutine(""); }
    } else { return; }
    event.preventDefault();
  }

  map.setAttribute("role", "group");
  screens.forEach(function (node, i) {
    node.setAttribute("role", "button");
    node.setAttribute("tabindex", i ? "-1" : "0");
    node.addEventListener("click", function () { focused = i; focus(i); choose("screen-" + node.dataset.screen); });
    node.addEventListener("keydown", key);
  });
  moves.forEach(function (node) {
    var wide = node.querySelector(".line").cloneNode(false);
    wide.setAttribute("class", "hit");
    node.appendChild(wide);
    node.addEventListener("click", function () { choose("move-" + node.dataset.move); });
  });
  /* Routines are named once, in the choice of routines. */
  function listRoutines(list) {
    numbers(list.dataset.through).forEach(function (id) {
      var item = document.createElement("li"), link = document.createElement("a"), button = document.createElement("button");
      link.href = "#routine-" + id;
      link.textContent = all("option", highlight).filter(function (option) { return option.value === id; })[0].textContent;
      button.type = "button";
      button.className = "text";
      button.dataset.routine = id;
      button.textContent = "on the map";
      button.setAttribute("aria-label", link.textContent + " on the map");
      item.append(link, " ", button);
      list.appendChild(item);
    });
  }
  all("[data-through]", panel).forEach(listRoutines);
  panel.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) { return; }
    if (button.dataset.move) { choose("move-" + button.dataset.move); } else { showRoutine(button.dataset.routine); }
  });
  all("a.on-map").forEach(function (link) {
    link.addEventListener("click", function () { showRoutine(link.dataset.routine); });
  });
  screensShown.addEventListener("input", function () { filter(); mark(); });
  movesShown.addEventListener("input", function () { filter(); mark(); });
  highlight.addEventListener("change", function () { showRoutine(highlight.value); });
  all("input[name=overlay]").forEach(function (radio) {
    radio.addEventListener("change", function () { overlay(radio.value); });
  });
  screens.forEach(function (node) { node.setAttribute("aria-pressed", "false"); });
  byId("map-controls").hidden = false;
  panel.hidden = false;
  filter();
}());
