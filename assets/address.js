// What the browser does by itself: controls and marks write the address, a drawn page takes the focus, tables sort,
// names can be put out of sight, pages print. Nothing here decides what a reader may see.
(function () {
  "use strict";

  var CONTROLS = ["period", "compare", "group", "subject", "scale"];
  var DEFAULTS = { compare: "year", group: "send" };
  var noUpdate = function () { return window.dash_clientside.no_update; };
  var last = null; // the page last arrived at: its path and place
  var sorted = {}; // how the reader has sorted this page's tables, by caption: kept when a control draws them anew

  // ---- the address ------------------------------------------------------------------------------------------------

  // The values of the controls, the query, and the values as last drawn → the query, or nothing where it is the same.
  function follow() {
    var values = Array.prototype.slice.call(arguments, 0, CONTROLS.length);
    var search = arguments[CONTROLS.length] || "";
    var shown = arguments[CONTROLS.length + 1] || {};
    var query = new URLSearchParams(search);
    var changed = false;
    CONTROLS.forEach(function (name, place) {
      var value = values[place];
      if (value === undefined || value === null || value === "" || value === shown[name]) { return; }
      changed = true;
      if (DEFAULTS[name] === value) { query.delete(name); } else { query.set(name, value); }
    });
    if (!changed) { return noUpdate(); }
    var said = query.toString().replace(/%3A/g, ":");
    said = said ? "?" + said : "";
    return said === search ? noUpdate() : said;
  }

  // The marks clicked in the page's charts → the address the last one leads to.
  function mark() {
    var context = window.dash_clientside.callback_context;
    var clicked = context && context.triggered.length ? context.triggered[0].value : null;
    var point = clicked && clicked.points && clicked.points[0];
    var href = point && (Array.isArray(point.customdata) ? point.customdata[0] : point.customdata);
    if (typeof href !== "string" || href.charAt(0) !== "/" || href.charAt(1) === "/") { return noUpdate(); }
    return href;
  }

  // A page has been drawn: title, focus (only where the page or place is another), tables, charts, names.
  function arrive(children, pathname, search) {
    var page = (pathname || "") + "#" + (new URLSearchParams(search || "").get("place") || "");
    var moved = last !== null && last !== page;
    last = page;
    window.setTimeout(function () {
      var title = document.getElementById("page-title");
      if (title) { document.title = titleOf(title) + " · Achievement for All"; }
      if (moved && title) { title.focus({ preventScroll: true }); window.scrollTo(0, 0); }
      if (moved) { sorted = {}; }
      document.querySelectorAll("table.table").forEach(moved ? unsort : resort);
      showNames();
      showTab();
    }, 0);
    return noUpdate();
  }

  // On a phone the pages are one row that is moved sideways: the one shown stands in the middle of it.
  function showTab() {
    var row = document.querySelector(".tabs-pages");
    var tab = row && row.querySelector(".page-tab-here");
    if (tab) { row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2; }
  }

  // What the window and the browser's history are called: a place by its name, a pupil never by theirs.
  function titleOf(heading) {
    return (heading.querySelector(".pupil-hidden") || heading).textContent.trim();
  }

  // ---- tables -----------------------------------------------------------------------------------------------------

  function sortClicked(button) {
    var heading = button.closest("th");
    var table = button.closest("table");
    var next = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    sorted[table.caption.textContent] = {
      place: Array.prototype.indexOf.call(heading.parentNode.children, heading), direction: next
    };
    resort(table);
  }

  function resort(table) {
    var chosen = sorted[table.caption.textContent];
    if (!chosen) { return; }
    table.querySelectorAll("thead th").forEach(function (heading, place) {
      if (place === chosen.place) { heading.setAttribute("aria-sort", chosen.direction); }
      else { heading.removeAttribute("aria-sort"); }
    });
    var sign = chosen.direction === "descending" ? -1 : 1;
    arrange(table, function (one, other) {
      return compare(one.children[chosen.place], other.children[chosen.place], sign);
    });
  }

  function unsort(table) {
    table.querySelectorAll("th[aria-sort]").forEach(function (heading) { heading.removeAttribute("aria-sort"); });
    arrange(table, function (one, other) { return one.dataset.order - other.dataset.order; });
  }

  function arrange(table, order) {
    Array.prototype.forEach.call(table.tBodies, function (body) {
      Array.prototype.slice.call(body.rows).sort(order).forEach(function (row) { body.appendChild(row); });
    });
  }

  // What has no value stands last whichever way the column is sorted; numbers as numbers, words as words.
  function compare(one, other, sign) {
    var none = (one.dataset.none ? 1 : 0) - (other.dataset.none ? 1 : 0);
    if (none) { return none; }
    var a = valueOf(one);
    var b = valueOf(other);
    var numbers = a !== "" && b !== "" && !isNaN(a) && !isNaN(b);
    return sign * (numbers ? a - b : a.localeCompare(b, "en-GB", { numeric: true }));
  }

  function valueOf(cell) {
    return cell.dataset.value !== undefined ? cell.dataset.value : cell.innerText.trim();
  }

  // ---- names out of sight -----------------------------------------------------------------------------------------

  function showNames() {
    var off = window.sessionStorage.getItem("names") === "off";
    document.documentElement.toggleAttribute("data-names-off", off);
    document.querySelectorAll(".names-switch").forEach(function (button) {
      button.setAttribute("aria-pressed", String(off));
    });
  }

  function switchNames() {
    var off = window.sessionStorage.getItem("names") === "off";
    window.sessionStorage.setItem("names", off ? "on" : "off");
    showNames();
  }

  // ---- paper ------------------------------------------------------------------------------------------------------

  // Charts take the width of the paper while it is printed, then their own again.
  function fitToPaper() {
    document.querySelectorAll(".js-plotly-plot").forEach(function (plot) {
      if (window.Plotly && plot.offsetParent !== null) { window.Plotly.relayout(plot, { width: 660, autosize: false }); }
    });
  }

  function fitToScreen() {
    document.querySelectorAll(".js-plotly-plot").forEach(function (plot) {
      if (window.Plotly) { window.Plotly.relayout(plot, { width: null, autosize: true }); }
    });
  }

  // ---- listening --------------------------------------------------------------------------------------------------

  document.addEventListener("click", function (event) {
    var on = function (selector) { return event.target.closest && event.target.closest(selector); };
    if (on("button.sort")) { sortClicked(on("button.sort")); }
    if (on(".names-switch")) { switchNames(); }
    if (on(".print-button")) { window.print(); }
    if (on("td.rail") && on("tr").querySelector("th a")) { on("tr").querySelector("th a").click(); } // a mark is its row's
    document.querySelectorAll("details.person[open], details.tabs-more[open]").forEach(function (menu) {
      if (!menu.contains(event.target) || on(".tabs-more a")) { menu.removeAttribute("open"); }
    });
  });
  window.addEventListener("beforeprint", fitToPaper);
  window.addEventListener("afterprint", fitToScreen);

  // On a phone the controls are folded, on anything wider they are in sight, also once a phone has been turned.
  var phone = window.matchMedia("(max-width: 640px)");
  function foldControls() {
    document.querySelectorAll("details.controls").forEach(function (controls) { controls.open = !phone.matches; });
  }

  // When the frame is there: fold the controls on a phone, and keep tables sorted as soon as they are drawn anew.
  var waiting = new MutationObserver(function () {
    var page = document.getElementById("page");
    if (!page) { return; }
    waiting.disconnect();
    foldControls();
    phone.addEventListener("change", foldControls);
    new MutationObserver(function () {
      document.querySelectorAll("table.table").forEach(resort);
    }).observe(page, { childList: true });
  });
  waiting.observe(document.documentElement, { childList: true, subtree: true });

  showNames();
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    afa: { follow: follow, mark: mark, arrive: arrive, compare: compare }
  });
})();
