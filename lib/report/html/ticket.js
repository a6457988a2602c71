// One ticket, in a dialog: what became of it, what it changed, how it was checked, and each attempt
// with its prompts and logs.

function leftOut(text, where) {
  return text.left_out > 0 && html("p", { class: "quiet" },
    `${where} ${bytes(text.left_out)} left out here.`);
}

function diffView(diff) {
  const looks = { "+": "plus", "-": "minus", "@": "hunk", d: "head" };
  const lines = diff.text.split("\n");
  if (lines[lines.length - 1] === "") lines.pop();
  return html("div", {}, html("pre", { class: "diff", tabindex: "0" }, lines.map((line) =>
    html("span", { class: looks[line[0]] }, `${line}\n`))), leftOut(diff, "At the end,"));
}

function changeView(ticket) {
  const change = ticket.change;
  const landed = ticket.state === "landed";
  return html("div", {},
    html("p", {}, landed ? "Landed as " : "Did not land; its result is kept as ",
      html("code", {}, change.commit), "."),
    table(["File", "Change", "Added", "Removed"], change.files.map((file) => [
      html("code", {}, file.path), file.binary ? `${file.change}, binary` : file.change,
      file.binary ? "" : `+${file.insertions}`, file.binary ? "" : `−${file.deletions}`]), 2),
    folded("Message of the commit", () => html("pre", { tabindex: "0" }, change.message)),
    change.diff.text && folded("Diff", () => diffView(change.diff)));
}

function checkTable(checks) {
  return table(["Check", "Verdict", "What it said", "Runs", "Time"], checks.map((check) => [
    html("code", {}, check.name),
    html("span", { class: `chip ${check.verdict === "PASS" ? "good" : "bad"}` },
      html("span", { class: "sign", "aria-hidden": "true" }, check.verdict === "PASS" ? "✓" : "✗"),
      check.verdict),
    html("div", {}, check.message, check.output && html("pre", { tabindex: "0" }, check.output)),
    String(check.runs), duration(check.milliseconds)]), 2);
}

function checksView(ticket) {
  const parts = [];
  if (ticket.checks.length > 0)
    parts.push(html("h4", {}, "Its own, on what the agent made"), checkTable(ticket.checks));
  if (ticket.gate_verdict)
    parts.push(html("h4", {}, `The gate, on the merged tree: ${ticket.gate_verdict}${
      ticket.gate_remembered ? ", remembered of an earlier test of the same tree" : ""}`),
    ticket.gate_checks.length > 0 && checkTable(ticket.gate_checks));
  return html("div", {}, parts.length > 0 ? parts : html("p", { class: "quiet" }, "None."));
}

function attemptView(attempt) {
  const text = (one, where) => folded(one.name, () =>
    html("div", {}, html("pre", { tabindex: "0" }, one.text), leftOut(one, where)));
  const files = [...attempt.prompts.map((one) => text(one, "At the end,")),
    ...attempt.logs.map((one) => text(one, "At the beginning,"))];
  return html("div", {},
    html("p", { class: "quiet" }, `from ${clock(attempt.begin_ms)} for ${
      duration(attempt.end_ms - attempt.begin_ms)}; logs in `, html("code", {}, attempt.folder)),
    files.length > 0 ? files : html("p", { class: "quiet" }, "Prompt and logs are gone."));
}

function links(ids, openTicket, known) {
  return html("span", { class: "links" }, ids.map((id) => known.has(id)
    ? html("button", { type: "button", class: "link", click: () => openTicket(id) }, id)
    : html("code", {}, id)));
}

function listOfFacts(pairs) {
  return html("dl", {}, pairs.filter(([, value]) => value)
    .map(([name, value]) => html("div", {}, html("dt", {}, name), html("dd", {}, value))));
}

function ticketFacts(ticket, page) {
  const some = (ids) => ids.length > 0 && links(ids, page.openTicket, page.tickets);
  const time = (ms) => ms > 0 && duration(ms);
  return listOfFacts([
    ["Component", ticket.component], ["Type", ticket.type], ["Priority", ticket.priority],
    ["Attempts", ticket.attempts_made > 0 && String(ticket.attempts_made)],
    ["Fix-up rounds", ticket.fix_rounds > 0 && String(ticket.fix_rounds)],
    ["Agent time", time(ticket.agent_ms)], ["Check time", time(ticket.check_ms)],
    ["Gate time", time(ticket.gate_ms)], ["Waited to land", time(ticket.queue_ms)],
    ["Began", ticket.begin_ms >= 0 && clock(ticket.begin_ms)],
    ["Settled", ticket.settled_ms >= 0 && clock(ticket.settled_ms)],
    ["Depends on", some(ticket.depends_on)], ["Needed by", some(page.neededBy.get(ticket.id) || [])],
    ["Blocked by", some(ticket.blocked_by.slice(1))],
  ]);
}

function reasonView(ticket) {
  if (!ticket.category && !ticket.message) return null;
  const reason = [ticket.category, ticket.message].filter(Boolean).join(": ");
  const more = ticket.last_error && ticket.last_error !== ticket.message;
  return html("div", { class: "note" }, html("p", {}, reason),
    more && html("pre", { tabindex: "0" }, ticket.last_error));
}

class TicketDialog {
  constructor(page) {
    this.page = page;
    this.dialog = byId("ticket");
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();  // beside it
    });
    this.dialog.addEventListener("close", () => {
      if (location.hash.startsWith("#ticket=")) history.replaceState(null, "", "#tickets");
    });
  }

  open(id) {
    const ticket = this.page.tickets.get(id);
    if (!ticket) return;
    const close = html("button", { type: "button", class: "close", "aria-label": "Close",
      click: () => this.dialog.close() }, "✕");
    const toGraph = html("button", { type: "button", click: () => {
      this.dialog.close();
      this.page.showInGraph(id);
    } }, "Show its dependencies");
    this.dialog.replaceChildren();
    fill(this.dialog, {}, [
      html("div", { class: "dialog-head" }, html("div", {},
        html("h2", { id: "ticket-title" }, html("code", {}, ticket.id), ` ${ticket.title}`),
        html("p", {}, chip(ticket.state), " ", toGraph)), close),
      html("div", { class: "dialog-body" },
        reasonView(ticket),
        ticket.summary && html("p", { class: "summary" }, ticket.summary),
        ticketFacts(ticket, this.page),
        ticket.change && folded("What it changed", () => changeView(ticket), true),
        folded("How it was checked", () => checksView(ticket), true),
        ticket.attempts.map((attempt, i) => folded(
          `Attempt ${attempt.number}: ${attempt.end || "goes on"}`, () => attemptView(attempt),
          i === ticket.attempts.length - 1)))]);
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.scrollTop = 0;
    close.focus();
    history.replaceState(null, "", `#ticket=${encodeURIComponent(id)}`);
  }
}
