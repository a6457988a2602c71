// The page as a whole: reads the facts, shows each part, and joins them.

const facts = JSON.parse(byId("facts").textContent);

const page = {
  facts,
  tickets: new Map(facts.tickets.map((ticket) => [ticket.id, ticket])),
  neededBy: new Map(),
  openTicket: (id) => dialog.open(id),
  showInGraph: (id) => graph.showAround(id),
};
for (const ticket of facts.tickets)
  for (const needed of ticket.depends_on) {
    if (!page.neededBy.has(needed)) page.neededBy.set(needed, []);
    page.neededBy.get(needed).push(ticket.id);
  }

const dialog = new TicketDialog(page);
const graph = new Graph(page);
const list = new TicketList(facts, page.openTicket);

showHead(facts);
showOverview(facts, (state) => {
  list.only(state);
  byId("tickets").scrollIntoView();
  byId("tickets").focus({ preventScroll: true });
});
showTime(facts, page.openTicket);
showTimeline(facts, page.openTicket);
graph.show(byId("graph"));
list.show(byId("tickets"));

function followHash() {
  const [, id] = location.hash.match(/^#ticket=(.+)$/) || [];
  if (id) page.openTicket(decodeURIComponent(id));
}
window.addEventListener("hashchange", followHash);
followHash();
