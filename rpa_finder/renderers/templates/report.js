(function () {
  "use strict";

  function byId(id) { return document.getElementById(id); }
  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  /* Proposals: filter by verdict and name. */
  function filterProposals(table) {
    var verdict = byId("verdict"), find = byId("find"), shown = byId("shown");
    var rows = all("tbody tr", table);
    function apply() {
      var wanted = verdict.value, words = find.value.trim().toLowerCase(), kept = 0;
      rows.forEach(function (row) {
        var name = row.querySelector("th").textContent.toLowerCase();
        var keep = (!wanted || row.dataset.verdict === wanted) && name.indexOf(words) >= 0;
        row.hidden = !keep;
        if (keep) { kept += 1; }
      });
      shown.textContent = kept + " of " + rows.length + " shown";
    }
    verdict.addEventListener("change", apply);
    find.addEventListener("input", apply);
    byId("proposal-controls").hidden = false;
    apply();
  }

  /* Proposals: sort by a column; withheld figures stay last. */
  function sortProposals(table) {
    var heads = all("thead th", table), body = table.querySelector("tbody");
    heads.forEach(function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        var numeric = head.dataset.sort === "number";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        all("tr", body)
          .map(function (row, place) { return { row: row, place: place, key: row.children[column].dataset.v }; })
          .sort(function (a, b) {
            if (a.key === "" || b.key === "") { return (a.key === "") - (b.key === "") || a.place - b.place; }
            var order = numeric ? Number(a.key) - Number(b.key) : a.key.localeCompare(b.key, "en");
            return (down ? -order : order) || a.place - b.place;
          })
          .forEach(function (item) { body.appendChild(item.row); });
      });
    });
  }

  /* A link into a folded part opens it; printing opens every part. */
  function openTarget() {
    var target = location.hash.length > 1 ? byId(location.hash.slice(1)) : null;
    if (target && target.tagName === "DETAILS") { target.open = true; }
  }
  function openForPrint() {
    var folded = all("details:not([open])");
    window.addEventListener("beforeprint", function () {
      folded = all("details:not([open])");
      folded.forEach(function (part) { part.open = true; });
    });
    window.addEventListener("afterprint", function () {
      folded.forEach(function (part) { part.open = false; });
    });
  }

  var table = byId("proposal-table");
  if (table) { filterProposals(table); sortProposals(table); }
  all(".script").forEach(function (text) { text.hidden = false; });
  window.addEventListener("hashchange", openTarget);
  openTarget();
  openForPrint();
}());
