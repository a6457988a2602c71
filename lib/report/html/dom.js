// Building the page. All text from outside enters as a text node or an attribute that holds words,
// so none of it is ever markup; what a reader could not see is written out.

const COLOURS_OF_TERMINALS = /\u001b\[[0-9;:?]*[A-Za-z]/g;
// Control characters but tab and line feed, and those that turn the order of characters around.
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function visible(text) {
  return String(text)
    .replace(COLOURS_OF_TERMINALS, "")
    .replace(/\r\n/g, "\n")
    .replace(UNSEEN, (c) => {
      const code = c.charCodeAt(0).toString(16);
      return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
    });
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : visible(value));
  }
  for (const child of children.flat()) {
    if (child === undefined || child === null || child === false || child === "") continue;
    element.append(child instanceof Node ? child : document.createTextNode(visible(child)));
  }
  return element;
}

const html = (name, attributes = {}, ...children) =>
  fill(document.createElement(name), attributes, children);

const svg = (name, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

const byId = (id) => document.getElementById(id);

/// A control with its label before it.
const labelled = (label, control) => html("label", { class: "control" }, html("span", {}, label), control);

/// A part of the page that is made when it is opened for the first time.
function folded(title, make, open = false) {
  const body = html("div", { class: "folded" });
  const details = html("details", {}, html("summary", {}, title), body);
  const once = () => {
    if (details.open && !body.firstChild) fill(body, {}, [make()]);
  };
  details.addEventListener("toggle", once);
  details.open = open;
  once();
  return details;
}
