/* The panel of live assumptions: reads the sliders, shows hours and money beside the scan's. */
(function () {
  "use strict";

  var box = document.getElementById("live-case");
  if (!box || !box.dataset.case) { return; }

  function byId(id) { return document.getElementById(id); }
  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }

  var data = Live.load(JSON.parse(box.dataset.case)), currency = box.dataset.currency;
  var group = box.dataset.group, decimal = box.dataset.decimal, behind = box.dataset.behind === "true";
  var ids = ["wage", "realised", "handed", "builds"], none = "\u00a0", minus = "\u2212";
  var ticks = data.peaks ? all("#live-each input") : [];
  var scanned = ids.map(function (id) { return byId(id).value; });

  /* Rounded as words.py does. */
  function grouped(text) { return text.replace(/\B(?=(\d{3})+(?!\d))/g, group); }
  function signed(x, text) { return (x < 0 && /[1-9]/.test(text) ? minus : "") + text; }
  function hours(x) {
    var size = Math.abs(x);
    if (size >= 95) { return signed(x, grouped(String(Math.floor(size / 10 + 0.5) * 10))); }
    return signed(x, size >= 9.95 ? size.toFixed(0) : size.toFixed(1).replace(".", decimal));
  }
  function amount(x) {
    var size = Math.abs(x), step = size >= 950 ? 100 : 1;
    return signed(x, grouped(String(Math.floor(size / step + 0.5) * step)));
  }
  function share(x) {
    if (x > 0 && x < 0.005) { return "<" + none + "1" + none + "%"; }
    if (x >= 0.995 && x < 1) { return ">" + none + "99" + none + "%"; }
    return Math.floor(x * 100 + 0.5) + none + "%";
  }
  function months(x) { return x === null ? "not within the horizon" : String(Math.round(x * 10) / 10).replace(".", decimal) + none + "months"; }

  function show(id, text, small, exact) {
    var cell = byId("live-" + id);
    if (!cell) { return; }
    cell.textContent = text;
    cell.dataset.exact = JSON.stringify(exact);
    if (small) {
      var line = document.createElement("small");
      line.textContent = small;
      cell.appendChild(line);
    }
  }
  function inHand(text) { return text + none + "h"; }
  function priced(text) { return behind ? text + none + currency.trim() : currency + text; }
  function signless(put, text) { return text[0] === minus ? minus + put(text.slice(1)) : put(text); }
  function spread(id, range, write, put, apart) {
    var low = write(range[0]), high = write(range[2]), ends = put(low === high ? low : low + "\u2013" + high);
    if (range[0] < 0 || range[2] < 0) {
      ends = apart ? signless(put, low) + " to " + signless(put, high) : put(low === high ? low : low + " to " + high);
    }
    show(id, signless(put, write(range[1])), ends, range);
  }
  function inHours(id, range) { spread(id, range, hours, inHand, false); }
  function inMoney(id, range) { spread(id, range, amount, priced, true); }

  function settings() {
    var wage = Number(byId("wage").value);
    return {
      wage: wage > 0 ? wage : 0,
      realisation: Number(byId("realised").value) / 100,
      exceptions: Number(byId("handed").value) / 100,
      build: Number(byId("builds").value) / 100,
      out: ticks.filter(function (tick) { return !tick.checked; }).map(function (tick) { return tick.value; })
    };
  }

  function update() {
    var given = settings(), found = Live.value(data, given), total = 0;
    var changed = given.out.length > 0 || ids.some(function (id, i) { return byId(id).value !== scanned[i]; });
    byId("realised-said").textContent = share(given.realisation);
    byId("handed-said").textContent = share(given.exceptions);
    byId("builds-said").textContent = "\u00d7" + none + String(given.build).replace(".", decimal);
    byId("as-scanned").disabled = !changed;
    byId("live-state").textContent = (changed ? "Changed" : "As scanned")
      + (given.out.length ? ", " + (ticks.length - given.out.length) + " of " + ticks.length + " proposals in the plan" : "");
    all("#live .live-only").forEach(function (cell) { cell.hidden = !changed; });
    inHours("gross", found.gross);
    inHours("net", found.net);
    inHours("realised", found.realised);
    inMoney("benefit", found.benefit);
    show("build", signless(priced, amount(found.build)), "", found.build);
    found.horizons.forEach(function (horizon) {
      inMoney("npv-" + horizon.months, horizon.npv);
    });
    show("loss", share(found.loss), "", found.loss);
    show("payback", months(found.payback), "", found.payback);
    all("#live-each [data-part]").forEach(function (cell) { cell.textContent = "left out"; });
    found.each.forEach(function (part) {
      document.querySelector("#live-each [data-part=" + part.id + "]").textContent = hours(part.hours);
      total += part.hours;
    });
    byId("live-mean").textContent = hours(total);
  }

  ids.forEach(function (id) { byId(id).addEventListener("input", update); });
  ticks.forEach(function (tick) {
    tick.checked = true;
    tick.hidden = false;
    tick.addEventListener("change", update);
  });
  all("#live .tick-hint").forEach(function (hint) { hint.hidden = !ticks.length; });
  byId("as-scanned").addEventListener("click", function () {
    ids.forEach(function (id, i) { byId(id).value = scanned[i]; });
    ticks.forEach(function (tick) { tick.checked = true; });
    update();
    byId("wage").focus();
  });
  box.hidden = false;
  update();
}());
