// What each worker did when: tickets, gate tests; below, how many results waited, and landings.
// One stop for the tab key: arrows go from slice to slice, Enter opens the ticket.

const LANE = 30;
const QUEUE_HEIGHT = 56;
const AXIS = 24;
const LETTER = 7.2;  // the width of one, about
const ZOOMS = 8;     // each doubles the width

function stepOf(length, width) {
  const wanted = (length * 90) / width;
  const steps = [100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5];
  return steps.find((step) => step >= wanted) || 36e5 * Math.ceil(wanted / 36e5);
}

function saySlice(slice) {
  const what = slice.kind === "gate"
    ? `gate tests ${slice.ticket || "the branch itself"}${
      slice.ahead.length > 0 ? ` on top of ${slice.ahead.join(", ")}` : ""}`
    : `${slice.ticket}, attempt ${slice.attempt}`;
  const length = duration(slice.end_ms - slice.begin_ms);
  return `Worker ${slice.worker}: ${what}, from ${clock(slice.begin_ms)} for ${length}: ${
    slice.end || "goes on"}`;
}

class Timeline {
  constructor(facts, openTicket) {
    this.facts = facts;
    this.openTicket = openTicket;
    this.zoom = 0;
    this.chosen = -1;
    this.length = Math.max(facts.wall_ms, 1, ...facts.timeline.map((slice) => slice.end_ms));
    this.slices = facts.timeline.filter((slice) => slice.worker >= 0);
    this.readout = html("p", { class: "readout", role: "status" },
      "Point at a slice, or step through them with the arrow keys; Enter opens its ticket.");
    this.scroll = html("div", { class: "scroll lanes", tabindex: "0", role: "group",
      "aria-label": "Timeline of the workers. Arrow keys step, Enter opens the ticket.",
      keydown: (event) => this.key(event) });
  }

  show(place) {
    const button = (label, sign, by) => html("button",
      { type: "button", "aria-label": label, click: () => this.zoomTo(this.zoom + by) }, sign);
    const lanes = this.lanes();
    const names = html("div", { class: "lane-names", "aria-hidden": "true" },
      lanes.map((lane) => html("span", {}, lane)), html("span", { class: "queue" }, "waiting"),
      html("span", {}, "landed"));
    const looks = [["agent", "agent"], ["check", "checks"], ["gate", "gate"], ["prepare", "preparing"],
      ["other", "not told apart"]];
    fill(place, {}, [
      html("div", { class: "toolbar" }, button("Zoom in", "+", 1), button("Zoom out", "−", -1),
        html("button", { type: "button", click: () => this.zoomTo(0) }, "Whole run"),
        html("ul", { class: "keys" }, looks.map(([look, word]) => html("li", {},
          html("span", { class: `swatch ${look}`, "aria-hidden": "true" }), word)),
        html("li", {}, html("span", { class: "sign bad" }, "✗"), "did not end well"))),
      html("div", { class: "timeline" }, names, this.scroll), this.readout]);
    this.draw();
    new ResizeObserver(() => this.draw()).observe(this.scroll);
  }

  lanes() {
    return Array.from({ length: this.facts.time.workers }, (_, worker) => `worker ${worker}`);
  }

  zoomTo(zoom) {
    const middle = (this.scroll.scrollLeft + this.scroll.clientWidth / 2) / this.scroll.scrollWidth;
    this.zoom = Math.min(Math.max(zoom, 0), ZOOMS);
    this.draw();
    this.scroll.scrollLeft = middle * this.scroll.scrollWidth - this.scroll.clientWidth / 2;
  }

  draw() {
    const seen = this.scroll.clientWidth;
    if (seen === 0 || (seen === this.drawnFor && this.zoom === this.drawnZoom)) return;
    this.drawnFor = seen;
    this.drawnZoom = this.zoom;
    this.width = seen * 2 ** this.zoom;
    const top = AXIS + this.facts.time.workers * LANE;
    const height = top + QUEUE_HEIGHT + LANE;
    const drawing = svg("svg", { width: this.width, height, "aria-hidden": "true" },
      svg("defs", {}, svg("pattern",
        { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse",
          patternTransform: "rotate(45)" },
        svg("rect", { width: 6, height: 6, class: "fill gate" }),
        svg("rect", { width: 2, height: 6, class: "hatch" }))));
    this.drawAxis(drawing, height);
    this.marks = this.slices.map((slice, i) => drawing.appendChild(this.slice(slice, i)));
    drawing.append(...this.queue(top), ...this.landings(top + QUEUE_HEIGHT));
    this.scroll.replaceChildren(drawing);
    if (this.chosen >= 0) this.marks[this.chosen].classList.add("chosen");
  }

  x(ms) {
    return (ms / this.length) * (this.width - 2) + 1;
  }

