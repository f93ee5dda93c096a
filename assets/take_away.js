// To take away: files from the server, pictures of charts and the address from the browser; what paper says on each
// sheet. Which files a reader may have is the server's to say.
(function () {
  "use strict";

  // ---- files ------------------------------------------------------------------------------------------------------

  function nameOfCard(element) {
    var card = element.closest(".card");
    return card ? card.dataset.card || wordsOf(".card-title", card) : "";
  }

  // The address of this page's file, or of one figure's; names stay out of sight in it where they are on the screen.
  function fileAddress(shape, card) {
    var query = new URLSearchParams(window.location.search);
    if (card) { query.set("card", card); }
    if (document.documentElement.hasAttribute("data-names-off")) { query.set("names", "off"); }
    var said = query.toString();
    return "/export/" + shape + window.location.pathname + (said ? "?" + said : "");
  }

  // ---- pictures ---------------------------------------------------------------------------------------------------

  var WIDTH = 1000;

  // The words in lines that fit, for a picture has no paragraphs; broken where they are joined.
  function lines(words, most, joint) {
    return words.split(joint).reduce(function (found, word) {
      var last = found[found.length - 1];
      if (last && (last + joint + word).length <= most) { found[found.length - 1] = last + joint + word; }
      else { found.push(word); }
      return found;
    }, []);
  }

  function escaped(words) {
    return words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }

  function wordsOf(selector, within) {
    var found = (within || document).querySelector(selector);
    return found ? found.innerText.trim() : "";
  }

  function viewWords() {
    var hidden = document.querySelector("#page-title .pupil-hidden");
    var title = hidden ? hidden.textContent : wordsOf("#page-title");
    var shown = document.querySelector(".shown");
    return [title, shown ? shown.textContent.trim() : "", wordsOf(".as-at").split(" · ")[0], wordsOf(".sample-tag")]
      .filter(Boolean).join(" · ");
  }

  // The chart as it is drawn, with its title above and the view and the day beneath: a picture leaves its page.
  function pictureOf(plot) {
    var card = plot.closest(".card");
    var title = lines(wordsOf(".card-title", card), 85, " ");
    var beneath = lines(viewWords() + " · Achievement for All", 130, " · ");
    var layout = JSON.parse(JSON.stringify(plot.layout));
    var margin = layout.margin || {};
    var above = 26 * title.length + 14, below = 18 * beneath.length + 12;
    layout.width = WIDTH;
    layout.height = (layout.height || plot.clientHeight) + above + below;
    layout.margin = Object.assign({}, margin, { t: (margin.t || 20) + above, b: (margin.b || 40) + below });
    layout.paper_bgcolor = layout.plot_bgcolor = "#FFFFFF";
    layout.title = {
      text: title.map(escaped).join("<br>"), x: 0.02, xanchor: "left", y: 1, yref: "container", yanchor: "top",
      pad: { t: 16 }, font: { size: 19, color: "#1B1F24" }
    };
    layout.annotations = (layout.annotations || []).concat([{
      text: beneath.map(escaped).join("<br>"), xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left",
      yanchor: "top", yshift: -(margin.b || 40), align: "left", showarrow: false, font: { size: 12, color: "#545D68" }
    }]);
    return { data: plot.data, layout: layout };
  }

  // Rows of marks are drawn by the page itself: their card, under the page's own rules, as an image without a canvas's
  // limits of words and lines; what only a screen can do is left out.
  var LEFT_OUT = ".no-print, .fold:not([open]), .begun-whole";
  var AS_TAKEN = "body { background: #FFFFFF; } .card { border: 0; } .sort::after { content: none; }" +
    " a { color: inherit; text-decoration: none; } .card > .caption:last-child { max-width: none; margin-top: 0.75rem; }";
  var XHTML = "http://www.w3.org/1999/xhtml";

  function cardOf(card, rules, height) {
    var body = document.createElementNS(XHTML, "body");
    var copy = body.appendChild(card.cloneNode(true));
    copy.querySelectorAll(LEFT_OUT).forEach(function (part) { part.remove(); });
    copy.querySelectorAll(".begun").forEach(function (table) { table.classList.remove("begun"); }); // every row of it
    var beneath = copy.appendChild(document.createElement("p"));
    beneath.className = "caption";
    beneath.textContent = viewWords() + " · Achievement for All";
    if (document.querySelector(".marks-few")) { body.appendChild(document.createElement("div")).className = "marks-few"; }
    var words = "<style>" + escaped(rules + AS_TAKEN) + "</style><foreignObject width='100%' height='100%'>" +
      new XMLSerializer().serializeToString(body) + "</foreignObject>";
    return "data:image/svg+xml;charset=utf-8," + encodeURIComponent("<svg xmlns='http://www.w3.org/2000/svg' width='" +
      WIDTH + "' height='" + height + "'>" + words + "</svg>");
  }

  // The page's rules with its typefaces in them, for an image fetches nothing.
  function pageRules() {
    var rules = [];
    Array.prototype.forEach.call(document.styleSheets, function (sheet) {
      Array.prototype.forEach.call(sheet.cssRules, function (rule) { rules.push(withTypeface(rule, sheet.href)); });
    });
    return Promise.all(rules).then(function (found) { return found.join("\n"); });
  }

  function withTypeface(rule, base) {
    var named = rule instanceof CSSFontFaceRule && /url\("([^"]+)"\)/.exec(rule.cssText);
    if (!named) { return rule.cssText; }
    return fetch(new URL(named[1], base)).then(function (answer) { return answer.blob(); }).then(addressOf)
      .then(function (address) { return rule.cssText.replace(named[1], address); });
  }

  function addressOf(file) {
    return new Promise(function (done) {
      var reader = new FileReader();
      reader.onload = function () { done(reader.result); };
      reader.readAsDataURL(file);
    });
  }

  function painted(image, height, scale) {
    var canvas = document.createElement("canvas");
    canvas.width = WIDTH * scale;
    canvas.height = height * scale;
    var pen = canvas.getContext("2d");
    pen.fillStyle = "#FFFFFF";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.scale(scale, scale);
    pen.drawImage(image, 0, 0);
    return canvas;
  }

  // How far down an image has marks: how high the card is at this width nobody knows before it is painted.
  function heightOf(canvas) {
    var shades = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    var last = shades.length - 1;
    while (last > 0 && shades[last] === 255) { last -= 1; }
    return Math.ceil(last / 4 / canvas.width);
  }

  function rowsPicture(card) {
    var most = 2 * card.offsetHeight + 60 * card.querySelectorAll(".begun tr").length + 400;
    return pageRules().then(function (rules) {
      var image = new Image();
      image.src = cardOf(card, rules, most);
      return image.decode().then(function () {
        return painted(image, Math.min(most, heightOf(painted(image, most, 1)) + 16), 2).toDataURL();
      });
    });
  }

  function chartPicture(plot, shape) {
    var picture = pictureOf(plot);
    return window.Plotly.toImage(picture, { format: shape, width: WIDTH, height: picture.layout.height, scale: 2 });
  }

  // Which card has a picture, and of which shape, assets/take_away.css says.
  function takePicture(button) {
    var card = button.closest(".card");
    var plot = card.querySelector(".js-plotly-plot");
    var shape = button.dataset.shape;
    (plot ? chartPicture(plot, shape) : rowsPicture(card)).then(function (address) {
      var link = document.createElement("a");
      link.href = address;
      link.download = "achievement-for-all_" + nameOfCard(button).toLowerCase().replace(/[^a-z0-9]+/g, "-") + "." + shape;
      document.body.appendChild(link);
      link.click();
      link.remove();
    });
  }

  // ---- the address ------------------------------------------------------------------------------------------------

  function copyAddress(button) {
    var told = button.parentNode.querySelector(".told");
    var say = function (words) { if (told) { told.textContent = words; } };
    var shown = function () { say(window.location.href); };
    if (!navigator.clipboard) { shown(); return; }
    navigator.clipboard.writeText(window.location.href).then(function () {
      say("Copied: whoever opens it sees what they may see.");
    }, shown);
  }

  // ---- paper ------------------------------------------------------------------------------------------------------

  // A text as CSS holds it in quotes.
  function quoted(words) {
    return '"' + words.replace(/["\\\n\r\f]/g, function (mark) { return "\\" + mark.charCodeAt(0).toString(16) + " "; }) + '"';
  }

  // Every sheet but the first, whose heading says it, is headed by the view and the day.
  function headSheets() {
    var style = document.getElementById("sheets") || document.head.appendChild(document.createElement("style"));
    style.id = "sheets";
    style.textContent = "@media print { @page { @top-left { content: " + quoted(viewWords()) + "; } } @page :first { @top-left { content: none; } } }";
  }

  // What the figures mean, once each, for the end of the paper: on the screen it stands under each figure.
  function gatherMeanings() {
    var old = document.getElementById("meanings");
    if (old) { old.remove(); }
    var seen = {};
    var list = document.createElement("section");
    list.id = "meanings";
    list.className = "print-only meanings";
    var heading = list.appendChild(document.createElement("h2"));
    heading.textContent = "What these figures mean";
    document.querySelectorAll("#page .under .definition").forEach(function (meaning) {
      var name = wordsOfHidden(meaning.querySelector(".definition-name"));
      if (!name || seen[name]) { return; }
      seen[name] = true;
      list.appendChild(shortMeaning(meaning, name));
    });
    if (list.children.length > 1) { document.body.appendChild(list); }
  }

  function wordsOfHidden(element) { return element ? element.textContent.trim() : ""; }

  // What a meaning says on paper, and what it is led by there.
  var SHORTLY = [["What is worked out", ""], ["Over whom", "Over whom: "], ["Which way is better", ""]];

  function shortMeaning(meaning, name) {
    var part = document.createElement("div");
    part.className = "meaning";
    var title = part.appendChild(document.createElement("h3"));
    title.textContent = name;
    var said = part.appendChild(document.createElement("p"));
    said.textContent = SHORTLY.map(function (label) {
      var term = Array.prototype.find.call(meaning.querySelectorAll("dt"), function (each) { return each.textContent === label[0]; });
      return term ? label[1] + term.nextElementSibling.textContent.trim().replace(/\.?$/, ".") : "";
    }).filter(Boolean).join(" ");
    return part;
  }

  // ---- listening --------------------------------------------------------------------------------------------------

  document.addEventListener("click", function (event) {
    var on = function (selector) { return event.target.closest && event.target.closest(selector); };
    var file = on(".export-button");
    if (file) { window.location.assign(fileAddress(file.dataset.shape, nameOfCard(file))); }
    if (on(".picture-button")) { takePicture(on(".picture-button")); }
    if (on(".copy-button")) { copyAddress(on(".copy-button")); }
  });

  function prepare() { headSheets(); gatherMeanings(); }
  window.addEventListener("beforeprint", prepare);

  var waiting = new MutationObserver(function () {
    var page = document.getElementById("page");
    if (!page) { return; }
    waiting.disconnect();
    new MutationObserver(function () { window.setTimeout(prepare, 0); }).observe(page, { childList: true });
  });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
})();
