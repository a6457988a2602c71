// Where the time of the workers went, and which tickets took most of it.

const PARTS_OF_TIME = [
  ["agent_ms", "agents", "agent"],
  ["check_ms", "checks of tickets", "check"],
  ["gate_ms", "gate", "gate"],
  ["prepare_ms", "preparing workspaces", "prepare"],
  ["collect_ms", "collecting changes", "collect"],
  ["other_ms", "in attempts, not told apart", "other"],
  ["idle_ms", "idle", "idle"],
];
const SLOWEST = 8;

function partsOfTime(time) {
  return PARTS_OF_TIME.map(([member, word, look]) => ({ size: time[member], look, title: word }))
    .filter((part) => part.size > 0);
}

function legend(parts, whole) {
  return html("ul", { class: "legend" }, parts.map((part) =>
    html("li", {}, html("span", { class: `swatch ${part.look}`, "aria-hidden": "true" }),
      html("span", { class: "grow" }, part.title), html("b", {}, duration(part.size)),
      html("span", { class: "quiet number" }, percent(part.size, whole)))));
}

function slowest(facts, openTicket) {
  const tickets = facts.tickets.filter((ticket) => ticket.agent_ms > 0)
    .sort((a, b) => b.agent_ms - a.agent_ms).slice(0, SLOWEST);
  const longest = tickets.length > 0 ? tickets[0].agent_ms : 1;
  return html("ul", { class: "slowest" }, tickets.map((ticket) => {
    const bar = html("span", { class: "length agent", "aria-hidden": "true" });
    bar.style.width = `${(100 * ticket.agent_ms) / longest}%`;
    return html("li", {}, html("button", { type: "button", click: () => openTicket(ticket.id) },
      html("code", {}, ticket.id), html("span", { class: "grow clip" }, ticket.title),
      html("b", {}, duration(ticket.agent_ms))), html("span", { class: "track" }, bar));
  }));
}

function showTime(facts, openTicket) {
  const time = facts.time;
  const whole = time.workers * time.wall_ms;
  const parts = partsOfTime(time);
  if (whole === 0 || time.workers === 0)
    return fill(byId("time"), {}, [html("p", { class: "quiet" }, "No worker had part in this run.")]);
  return fill(byId("time"), {}, [
    html("div", { class: "columns" },
      html("div", {},
        html("h3", {}, `${counted(time.workers, "worker")} for ${duration(time.wall_ms)}`),
        stackedBar(parts), legend(parts, whole),
        html("p", { class: "quiet" }, `Beside them, results waited ${duration(time.queue_ms)} in `,
          `the queue, all together, and landing took ${duration(time.landing_ms)}.`)),
      html("div", {}, html("h3", {}, "Longest with their agents"), slowest(facts, openTicket))),
  ]);
}