  drawAxis(drawing, height) {
    const step = stepOf(this.length, this.width);
    for (let at = 0; at <= this.length; at += step) {
      const label = step < 1000 ? duration(at) : clock(at);
      drawing.append(svg("line", { x1: this.x(at), x2: this.x(at), y1: AXIS - 6, y2: height,
        class: "grid" }), svg("text", { x: this.x(at) + 4, y: AXIS - 10, class: "axis" }, label));
    }
  }

  slice(slice, index) {
    const left = this.x(slice.begin_ms);
    const width = Math.max(this.x(slice.end_ms) - left, 1.5);
    const y = AXIS + slice.worker * LANE + 3;
    const height = LANE - 6;
    const group = svg("g", { class: "slice", pointerenter: () => this.choose(index, false),
      click: () => this.open(slice) });
    const look = slice.kind === "gate" ? "hatched" : "fill other";
    group.append(svg("rect", { x: left, y, width, height, rx: 2, class: look }));
    if (width > 3 && slice.kind === "attempt") this.addParts(group, slice, left, y, width, height);
    const failed = /^failed|^deferred|^worker lost|FAIL|NOT_RUN|NO_TESTS|TIMEOUT/.test(slice.end);
    const label = `${failed ? "✗ " : ""}${slice.kind === "gate" ? "gate " : ""}${slice.ticket}`;
    if (failed) group.append(svg("rect", { x: left, y: y + height - 3, width, height: 3,
      class: "fill bad" }));
    if (width > label.length * LETTER + 8)
      group.append(svg("text", { x: left + 5, y: y + 16, class: "name" }, label));
    else if (failed && width > 14)
      group.append(svg("text", { x: left + 3, y: y + 16, class: "name" }, "✗"));
    return group;
  }

  /// The parts of an attempt one after the other: how long each took is known, not when it was.
  addParts(group, slice, left, y, width, height) {
    let at = slice.begin_ms;
    for (const [look, ms] of [["prepare", slice.prepare_ms], ["agent", slice.agent_ms],
      ["check", slice.check_ms], ["collect", slice.collect_ms]]) {
      const end = Math.min(at + ms, slice.end_ms);
      const wide = this.x(end) - this.x(at);
      if (wide > 0.4)
        group.append(svg("rect", { x: this.x(at), y, width: wide, height, class: `fill ${look}` }));
      at = end;
    }
  }

  /// How many results wait, as steps.
  queue(top) {
    const changes = this.facts.timeline.filter((slice) => slice.kind === "queued")
      .flatMap((slice) => [[slice.begin_ms, 1], [slice.end_ms, -1]]).sort((a, b) => a[0] - b[0]);
    let depth = 0;
    const depths = changes.map(([at, by]) => [at, (depth += by)]);
    const most = Math.max(1, ...depths.map(([, waiting]) => waiting));
    const base = top + QUEUE_HEIGHT - 4;
    const y = (waiting) => base - (waiting / most) * (QUEUE_HEIGHT - 16);
    let path = `M${this.x(0)} ${base}`;
    for (const [at, waiting] of depths) path += `H${this.x(at).toFixed(1)}V${y(waiting).toFixed(1)}`;
    return [svg("path", { d: `${path}H${this.x(this.length)}V${base}Z`, class: "depth" }),
      svg("text", { x: 4, y: top + 10, class: "axis" }, `at most ${counted(most, "result")}`)]
      .slice(0, depths.length > 0 ? 2 : 0);
  }

  landings(top) {
    return this.facts.timeline.filter((slice) => slice.kind === "landing").map((slice) =>
      svg("line", { x1: this.x(slice.end_ms), x2: this.x(slice.end_ms), y1: top + 6,
        y2: top + LANE - 6, class: "landing" }));
  }

  choose(index, follow) {
    if (this.marks[this.chosen]) this.marks[this.chosen].classList.remove("chosen");
    this.chosen = index;
    this.marks[index].classList.add("chosen");
    this.readout.textContent = visible(saySlice(this.slices[index]));
    if (follow) {
      const middle = this.x((this.slices[index].begin_ms + this.slices[index].end_ms) / 2);
      this.scroll.scrollLeft = middle - this.scroll.clientWidth / 2;
    }
  }

  open(slice) {
    if (slice.ticket) this.openTicket(slice.ticket);
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -this.slices.length, End: this.slices.length };
    if (this.slices.length === 0) return;
    if (event.key === "Enter" && this.chosen >= 0) {
      this.open(this.slices[this.chosen]);
    } else if (event.key in step) {
      const next = this.chosen < 0 ? 0 : this.chosen + step[event.key];
      this.choose(Math.min(Math.max(next, 0), this.slices.length - 1), true);
    } else if (event.key === "+" || event.key === "-") {
      this.zoomTo(this.zoom + (event.key === "+" ? 1 : -1));
    } else {
      return;
    }
    event.preventDefault();
  }
}

function showTimeline(facts, openTicket) {
  if (facts.timeline.some((slice) => slice.worker >= 0))
    new Timeline(facts, openTicket).show(byId("timeline"));
  else
    fill(byId("timeline"), {}, [html("p", { class: "quiet" }, "No worker had part in this run.")]);
}
