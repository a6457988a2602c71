"""click_through.py REPORT.html: goes through a report as a person would, at two widths and in both
themes (a large one only once in each). Says what is wrong and fails, or says nothing."""

import json
import sys
from pathlib import Path

from browser import Browser

# Text whose colour is too near to what is behind it (WCAG 2.1, AA).
PALE_TEXT = """(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!colour.startsWith("rgba") || numbers(colour)[3] === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest("script, svg, option, :disabled, dialog:not([open])"))
      continue;
    const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.add(`${element.className}: ${contrast.toFixed(2)}`);
  }
  return [...found];
})()"""


class Visit:
    def __init__(self, browser, facts):
        self.browser, self.facts = browser, facts

    def text(self, selector):
        return self.browser.value(f"document.querySelector({json.dumps(selector)}).textContent")

    def count(self, selector):
        return self.browser.value(f"document.querySelectorAll({json.dumps(selector)}).length")

    def must(self, holds, what):
        if not holds:
            raise SystemExit(f"click_through: {what}")

    def dialog_is_open(self):
        return self.browser.value("document.querySelector('dialog').open")

    def close_dialog(self):
        self.browser.key("Escape")
        self.must(not self.dialog_is_open(), "Escape does not close the ticket")

    # --- what there is to see ------------------------------------------------------------------

    def no_slips(self, where):
        slips = self.browser.value("document.querySelector(%s).innerText.match("
                                   r"/(^|\n|\s)(undefined|NaN|null|false|\[object.*)(?=$|\s)/)"
                                   % json.dumps(where))
        self.must(not slips, f"{where} says {slips}")

    def look(self):
        for part in ("overview", "time", "timeline", "graph", "tickets"):
            self.must(self.count(f"#{part} > *") > 1, f"nothing stands under {part}")
        wide, seen = self.browser.value("[document.documentElement.scrollWidth, innerWidth]")
        self.must(wide <= seen, f"the page is {wide} wide where {seen} are seen")
        self.must(self.count("script") == 2, "there are scripts that are not the page's own")
        pale = self.browser.value(PALE_TEXT)
        self.must(not pale, f"text that is hard to read: {pale}")
        self.no_slips("body")
        nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
        for node in nodes:
            role = node.get("role", {}).get("value")
            if role in ("button", "searchbox", "combobox", "link", "dialog", "textbox"):
                self.must(node.get("name", {}).get("value"), f"a {role} has no name")

    # --- what there is to do -------------------------------------------------------------------

    def filter_tickets(self):
        state = self.facts["states"][-1]
        self.browser.click(".tile", len(self.facts["states"]) - 1)
        shown = min(state["tickets"], 100)
        self.must(self.count(".row") == shown, f"not the {shown} tickets of {state['state']} are shown")
        wanted = self.facts["tickets"][-1]["id"]
        self.browser.value("document.querySelector('#tickets select').value = ''")
        self.browser.click("#tickets input")
        self.browser.type(wanted)
        self.must(self.count(f".row[data-ticket={json.dumps(wanted)}]") == 1, f"{wanted} is not found")
        self.browser.value("document.querySelector('#tickets input').value = ''")
        self.browser.type(" ")
        self.must(f"{len(self.facts['tickets'])} ticket" in self.text("#tickets [role=status]"),
                  "the list does not count all tickets")
        if len(self.facts["tickets"]) > 100:
            self.browser.click(".more")
            self.must(self.count(".row") == 200, "there are no more tickets")

    def read_tickets(self):
        for number in range(min(self.count(".row"), 8)):
            self.browser.click(".row", number)
            self.must(self.dialog_is_open(), "a click on a ticket does not open it")
            ticket = next(t for t in self.facts["tickets"] if t["id"] == self.text("dialog h2 code"))
            opened = 0
            while opened < self.count("dialog summary"):  # opening one may bring others
                if not self.browser.value(
                        f"document.querySelectorAll('dialog summary')[{opened}].parentElement.open"):
                    self.browser.click("dialog summary", opened)
                opened += 1
            self.no_slips("dialog")
            files = len(ticket["change"]["files"]) if ticket["change"] else 0
            attempts = len(ticket["attempts"])
            self.must(opened >= (files > 0) + 1 + attempts, "a ticket lacks something to open")
            self.close_dialog()

    def step_through_time(self):
        if not any(slice["worker"] >= 0 for slice in self.facts["timeline"]):
            return
        self.browser.click(".toolbar button")
        self.browser.value("document.querySelector('.lanes').focus()")
        before = self.text(".readout")
        for key in ("ArrowRight", "ArrowRight", "End", "Home"):
            self.browser.key(key)
        self.must(self.text(".readout") != before, "the arrow keys do not step through the timeline")
        self.browser.key("Enter")
        self.must(self.dialog_is_open(), "Enter does not open the ticket of a slice")
        self.close_dialog()

    def walk_the_graph(self):
        if self.count(".box") == 0:
            return
        self.browser.click(".box")
        self.must(self.dialog_is_open(), "a click on a box does not open its ticket")
        self.browser.click("dialog .dialog-head p button")
        self.must(not self.dialog_is_open() and self.count(".box.center") == 1,
                  "a ticket's dependencies are not shown")

    def all(self):
        self.look()
        self.filter_tickets()
        self.read_tickets()
        self.step_through_time()
        self.walk_the_graph()


def main(file):
    page = Path(file).resolve()
    data = page.read_text().split('id="facts">', 1)[1].split("</script>", 1)[0]
    facts = json.loads(data)
    with Browser() as browser:
        views = [("light", 1280), ("dark", 390), ("light", 390), ("dark", 1280)]
        for theme, width in views[:2] if len(facts["tickets"]) > 500 else views:
            browser.size(width, 844)
            browser.theme(theme)
            browser.open(page.as_uri())
            Visit(browser, facts).all()
        ticket = facts["tickets"][0]["id"]
        browser.open(f"{page.as_uri()}?again#ticket={ticket}")
        visit = Visit(browser, facts)
        visit.must(visit.text("dialog h2 code") == ticket, "the address of a ticket does not open it")
        visit.must(not browser.problems, "\n".join(browser.problems[:5]))


main(sys.argv[1])
