"""Rows about whole runs of the program."""
import json

import inputs
from inputs import INDEX, git, path_of, states
from lab import Aim, Row, must, need


def place(lab, name, files, tickets, **options):
    return inputs.make_repository(lab.fresh(name), files, tickets, **options)


def drain(lab, folder, *words, expect=(0,), **options):
    took, _ = lab.timed(lab.stream, "--auto", *words, cwd=folder, expect=expect, **options)
    return took


def journal(folder):
    last = sorted((folder / ".sage/runs").iterdir())[-1]
    return [json.loads(line) for line in (last / "journal.ndjson").read_text().splitlines()]


def noop(lab):
    """a ticket that changes nothing, through the whole stream; the rivals start `true`"""
    count = lab.pick(300, 1000)
    jobs = count * 2
    make, ninja = lab.fresh("make"), lab.fresh("ninja")
    make.mkdir(), ninja.mkdir()
    names = " ".join(f"t{i}" for i in range(jobs))
    (make / "Makefile").write_text(f".PHONY: all {names}\nall: {names}\n{names}:\n\t@/bin/true\n")
    (ninja / "build.ninja").write_text("rule work\n  command = /bin/true\n" + "".join(
        f"build t{i}: work\n" for i in range(jobs)))

    def ours():
        tickets = inputs.backlog(count, done=0, needs=0)
        for one in tickets:
            one["run"] = ["true"]
        folder = place(lab, "noop", 100, tickets)
        took = drain(lab, folder, "--parallel=2")
        must(set(states(folder)) == {"COMPLETED"}, "not all are COMPLETED")
        return [took / count]

    def process(*words, **options):
        def run():
            need(words[0])
            return [lab.timed(*words, **options)[0] / jobs]
        return run

    return Row("a no-op ticket through the whole stream, 2 workers",
               {"ours": ours, "posix_spawn": lambda: lab.program("spawn_floor", jobs, 2)[0],
                "make -j2": process("make", "-j2", "-C", make),
                "ninja -j2": process("ninja", "-j2", "--quiet", "-C", ninja),
                "xargs -P2": process("xargs", "-P2", "-n1", "/bin/true",
                                     input="\n".join(map(str, range(jobs))))},
               [Aim("posix_spawn", at_most=lab.pick(15, 3)), Aim("make -j2"), Aim("ninja -j2"),
                Aim("xargs -P2")],
               rounds=3)


def appending(count, **options):
    """Independent tickets that each add a line to a file of their own."""
    tickets = inputs.backlog(count, done=0, needs=0, **options)
    for i, one in enumerate(tickets):
        one["run"] = ["sh", "-c", 'echo "$0" >> "$1"', one["id"], path_of(i)]
    return tickets


def each_landed(folder, ids):
    """One commit each and no other ticket's, and the checkout is clean."""
    trailer = "--format=%(trailers:key=Sage-Ticket,valueonly,separator=)"
    log = git(folder, "log", trailer, "main").split()
    must(sorted(log) == sorted(ids), f"{len(log)} landed, not the {len(ids)} that were to")
    must(git(folder, "status", "--porcelain") == "", "the checkout is not clean")


def landed(folder, tickets):
    """Each has its commit, its line and its state."""
    each_landed(folder, [one["id"] for one in tickets])
    for i, one in enumerate(tickets):
        text = (folder / path_of(i)).read_text()
        must(text.endswith(f"\n{one['id']}\n"), f"the file of {one['id']}")
    must(set(states(folder)) == {"COMPLETED"}, "not all are COMPLETED")


def whole(lab):
    """one-file tickets, each its own commit with its state, durably; worktrees made in the run"""
    count = lab.pick(40, 200)
    tickets = appending(count)

    def check(folder):
        landed(folder, tickets)
        with_state = git(folder, "rev-list", "--count", f"main~{count}..main", "--", INDEX)
        must(with_state == str(count), f"{with_state} commits of {count} have a state with them")

    def ours():
        folder = place(lab, "whole", 10_000, tickets)
        took = drain(lab, folder, "--parallel=2")
        check(folder)
        return [took]

    def pipeline():
        need("xargs")
        folder = place(lab, "pipeline", 10_000, tickets)
        lines = "".join(f"{one['id']} {path_of(i)}\n" for i, one in enumerate(tickets))
        took, _ = lab.timed("bash", lab.rivals / "pipeline.sh", 2, cwd=folder, input=lines)
        check(folder)
        return [took]

    return Row(f"{count} one-file tickets end to end, 2 workers, 10,000 files",
               {"ours": ours, "git + xargs + worktrees": pipeline},
               [Aim("git + xargs + worktrees", faster=lab.pick(1.5, 10))], rounds=lab.pick(1, 3))


def at(event):
    """Milliseconds of the day."""
    hours, minutes, seconds = event["t"][11:23].split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + float(seconds) * 1000


def cost_of_a_ticket(folder):
    """From the first landing on: what comes before it is the first fill of the workspace."""
    times = [at(event) for event in journal(folder) if event["event"] == "landed"]
    return (times[-1] - times[0]) % 86_400_000 / (len(times) - 1)


