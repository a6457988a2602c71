"""Rows about backlogs: reading, planning, states, makespan, memory."""
import json
import os
import subprocess
import sys

import inputs
from lab import Aim, Row, must, need

READY = """
(reduce (.tickets[] | select(.state == "COMPLETED").id) as $id ({}; .[$id] = true)) as $done
| [.tickets[] | select(.state == "UNPROCESSED" and all(.dependencies[]; $done[.]))] | length"""


# What a process needed at most counts what its parent had when it began: so a small one asks.
PEAK = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=sys.stderr)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)"""


CHANGE = '(.tickets[] | select(.id == "T-000077")).state = "DEFERRED"'


def ready_now(tickets):
    done = {one["id"] for one in tickets if one["state"] == "COMPLETED"}
    return sum(one["state"] == "UNPROCESSED" and done.issuperset(one["dependencies"])
               for one in tickets)


def plan(lab):
    """index -> graph -> ready tickets, each a process of its own; jq and ninja check no cycles"""
    count = lab.pick(20_000, 100_000)
    tickets = inputs.backlog(count)
    ready, index, graph = ready_now(tickets), lab.fresh("index.json"), lab.fresh("ninja")
    inputs.write_index(index, tickets)
    graph.mkdir()
    inputs.write_ninja(graph / "build.ninja", tickets)

    def process(name):
        def run():
            took, out = lab.timed(lab.programs / name, index)
            must(out == f"ready {ready}\n", f"{name}: {out!r}, expected {ready}")
            return [took]
        return run

    def ninja():
        need("ninja")
        return [lab.timed("ninja", "-n", "--quiet", "-C", graph)[0]]

    def jq():
        need("jq")
        took, out = lab.timed("jq", READY, index)
        must(int(out) == ready, f"jq: {out}")
        return [took]

    return Row(f"plan {count:,} tickets",
               {"ours": process("plan"), "simdjson + Kahn": process("plan_floor"),
                "ninja -n": ninja, "jq": jq},
               [Aim("simdjson + Kahn", at_most=lab.pick(2.5, 1.3)),
                Aim("ninja -n", faster=lab.pick(2, 4)), Aim("jq", faster=lab.pick(10, 20))])


def state(lab):
    """a ticket is deferred: ours journals it; the rival replaces the index, synced"""
    count = lab.pick(20_000, 100_000)
    tickets = inputs.backlog(count)
    index = lab.fresh("state") / "index.json"
    inputs.write_index(index, tickets)
    journal, turn = lab.fresh("journal"), [0]

    def ours():
        turn[0] += 20
        samples, facts = lab.program("state", "journal", journal, 20)
        must(facts == [("events", str(turn[0]))], f"journal: {facts}")
        return samples

    def jq():
        need("jq")
        new = index.parent / "new"
        with open(new, "w") as out:
            took, _ = lab.timed("jq", "-c", CHANGE, index, stdout=out,
                                capture_output=False, stderr=subprocess.PIPE)
        synced, _ = lab.timed("sh", "-c", 'sync "$1" && mv "$1" "$2" && sync "$3"', "sh",
                              new, index, index.parent)
        must(json.loads(index.read_text())["tickets"][77]["state"] == "DEFERRED", "jq's index")
        return [took + synced]

    def splice():
        turn.append(0)
        to = "FAILED" if len(turn) % 2 else "DEFERRED"
        samples, _ = lab.program("state", "splice", index, "T-000078", to)
        must(json.loads(index.read_text())["tickets"][78]["state"] == to, "the spliced index")
        return samples

    return Row(f"one durable state change, {count:,} tickets",
               {"ours": ours, "jq rewrite": jq, "our splice and replace": splice},
               [Aim("jq rewrite", faster=lab.pick(100, 500)), Aim("our splice and replace")])


def makespan(lab):
    """the worst of a real backlog and random graphs, simulated; against the bound"""
    real = lab.source / "fixtures/backlogs/realistic.json"
    graphs = [real]
    for seed in range(2, lab.pick(8, 20)):
        graphs.append(lab.fresh("random") / "index.json")
        count, *shape = [(2000, 3, 200), (300, 2, 40), (900, 6, 1000)][seed % 3]
        inputs.write_index(graphs[-1], inputs.backlog(count, seed, 0, *shape, priority="P1"))
    turn = iter(graphs * 100)

    def ours():
        samples, _ = lab.program("makespan", next(turn), 1, 2, 3, 4, 8, 16)
        must(min(samples) >= 1, "shorter than is possible")
        return samples

    return Row("makespan, 1 to 16 workers, the worst of real and random graphs",
               {"ours": ours, "max(critical path, work / workers)": lambda: [1.0]},
               [Aim("max(critical path, work / workers)", at_most=1.05)], "x", len(graphs), max)


def staged(lab):
    """whole process; the floor reads the staged index by libgit2 and parses it by simdjson"""
    folder = inputs.make_repository(lab.fresh("staged"), 100, inputs.backlog(10_000))

    def ours():
        took, out = lab.timed(lab.stream, "validate", "--staged", "--format=json", cwd=folder)
        report = json.loads(out)
        must(report["tickets"] == 10_000 and not report["findings"], out[:300])
        return [took]

    def floor():
        took, out = lab.timed(lab.programs / "staged_floor", folder)
        must(out == "tickets 10000\n", out)
        return [took]

    return Row("validate --staged, 10,000 tickets",
               {"ours": ours, "starting and parsing once": floor},
               [Aim("starting and parsing once", at_most=1.3)], rounds=10)


def memory(lab):
    """the coordinator's peak resident memory while it drains one ticket of the backlog"""
    count = lab.pick(20_000, 100_000)
    folder = inputs.make_repository(lab.fresh("memory"), 100)
    index = folder / ".sage/tickets/index.json"
    tickets = inputs.backlog(count)
    for one in tickets:
        one["run"] = ["true"]
    inputs.write_index(index, tickets)
    (folder / ".git/info/exclude").write_text(".sage/\n")

    def ours():
        ran = subprocess.run([sys.executable, "-c", PEAK, lab.stream, "--auto", "--limit", "1"],
                             cwd=folder, capture_output=True, text=True)
        must(ran.returncode == 0, ran.stderr[-300:])
        return [int(ran.stdout) / 1024]

    def allowed():
        return [index.stat().st_size / 2**20 * 1.6 + 20]

    return Row(f"memory of the coordinator, {count:,} tickets",
               {"ours": ours, "1.6 x the index + 20 MB": allowed},
               [Aim("1.6 x the index + 20 MB", at_most=lab.pick(2, 1))], "MB", 2)


ROWS = {"plan": plan, "state": state, "makespan": makespan, "staged": staged, "memory": memory}
