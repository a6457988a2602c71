"""large_run.py FOLDER TICKETS: under FOLDER/.sage the index, the journal and the logs of a run of
so many tickets on eight workers with a gate, as if it had been. Always the same."""

import json
import random
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

WORKERS = 8
COMPONENTS = ("AUTH", "API", "DB", "UI", "SYNC", "MAIL", "DOCS", "CI")
RUN = "20261120-223501-big1"
START = datetime(2026, 11, 20, 22, 35, 1, tzinfo=timezone.utc)
WORDS = "add mend split rename test cache page form token queue index login report retry".split()

root, count = Path(sys.argv[1]) / ".sage", int(sys.argv[2])
chance = random.Random(4)
events = []


def event(at, name, **members):
    events.append((at, name, members))


def some_id():
    return "%040x" % chance.getrandbits(160)


def ticket(number):
    component = COMPONENTS[number * 7 // 60 % len(COMPONENTS)]
    near = range(max(0, number - 40), number)
    needs = chance.sample(near, min(len(near), chance.choice((0, 1, 1, 2, 3))))
    return {"id": f"{component}-{number:04}", "title": " ".join(chance.sample(WORDS, 4)).capitalize(),
            "state": "UNPROCESSED", "priority": f"P{chance.randrange(4)}", "type": "task",
            "dependencies": needs}


def work_on(it, worker, at):
    """One ticket from its start to its end: when the worker is free again."""
    name, attempt = it["id"], 1
    agent = round(chance.lognormvariate(10, 0.6))
    while chance.random() < 0.06 and attempt < 3:
        event(at, "ticket_started", ticket=name, title=it["title"], attempt=attempt, worker=worker)
        event(at + agent // 2, "attempt_failed", ticket=name, attempt=attempt, category="timeout",
              message="ran longer than 30m", retry_in_ms=2000, agent_ms=agent // 2)
        at, attempt = at + agent // 2 + 50, attempt + 1
    event(at, "ticket_started", ticket=name, title=it["title"], attempt=attempt, worker=worker)
    if chance.random() < 0.02:
        event(at + agent, "deferred", ticket=name, category="agent_deferred", attempts=attempt,
              message="the interface it needs is not there")
        return at + agent
    check, prepare = agent // 8, 40
    done = at + prepare + agent + check + 30
    report = {"name": "unit", "verdict": "PASS", "runs": 1, "milliseconds": check}
    event(done, "result_queued", ticket=name, attempt=attempt, files=["src/%s.c" % name.lower()],
          result=some_id(), summary="Done as asked.", agent_ms=agent, prepare_ms=prepare,
          collect_ms=20, check_ms=check, checks=[report])
    commit, gate = some_id(), 3000 + chance.randrange(3000)
    event(done + 20, "gate_started", ticket=name, commit=commit, tree=commit, worker=worker)
    event(done + 20 + gate, "gate_finished", ticket=name, commit=commit, tree=commit, verdict="PASS",
          gate_ms=gate, checks=[dict(report, name="build")])
    event(done + gate + 60, "landed", ticket=name, commit=commit, files=1, landing_ms=12)
    return done + 20 + gate


tickets = [ticket(number) for number in range(count)]
for it in tickets:
    it["dependencies"] = [tickets[number]["id"] for number in it["dependencies"]]
free = [10 * worker for worker in range(WORKERS)]
for number, it in enumerate(tickets):
    it["state"] = "COMPLETED"
    if number < count * 19 // 20:  # the run was ended before the last ones
        worker = free.index(min(free))
        free[worker] = work_on(it, worker, free[worker]) + 30
        folder = root / "runs" / RUN / it["id"] / "1"
        folder.mkdir(parents=True)
        (folder / "prompt.md").write_text(f"# {it['title']}\n\n" + "Do it well. \n" * 100)
        (folder / "stdout.log").write_text("".join(f"step {i} of {it['id']}\n" for i in range(200)))
    else:
        it["state"] = "UNPROCESSED"

event(-1, "run_started", run=RUN, version="0.1.0", branch="refs/heads/main", worker_limit=WORKERS,
      command="sage-stream --auto --parallel=8", tickets=count)
event(max(free) + 500, "run_finished", exit_code=1, wall_ms=max(free) + 501)
with open(root / "runs" / RUN / "journal.ndjson", "w", encoding="utf-8") as journal:
    for at, name, members in sorted(events, key=lambda one: one[0]):
        when = (START + timedelta(milliseconds=at)).isoformat(timespec="milliseconds")
        journal.write(json.dumps({"t": when[:-6] + "Z", "event": name, **members}) + "\n")
(root / "tickets").mkdir(parents=True)
(root / "tickets" / "index.json").write_text(json.dumps({"tickets": tickets}, indent=2))
