// What a page shows in bulk is drawn here in one piece: the page's own components would wrap every cell of a table in
// two of theirs, and a school's list has thousands of cells.
(function () {
  "use strict";

  var make = function () { return window.React.createElement.apply(null, arguments); };

  // An element as the server writes it (or words, or several) → what React draws.
  function drawn(node) {
    if (node === null || node === undefined || typeof node !== "object") { return node; }
    if (Array.isArray(node)) { return make.apply(null, [window.React.Fragment, null].concat(node.map(drawn))); }
    if (node.type === "Link") { return link(node.props); }
    if (node.namespace !== "dash_html_components") { throw new Error("No cell may hold a " + node.type); }
    var props = Object.assign({}, node.props);
    delete props.children;
    return within(node.type.toLowerCase(), props, node.props.children);
  }

  function within(kind, props, children) {
    if (children === null || children === undefined) { return make(kind, props); }
    return make.apply(null, [kind, props].concat(Array.isArray(children) ? children.map(drawn) : [drawn(children)]));
  }

  // A link within the dashboard: the address changes, the page is not loaded anew.
  function link(props) {
    var href = window.dash_clientside.clean_url(props.href);
    return within("a", { href: href, className: props.className, onClick: function (event) { go(event, href); } },
      props.children);
  }

  function go(event, href) {
    if (event.metaKey || event.shiftKey || event.altKey || event.ctrlKey) { return; }
    event.preventDefault();
    window.history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  // ---- tables -----------------------------------------------------------------------------------------------------

  function DataTable(props) {
    return make("table", { className: props.className },
      make("caption", { className: props.captionClass }, props.caption),
      make("thead", null, make.apply(null, ["tr", null].concat(props.columns.map(heading)))),
      make.apply(null, ["tbody", null].concat(props.rows.map(function (row, place) {
        return line(row, place, props);
      }))));
  }

  function heading(column) {
    return make("th", { scope: "col", className: column.className, "data-label": column.heading },
      column.sortable ? make("button", { type: "button", className: "sort" }, column.heading) : column.heading);
  }

  // To the browser each cell says the heading of its column, for the card on a phone.
  function line(row, place, table) {
    var columns = table.columns;
    return make.apply(null, ["tr", { "data-order": String(place) }].concat(row.cells.map(function (words, at) {
      var known = Object.assign({ "data-label": columns[at].heading }, sortValue(words, row.sorts[at]));
      if (!at) { return first(words, row.href, columns[at], known); }
      return cell(words, columns[at], known, shortOrFew(words, row.sorts[at], columns[at], table.short));
    })));
  }

  function first(words, href, column, known) {
    var inner = href ? link({ href: href, children: words }) : drawn(words);
    return make("th", Object.assign({ scope: "row", className: column.className }, known), inner);
  }

  function cell(words, column, known, classes) {
    return make("td", Object.assign({ className: (column.className + classes).trim() }, known),
      within("span", { className: "cell" }, words));
  }

  // What is not broken over two lines, and a count of pupils that a release would hide.
  function shortOrFew(words, sort, column, most) {
    var few = column.fewUnder && /^\d+$/.test(sort) && Number(sort) > 0 && Number(sort) < column.fewUnder;
    return (typeof words === "string" && words.length <= most ? " short" : "") + (few ? " few" : "");
  }

  // What a cell is sorted by: its words where nothing else is said; what has no value stands last.
  function sortValue(words, sort) {
    if (sort === null || words === "") { return { "data-none": "true" }; }
    return sort === "" ? {} : { "data-value": sort };
  }

  window.afa_elements = { DataTable: DataTable };
})();
