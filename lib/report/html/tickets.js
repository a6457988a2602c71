// The list of tickets: filtered, sorted, a page at a time.

const PAGE = 100;

const ORDERS = {
  backlog: ["as in the backlog", () => 0],
  began: ["as they began", (a, b) => (a.begin_ms < 0 ? Infinity : a.begin_ms) -
    (b.begin_ms < 0 ? Infinity : b.begin_ms) || 0],
  agent: ["longest first", (a, b) => b.agent_ms - a.agent_ms],
  attempts: ["most attempts first", (a, b) => b.attempts_made - a.attempts_made],
  changes: ["largest change first", (a, b) => linesOf(b) - linesOf(a)],
};

function linesOf(ticket) {
  const size = sizeOf(ticket.change);
  return size ? size.insertions + size.deletions : 0;
}

function changeWords(ticket) {
  const size = sizeOf(ticket.change);
  if (!size) return html("span", { class: "change" });
  return html("span", { class: "change" }, `${counted(size.files, "file")} `,
    html("span", { class: "plus" }, `+${size.insertions}`), " ",
    html("span", { class: "minus" }, `−${size.deletions}`));
}

function row(ticket, openTicket) {
  const attempts = ticket.attempts_made > 1 ? counted(ticket.attempts_made, "attempt") : "";
  return html("li", {}, html("button",
    { type: "button", class: "row", "data-ticket": ticket.id, click: () => openTicket(ticket.id) },
    html("code", {}, ticket.id), html("span", { class: "title" }, ticket.title), chip(ticket.state),
    html("span", { class: "quiet component" }, ticket.component),
    html("span", { class: "quiet attempts" }, attempts),
    html("span", { class: "number" }, ticket.agent_ms > 0 ? duration(ticket.agent_ms) : ""),
    changeWords(ticket)));
}

function choice(values, all) {
  return html("select", {}, html("option", { value: "" }, all),
    values.map(([value, word]) => html("option", { value }, word)));
}

class TicketList {
  constructor(facts, openTicket) {
    this.facts = facts;
    this.openTicket = openTicket;
    this.text = html("input", { type: "search", placeholder: "id, title, reason, file…" });
    this.state = choice(facts.states.map((s) => [s.state, stateOf(s.state).word]), "every state");
    this.component = choice(facts.components.map((c) => [c.component, c.component]),
      "every component");
    this.order = html("select", {}, Object.entries(ORDERS)
      .map(([value, [word]]) => html("option", { value }, word)));
    this.count = html("p", { class: "quiet", role: "status" });
    this.list = html("ul", { class: "rows" });
    this.more = html("button", { type: "button", class: "more", click: () => this.showMore() });
    this.haystack = new Map(facts.tickets.map((ticket) => [ticket, [ticket.id, ticket.title,
      ticket.category, ticket.message, ticket.summary,
      ...(ticket.change ? ticket.change.files.map((file) => file.path) : [])]
      .join("\n").toLowerCase()]));
  }

  show(place) {
    for (const control of [this.text, this.state, this.component, this.order])
      control.addEventListener("input", () => this.filter());
    fill(place, {}, [
      html("form", { class: "toolbar", role: "search", submit: (event) => event.preventDefault() },
        labelled("Text", this.text), labelled("State", this.state),
        labelled("Component", this.component), labelled("Order", this.order)),
      this.count, this.list, this.more]);
    this.filter();
  }

  only(state) {
    this.state.value = state;
    this.text.value = "";
    this.component.value = "";
    this.filter();
  }

  filter() {
    const words = this.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.found = this.facts.tickets.filter((ticket) =>
      (!this.state.value || ticket.state === this.state.value) &&
      (!this.component.value || ticket.component === this.component.value) &&
      words.every((word) => this.haystack.get(ticket).includes(word)));
    this.found.sort(ORDERS[this.order.value][1]);
    this.list.replaceChildren();
    this.showMore();
  }

  showMore() {
    const shown = this.list.childElementCount;
    const next = this.found.slice(shown, shown + PAGE);
    this.list.append(...next.map((ticket) => row(ticket, this.openTicket)));
    if (shown > 0 && next.length > 0) this.list.children[shown].firstChild.focus();
    const left = this.found.length - shown - next.length;
    this.more.hidden = left === 0;
    this.more.textContent = `Show ${Math.min(left, PAGE)} more`;
    this.count.textContent = this.found.length === this.facts.tickets.length
      ? counted(this.found.length, "ticket")
      : `${this.found.length} of ${counted(this.facts.tickets.length, "ticket")}`;
  }
}
