// What a page shows in bulk is drawn here in one piece: the page's own components would wrap every cell of a table, and
// every field of a list to be filled in, in two of theirs, and a school's list has thousands.
(function () {
  "use strict";

  var make = function () { return window.React.createElement.apply(null, arguments); };

  // An element as the server writes it (or words, or several) → what React draws: one of the browser's own, a link, or
  // a piece of ours. Within a list that is to be filled in, fields and blocks of fields too.
  function drawn(node, list) {
    if (node === null || node === undefined || typeof node !== "object") { return node; }
    if (Array.isArray(node)) { return fragment(node, list); }
    if (node.type === "Link") { return link(node.props); }
    if (node.namespace === "afa_elements") { return ours(node, list); }
    if (node.namespace !== "dash_html_components") { throw new Error("Nothing drawn in one piece holds a " + node.type); }
    var props = Object.assign({}, node.props);
    delete props.children;
    return within(node.type.toLowerCase(), props, node.props.children, list);
  }

  function ours(node, list) {
    if (list && FILLED_IN[node.type]) { return FILLED_IN[node.type](node.props, list); }
    return make(window.afa_elements[node.type], node.props);
  }

  function within(kind, props, children, list) {
    if (children === null || children === undefined) { return make(kind, props); }
    return make.apply(null, [kind, props].concat(several(children, list)));
  }

  function several(children, list) {
    return Array.isArray(children) ? children.map(function (each) { return drawn(each, list); }) : [drawn(children, list)];
  }

  function fragment(nodes, list) { return make.apply(null, [window.React.Fragment, null].concat(several(nodes, list))); }

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

  // A long table begins with its first rows and says how many there are: on a phone, or where it is a list to work from.
  function DataTable(props) {
    var opened = window.React.useState(null);
    if (!props.first) { return table(props, props.className); }
    var whole = opened[0] === props.caption;
    return make(window.React.Fragment, null, table(props, props.className + (whole ? "" : " begun")),
      make("button", { type: "button", className: "begun-whole no-print", "aria-expanded": String(whole),
        onClick: function () { opened[1](whole ? null : props.caption); } },
      whole ? "Show the first " + props.first : "Show all " + props.rows.length));
  }

  function table(props, className) {
    return make("table", { className: className },
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

  // ---- a list to be filled in -------------------------------------------------------------------------------------

  // Rows of elements and blocks. Every field and what it offers is sent once; a block asks those its values name.
  function RecordList(props) { return fragment(props.rows, props); }

  function record(props, list) {
    var known = { className: "card record", "data-pupil": props.pupil, "data-class": props.inClass,
      "data-need": props.need, "data-todo": props.todo };
    return make("article", known,
      make("div", { className: "record-head" },
        make("h2", { className: "record-name" }, link({ href: props.href, children: props.name })),
        make("p", { className: "record-facts" }, props.facts),
        make("p", { className: "record-state" }, props.state),
        make("span", { className: "tag record-need" }, props.words)),
      within("div", { className: "record-body" }, props.blocks, list));
  }

  function block(props, list) {
    var known = { className: "record-block", "data-slot": props.slot, "data-seen": props.seen, "data-status": props.status };
    var asked = { choices: list.choices, values: props.values };
    return make("fieldset", known,
      make("legend", { className: "record-legend" }, props.words),
      within("div", { className: "record-fields" }, props.fields || list.fields, asked),
      make("p", { className: "record-said" }));
  }

  // One labelled control of the browser's own, which knows what is stored: a change is what differs from it.
  function field(props, asked) {
    var value = asked.values[props.name];
    if (value === undefined) { return null; }
    var name = ("record-field " + (props.className || "")).trim();
    return make("label", { className: name, "data-name": props.name, "data-kept": value },
      make("span", { className: "control-label" }, props.label),
      props.hint ? make("span", { className: "record-hint" }, props.hint) : null,
      control(props, value, asked.choices[props.choices]));
  }

  function control(props, value, choices) {
    var known = { className: "record-control " + (choices ? "form-select" : "form-control"), defaultValue: value };
    if (choices) { return make.apply(null, ["select", known].concat(choices.map(option))); }
    if (props.longest) { Object.assign(known, { maxLength: props.longest, autoComplete: "off" }); }
    if (props.kind === "area") { return make("textarea", Object.assign(known, { rows: 2 })); }
    return make("input", Object.assign(known, { type: props.kind }));
  }

  function option(choice) { return make("option", { value: choice[0] }, choice[1]); }

  var FILLED_IN = { Record: record, Block: block, Field: field };

  // ---- what stands folded under a figure, and anything else of many parts -----------------------------------------

  function Drawn(props) { return fragment(props.parts); }

  function Details(props) { return within("details", {}, props.parts); }

  window.afa_elements = { DataTable: DataTable, RecordList: RecordList, Details: Details, Drawn: Drawn };
})();
