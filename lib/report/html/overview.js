// The head of the page, and how many tickets are where.

function howItStands(facts) {
  const took = duration(facts.wall_ms);
  if (facts.standing === "finished") return `finished after ${took}, exit code ${facts.exit_code}`;
  if (facts.standing === "going on") return `still going on when this was written, for ${took}`;
  return `cut short after ${took}; the next run picks up what it left`;
}

function showHead(facts) {
  const started = facts.started.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  const workers = facts.worker_limit > 0 ? `, up to ${counted(facts.worker_limit, "worker")}` : "";
  fill(byId("run"), {}, [
    html("h1", {}, html("span", { class: "quiet" }, "Run "), html("code", {}, facts.run),
      html("span", { class: "quiet" }, " on "), html("code", {}, facts.branch)),
    html("p", {}, `${howItStands(facts)}${workers}`),
    html("p", { class: "quiet" }, `began ${started}: `, html("code", {}, facts.command)),
  ]);
  fill(byId("foot"), {}, [
    html("p", {}, `Made by sage-stream ${facts.version} from the journal of the run, the ticket `,
      "index and the git history."),
  ]);
}

function tile(state, showState) {
  const { word, sign, tone } = stateOf(state.state);
  return html("button", { type: "button", class: `tile ${tone}`, click: () => showState(state.state) },
    html("b", {}, String(state.tickets)),
    html("span", {}, html("span", { class: "sign", "aria-hidden": "true" }, sign), word));
}

/// A bar of parts side by side, as wide as their share; what it says stands beside it in words.
function stackedBar(parts) {
  const whole = parts.reduce((sum, part) => sum + part.size, 0);
  const bar = html("div", { class: "bar", "aria-hidden": "true" });
  for (const part of parts) {
    if (part.size <= 0) continue;
    const piece = html("span", { class: part.look, title: part.title });
    piece.style.flexGrow = String(part.size / whole);
    bar.append(piece);
  }
  return bar;
}

function table(columns, rows, numbers) {
  const cell = (name, index, content) =>
    html(name, { class: index >= columns.length - numbers ? "number" : undefined }, content);
  return html("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "table" },
    html("table", {},
      html("thead", {}, html("tr", {}, columns.map((column, i) => cell("th", i, column)))),
      html("tbody", {}, rows.map((row) => html("tr", {}, row.map((text, i) => cell("td", i, text)))))));
}

const orBlank = (number) => (number === 0 ? "" : String(number));

function showOverview(facts, showState) {
  const total = facts.tickets.length;
  fill(byId("overview"), {}, [
    stackedBar(facts.states.map((state) => ({
      size: state.tickets, look: stateOf(state.state).tone, title: stateOf(state.state).word,
    }))),
    html("div", { class: "tiles" }, facts.states.map((state) => tile(state, showState))),
    facts.velocity.done > 0 && html("p", {},
      `${counted(facts.velocity.done, "ticket")} done of ${total}: `,
      `${facts.velocity.per_hour.toFixed(1)} an hour, ${duration(facts.velocity.mean_agent_ms)} of `,
      `agent time each, ${duration(facts.velocity.mean_lead_ms)} from first start to end.`),
    facts.warnings.length > 0 && folded(counted(facts.warnings.length, "warning"),
      () => html("ul", {}, facts.warnings.map((text) => html("li", {}, text))), true),
    html("div", { class: "columns" },
      html("div", {}, html("h3", {}, "By component"),
        table(["Component", "Tickets", "Done", "In this run", "Deferred", "Blocked"],
          facts.components.map((c) => [c.component, String(c.tickets), orBlank(c.done),
            orBlank(c.done_now), orBlank(c.deferred), orBlank(c.blocked)]), 5)),
      html("div", {}, html("h3", {}, "The last runs"),
        table(["Run", "Done", "Deferred", "Took"],
          facts.runs.map((r) => [r.run, orBlank(r.done), orBlank(r.deferred), duration(r.wall_ms)]),
          3))),
  ]);
}
