// The dependencies, drawn: of a small backlog whole, of a large one around a ticket.

const DRAWN_WHOLE = 60;
const MOST_DRAWN = 120;
const BOX = { width: 136, height: 40, across: 190, down: 54, margin: 12 };

class Graph {
  constructor(page) {
    this.page = page;
    this.linked = page.facts.tickets.filter((ticket) =>
      ticket.depends_on.length > 0 || (page.neededBy.get(ticket.id) || []).length > 0);
    this.scroll = html("div", { class: "scroll drawing" });
    this.note = html("p", { class: "quiet", role: "status" });
    this.around = html("input", { type: "search", list: "ids", autocomplete: "off", size: 16,
      placeholder: "id of a ticket", input: () => this.typed() });
    this.steps = html("select", { input: () => this.draw() },
      [1, 2, 3, 4].map((n) => html("option", { value: n, selected: n === 2 }, counted(n, "step"))));
  }

  show(place) {
    if (this.linked.length === 0)
      return fill(place, {}, [html("p", { class: "quiet" }, "No ticket depends on another.")]);
    fill(place, {}, [
      html("div", { class: "toolbar" }, labelled("Around", this.around), labelled("Within", this.steps),
        html("button", { type: "button", click: () => this.drawWhole() }, "Start over")),
      html("datalist", { id: "ids" }, this.linked.map((t) => html("option", { value: t.id }))),
      this.note, this.scroll]);
    return this.drawWhole();
  }

  /// Of a large backlog: around the ticket that most wait for.
  drawWhole() {
    const waits = (ticket) => (this.page.neededBy.get(ticket.id) || []).length;
    const first = this.linked.reduce((best, ticket) => (waits(ticket) > waits(best) ? ticket : best));
    this.around.value = this.linked.length <= DRAWN_WHOLE ? "" : first.id;
    this.draw();
  }

  typed() {
    if (this.around.value === "" || this.page.tickets.has(this.around.value)) this.draw();
  }

  showAround(id) {
    if (this.linked.length === 0) return;
    this.around.value = id;
    this.draw();
    byId("graph").scrollIntoView();
    const drawn = this.scroll.querySelector(".box.center");
    if (drawn) drawn.focus();
  }

  neighbours(id) {
    return [...this.page.tickets.get(id).depends_on, ...(this.page.neededBy.get(id) || [])]
      .filter((other) => this.page.tickets.has(other));
  }

  /// The ids within the chosen number of steps, nearest first; how many more there were.
  near(id) {
    const found = new Set([id]);
    let border = [id];
    for (let step = 0; step < Number(this.steps.value); ++step) {
      border = [...new Set(border.flatMap((one) => this.neighbours(one)))]
        .filter((one) => !found.has(one));
      border.forEach((one) => found.add(one));
    }
    const all = [...found];
    return { ids: all.slice(0, MOST_DRAWN), more: Math.max(0, all.length - MOST_DRAWN) };
  }

  draw() {
    const center = this.around.value;
    const whole = center === "";
    const { ids, more } = whole
      ? { ids: this.linked.slice(0, MOST_DRAWN).map((ticket) => ticket.id),
        more: Math.max(0, this.linked.length - MOST_DRAWN) }
      : this.near(center);
    const alone = this.page.facts.tickets.length - this.linked.length;
    this.note.textContent = [
      whole ? `${counted(ids.length, "ticket")}, each to the right of what it depends on; what `
        + "follows from other dependencies is not drawn."
        : `${counted(ids.length, "ticket")} around ${center}; ${this.linked.length} have dependencies.`,
      more > 0 ? `${more} more are not drawn.` : "",
      alone > 0 && whole ? `${counted(alone, "ticket")} without any dependency not drawn.` : "",
    ].filter(Boolean).join(" ");
    this.steps.disabled = whole;
    this.scroll.replaceChildren(this.drawing(ids, center));
    const chosen = this.scroll.querySelector(".box.center");
    if (chosen) {
      const at = Number(chosen.dataset.x) + BOX.width / 2;
      this.scroll.scrollLeft = at - this.scroll.clientWidth / 2;
      this.scroll.scrollTop = Number(chosen.dataset.y) - this.scroll.clientHeight / 2;
    }
  }

  drawing(ids, center) {
    const needs = essentialNeeds(ids, (id) => this.page.tickets.get(id).depends_on);
    const layers = layersOf(ids, needs);
    const tallest = Math.max(...layers.map((layer) => layer.length));
    const place = new Map();
    layers.forEach((layer, i) => layer.forEach((id, j) => place.set(id, {
      x: BOX.margin + i * BOX.across,
      y: BOX.margin + (j + (tallest - layer.length) / 2) * BOX.down,
    })));
    const edges = ids.flatMap((id) =>
      needs.get(id).map((other) => this.edge(place.get(other), place.get(id))));
    return svg("svg", {
      width: 2 * BOX.margin + (layers.length - 1) * BOX.across + BOX.width,
      height: 2 * BOX.margin + (tallest - 1) * BOX.down + BOX.height,
      role: "group", "aria-label": "Dependencies, drawn; each box is a button that opens its ticket",
    }, edges, ids.map((id) => this.box(id, place.get(id), id === center)));
  }

  edge(from, to) {
    const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
    const [x2, y2] = [to.x, to.y + BOX.height / 2];
    const bend = Math.max(24, (x2 - x1) / 2);
    return svg("path", { class: "edge",
      d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 5} ${y2}m-5 -4l6 4l-6 4` });
  }

  box(id, { x, y }, isCenter) {
    const ticket = this.page.tickets.get(id);
    const state = stateOf(ticket.state);
    const open = () => this.page.openTicket(id);
    const label = id.length > 15 ? `${id.slice(0, 14)}…` : id;
    return svg("g", { class: `box ${state.tone}${isCenter ? " center" : ""}`, tabindex: "0",
      role: "button", "aria-label": `${id}, ${state.word}: ${ticket.title}`, "data-x": x, "data-y": y,
      click: open, keydown: (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        open();
      } },
    svg("title", {}, `${id} ${ticket.title}`),
    svg("rect", { x, y, width: BOX.width, height: BOX.height, rx: 5 }),
    svg("rect", { x, y, width: 4, height: BOX.height, rx: 2, class: "edge-of-box" }),
    svg("text", { x: x + 13, y: y + 17, class: "id" }, label),
    svg("text", { x: x + 13, y: y + 32, class: "state" },
      `${state.sign} ${state.word === "done, not by this run" ? "done" : state.word}`));
  }
}