def growth_files(lab):
    """mean time from landing to landing, one worker; in a large repository and a small one"""
    files = lab.pick(10_000, 100_000)
    tickets = appending(lab.pick(30, 60))
    parts = {}

    def cost(files):
        def run():
            folder = place(lab, "growth", files, tickets)
            drain(lab, folder)
            landed(folder, tickets)
            queued = [event for event in journal(folder) if event["event"] == "result_queued"]
            for part in ("prepare", "collect"):
                parts[part, files] = [event[f"{part}_ms"] for event in queued[1:]]
            return [cost_of_a_ticket(folder)]
        return run

    def part(name, files):
        return lambda: parts[name, files]

    work = f"growth: a ticket at {files:,} files"
    contestants = {"ours": cost(files), "at 100": cost(100)}
    aims = [Aim("at 100", at_most=lab.pick(2.5, 1.5))]
    for name in ("prepare", "collect"):
        contestants |= {name: part(name, files), f"{name} at 100": part(name, 100)}
        aims.append(Aim(f"{name} at 100", ours=name, work=f"  of it: {name}"))
    return Row(work, contestants, aims, rounds=lab.pick(1, 2))


def growth_backlog(lab):
    """mean time from landing to landing, one worker; in a large backlog and a small one"""
    begun = lab.pick(30, 60)

    def cost(size):
        def run():
            folder = place(lab, "backlog", 100, appending(begun, priority="P0")
                           + inputs.backlog(size, 5, 0, 0, priority="P3")[begun:])
            (folder / ".git/info/exclude").write_text(".sage/config.json\n")
            (folder / ".sage/config.json").write_text('{"stream": {"agent": {"command": "false"}}}')
            drain(lab, folder, "--limit", str(begun))
            must(states(folder).count("COMPLETED") == begun, "others were done")
            each_landed(folder, [inputs.ticket_id(i) for i in range(begun)])
            return [cost_of_a_ticket(folder)]
        return run

    return Row("growth: a ticket in a backlog of 10,000",
               {"ours": cost(10_000), "of 100": cost(100)},
               [Aim("of 100", at_most=1.3)], rounds=lab.pick(1, 2))


def workers(lab):
    """agents that take two seconds each (quick: one); the wall time of the run"""
    agent = f'sleep {lab.pick(1, 2)}; echo "$0" >> "$1"'

    def run_with(count):
        def run():
            tickets = inputs.backlog(9, done=0, needs=0)
            for i, one in enumerate(tickets):
                one["run"] = ["sh", "-c", agent, one["id"], path_of(i)]
            folder = place(lab, "workers", 100, tickets)
            took = drain(lab, folder, f"--parallel={count}")
            landed(folder, tickets)
            return [took]
        return run

    return Row("9 independent tickets on 3 workers",
               {"ours": run_with(3), "one worker": run_with(1)},
               [Aim("one worker", faster=2.95)], rounds=lab.pick(1, 2))


def realistic(lab):
    """fixtures/backlogs/realistic.json with agents that take half a second"""
    backlog = json.loads((lab.source / "fixtures/backlogs/realistic.json").read_text())
    agent = lab.source / "fixtures/agents/append"
    stories = [one["id"] for one in backlog["tickets"] if one["type"] == "story"]

    def run_with(count):
        def run():
            folder = place(lab, "realistic", 20, backlog["tickets"])
            took = drain(lab, folder, f"--parallel={count}", "--agent", f"'{agent}'",
                         env=dict(lab.environment, AGENT_SLEEP="0.5"))
            each_landed(folder, stories)
            return [took]
        return run

    return Row("37 tickets with dependencies on 2 workers",
               {"ours": run_with(2), "one worker": run_with(1)},
               [Aim("one worker", faster=1.9)], rounds=1)


def gated(lab, bad, aim):
    def run_with(train):
        def run():
            tickets = inputs.backlog(24, done=0, needs=0)
            for i, one in enumerate(tickets):
                word = "bad" if bad and i % bad == 0 else "good"
                one["run"] = f"echo {word} > new-{i}"
            folder = place(lab, "gated", 20, tickets)
            took = drain(lab, folder, "--parallel=4", "--attempts", "1", "--landing.train", train,
                         "--gate", "sh -c 'sleep 1; ! grep -q bad new-*'", expect=(0, 1, 3))
            good = [one["id"] for one in tickets if "good" in one["run"]]
            must(states(folder).count("COMPLETED") == len(good), f"states other than {len(good)}")
            each_landed(folder, good)
            return [took]
        return run

    name = "every third bad" if bad else "all good"
    return Row(f"24 results, a gate of one second, 4 workers, {name}",
               {"ours": run_with("speculative"), "one by one": run_with("serial"),
                "batches": run_with("batch")},
               [Aim("one by one", faster=aim), Aim("batches")], rounds=1)


def train(lab):
    """the merge train against gating one result after the other"""
    return [gated(lab, 0, 3), gated(lab, 3, 1)]


ROWS = {"noop": noop, "whole": whole, "growth-files": growth_files,
        "growth-backlog": growth_backlog, "workers": workers, "realistic": realistic,
        "train": train}
