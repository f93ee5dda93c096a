// The page “Record conversations”: which rows have been changed, one request that saves them, what came of each.
// What is typed stays in the page and nowhere else: nothing of it is kept in the browser.
(function () {
  "use strict";

  var NAMES = ["scheduled", "status", "held", "parent_present", "mode", "led_by_role", "led_by",
    "curricular", "curricular_met", "wider", "wider_met"];
  var ready = new WeakSet(); // lists that have been filtered once
  var saving = false;

  function list() { return document.querySelector(".records"); }
  function all(root, selector) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }
  function field(block, name) { return block.querySelector('.record-field[data-name="' + name + '"]'); }
  function control(label) { return label.querySelector("input, select, textarea"); }

  // ---- what a row says --------------------------------------------------------------------------------------------

  // The values of a block by name. What is asked only of a conversation that was held is empty for any other.
  function said(block, read) {
    var values = {};
    NAMES.forEach(function (name) {
      var label = field(block, name);
      values[name] = label ? read(label) : "";
    });
    if (values.status !== "held") { values.held = ""; values.parent_present = ""; }
    return values;
  }
  function now(label) { return control(label).value; }
  function kept(label) { return label.dataset.kept; }
  function changed(block) { return JSON.stringify(said(block, now)) !== JSON.stringify(said(block, kept)); }
  function changedBlocks() { return list() ? all(list(), ".record-block").filter(changed) : []; }

  function row(block) {
    var values = said(block, now);
    values.pupil = block.closest(".record").dataset.pupil;
    values.slot = block.dataset.slot;
    values.seen = block.dataset.seen;
    if (block.dataset.slot) { values.scheduled = ""; }
    return values;
  }

  // ---- filling in -------------------------------------------------------------------------------------------------

  // What is likely is filled in where nothing is said yet: the day, how, and who led it.
  function fill(block, status) {
    var known = list().dataset;
    var day = block.dataset.slot || (field(block, "scheduled") ? now(field(block, "scheduled")) : "");
    var likely = day && day <= known.today ? day : known.today <= known.ends ? known.today : "";
    var first = status === "held"
      ? { held: likely, mode: "in_person", led_by_role: known.role, led_by: known.code }
      : status !== "" && status !== "scheduled" ? { scheduled: likely } : {};
    if (status === "held" && !day) { first.scheduled = likely; }
    Object.keys(first).forEach(function (name) {
      var label = field(block, name);
      if (label && first[name] && !now(label)) { control(label).value = first[name]; }
    });
  }

  function touched(label) {
    var block = label.closest(".record-block");
    if (label.dataset.name === "status" && block.dataset.status !== now(label)) {
      block.dataset.status = now(label);
      fill(block, now(label));
    }
    block.classList.toggle("record-changed", changed(block));
    block.querySelector(".record-said").textContent = "";
    block.removeAttribute("data-outcome");
    count();
  }

  function count() {
    var number = changedBlocks().length;
    say(number ? many(number) + " changed, not saved yet." : "Nothing changed yet.");
    list().querySelector(".record-save").textContent = number ? "Save " + many(number) : "Save";
  }
  function many(number) { return number + (number === 1 ? " row" : " rows"); }
  function say(words) {
    var status = list().querySelector(".record-status");
    if (status.textContent !== words) { status.textContent = words; }
  }

  // ---- saving -----------------------------------------------------------------------------------------------------

  function save() {
    var blocks = changedBlocks();
    if (saving || !blocks.length) { say(saving ? "Saving…" : "Nothing has been changed, so there is nothing to save."); return; }
    saving = true;
    say("Saving…");
    var token = document.cookie.match(/(?:^|; )_csrf_token=([^;]*)/);
    window.fetch("/record", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token ? decodeURIComponent(token[1]) : "" },
      body: JSON.stringify({ place: list().dataset.place, term: list().dataset.term, rows: blocks.map(row) })
    }).then(function (answer) {
      if (answer.ok) { return answer.json().then(function (told) { show(told, blocks); }); }
      return failed(answer);
    }).catch(function () {
      say("Not saved: there is no connection. What you wrote is still here; save again in a moment.");
    }).then(function () { saving = false; });
  }

  function failed(answer) {
    var words = {
      401: "Not saved: your session has ended. Sign in again in another tab, then save here: what you wrote is still here.",
      404: "Not saved: this list is no longer yours to see. Open the page again."
    };
    if (words[answer.status]) { return answer.text().then(function () { say(words[answer.status]); }); }
    return answer.json().then(function (told) { say("Not saved. " + told.error); }, function () {
      say("Not saved: something went wrong. What you wrote is still here; save again in a moment.");
    });
  }

  // What came of each row, beside it; then in one sentence, which is read out.
  function show(told, blocks) {
    var refused = [];
    told.rows.forEach(function (came, place) {
      var block = blocks[place];
      block.querySelector(".record-said").textContent = came.outcome === "refused" ? "Not saved. " + came.words + "." : "Saved.";
      block.dataset.outcome = came.outcome;
      if (came.outcome === "refused") { refused.push(block); } else { keep(block); }
    });
    told.rows.forEach(function (came, place) { refresh(blocks[place].closest(".record"), came); });
    retell(told.words);
    offerBack(told.back);
    count();
    var left = changedBlocks().length - refused.length;
    say([
      told.rows.length > refused.length ? "Saved " + many(told.rows.length - refused.length) + "." : "",
      refused.length ? "Not saved: " + many(refused.length) + ". What to do stands beside." : "",
      left > 0 ? many(left) + " changed meanwhile." : ""
    ].filter(Boolean).join(" "));
    if (refused.length) { control(refused[0].querySelector(".record-field")).focus(); }
  }

  // What was saved is now what is known; a new conversation has its day, which stays.
  function keep(block) {
    all(block, ".record-field").forEach(function (label) { label.dataset.kept = now(label); });
    block.classList.remove("record-changed");
    if (!block.dataset.slot) {
      var day = field(block, "scheduled");
      block.dataset.slot = now(day) || now(field(block, "held"));
      control(day).disabled = true;
    }
  }

  function refresh(article, came) {
    if (!came.seen) { return; }
    all(article, ".record-block").forEach(function (block) {
      if (block.dataset.outcome === "refused") { return; } // it still stands on what was seen before
      var seen = came.seen[block.dataset.slot];
      if (seen !== undefined) { block.dataset.seen = seen; }
    });
    article.querySelector(".record-state").textContent = came.state;
    article.querySelector(".record-need").textContent = came.need;
    if (came.to_do) { article.dataset.todo = "yes"; } else { delete article.dataset.todo; }
  }

  // What was saved last can be taken back, on a page of its own.
  function offerBack(back) {
    var link = list().querySelector(".record-back");
    link.href = back.href;
    link.textContent = back.words;
    link.hidden = !back.words;
  }

  // What stands over the list is of now. The rows stay where they are until something else is chosen.
  function retell(words) {
    all(document, ".sentence p").forEach(function (said, place, every) {
      said.textContent = (place === every.length - 1 ? words.slice(place).join(" ") : words[place]) || "";
    });
    var left = all(list(), ".record").filter(function (article) { return article.dataset.todo; }).length;
    all(document, '[data-filter="show"] option[value="to_do"]').forEach(function (option) {
      option.textContent = "Still to do (" + left + ")";
    });
  }

  // ---- the list ---------------------------------------------------------------------------------------------------

  function filter() {
    var chosen = {};
    all(document, "[data-filter]").forEach(function (label) { chosen[label.dataset.filter] = control(label).value; });
    all(list(), ".record").forEach(function (article) {
      article.hidden = (chosen.show === "to_do" && !article.dataset.todo)
        || Boolean(chosen["class"] && chosen["class"] !== "*" && article.dataset["class"] !== chosen["class"]);
    });
  }

  function onInput(event) {
    var label = event.target.closest && event.target.closest(".record-field, [data-filter]");
    if (!label || !list()) { return; }
    if (label.dataset.filter) { filter(); } else { touched(label); }
  }
  document.addEventListener("input", onInput);
  document.addEventListener("change", onInput);

  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest(".record-save")) { save(); }
  });

  // Another term, chosen with something unsaved, asks first; who stays sees the term of the list again.
  function onTerm(event) {
    var chosen = event.target;
    if (chosen.id !== "period" || !changedBlocks().length || chosen.value === list().dataset.term) { return; }
    if (mayLeave()) { return; }
    event.stopPropagation();
    chosen.value = list().dataset.term;
  }
  document.addEventListener("change", onTerm, true);

  function mayLeave() {
    return window.confirm(many(changedBlocks().length) + " changed and not saved. Leave without saving?");
  }

  // Leaving by a link with something unsaved asks first; so does closing the tab.
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href]");
    if (!link || link.target === "_blank" || !changedBlocks().length) { return; }
    if (!mayLeave()) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);
  window.addEventListener("beforeunload", function (event) {
    if (changedBlocks().length) { event.preventDefault(); }
  });

  new MutationObserver(function () {
    var found = list();
    if (found && !ready.has(found)) { ready.add(found); filter(); }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
