/* The panel of live assumptions: reads the sliders, shows hours and money beside the scan's. */
(function () {
  "use strict";

  var box = document.getElementById("live-case");
  if (!box || !box.dataset.case) { return; }

  function byId(id) { return document.getElementById(id); }
  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }

  var data = Live.load(JSON.parse(box.dataset.case)), currency = box.dataset.currency;
  var ids = ["wage", "realised", "handed", "builds"], none = "\u00a0", minus = "\u2212";
  var scanned = ids.map(function (id) { return byId(id).value; });

  /* Rounded as words.py does. */
  function grouped(text) { return text.replace(/\B(?=(\d{3})+(?!\d))/g, ","); }
  function signed(x, text) { return (x < 0 && /[1-9]/.test(text) ? minus : "") + text; }
  function hours(x) {
    var size = Math.abs(x);
    if (size >= 95) { return signed(x, grouped(String(Math.floor(size / 10 + 0.5) * 10))); }
    return signed(x, size >= 9.95 ? size.toFixed(0) : size.toFixed(1));
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
  function months(x) { return x === null ? "not within the horizon" : String(Math.round(x * 10) / 10) + none + "months"; }

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
  function spread(id, range, write, before, after) {
    var low = write(range[0]), high = write(range[2]), figure = before + write(range[1]).replace(minus, "") + after;
    var ends = low === high ? before + low : before + low + "\u2013" + high;
    if (range[0] < 0 || range[2] < 0) { ends = led(low, before) + " to " + led(high, before); }
    show(id, range[1] < 0 && write(range[1])[0] === minus ? minus + figure : figure, ends + after, range);
  }
  function led(text, before) { return text[0] === minus ? minus + before + text.slice(1) : before + text; }
  function inHours(id, range) { spread(id, range, hours, "", none + "h"); }
  function inMoney(id, range) { spread(id, range, amount, currency, ""); }

  function settings() {
    var wage = Number(byId("wage").value);
    return {
      wage: wage > 0 ? wage : 0,
      realisation: Number(byId("realised").value) / 100,
      exceptions: Number(byId("handed").value) / 100,
      build: Number(byId("builds").value) / 100
    };
  }

  function update() {
    var given = settings(), found = Live.value(data, given), total = 0;
    var changed = ids.some(function (id, i) { return byId(id).value !== scanned[i]; });
    byId("realised-said").textContent = share(given.realisation);
    byId("handed-said").textContent = share(given.exceptions);
    byId("builds-said").textContent = "\u00d7" + none + given.build;
    byId("as-scanned").disabled = !changed;
    byId("live-state").textContent = changed ? "Changed" : "As scanned";
    all("#live .live-only").forEach(function (cell) { cell.hidden = !changed; });
    inHours("gross", found.gross);
    inHours("net", found.net);
    inHours("realised", found.realised);
    inMoney("benefit", found.benefit);
    show("build", led(amount(found.build), currency), "", found.build);
    found.horizons.forEach(function (horizon) {
      inMoney("npv-" + horizon.months, horizon.npv);
    });
    show("loss", share(found.loss), "", found.loss);
    show("payback", months(found.payback), "", found.payback);
    found.each.forEach(function (part) {
      document.querySelector("#live-each [data-part=" + part.id + "]").textContent = hours(part.hours);
      total += part.hours;
    });
    byId("live-mean").textContent = hours(total);
  }

  ids.forEach(function (id) { byId(id).addEventListener("input", update); });
  byId("as-scanned").addEventListener("click", function () {
    ids.forEach(function (id, i) { byId(id).value = scanned[i]; });
    update();
    byId("wage").focus();
  });
  box.hidden = false;
  update();
}());
