"""The driver behind scripts/bench: see docs/BENCHMARKS.md."""
import argparse
import json
import os
import pathlib
import shutil
import signal
import sys
import tempfile

import rows_plan
import rows_repo
import rows_run
from lab import Absent, Lab, Wrong, environment, median

GROUPS = {**rows_plan.ROWS, **rows_repo.ROWS, **rows_run.ROWS}
QUICK_LEAVES_OUT = {"realistic", "train"}  # most of their time is agents asleep
FAR_PAST = 2  # by this factor past its aim, a row fails whoever asks (noise does not do that)


def measure(row, rounds):
    """All contestants in turn, round by round, so that the machine's moods meet all of them."""
    absent = {}
    for _ in range(row.rounds or rounds):
        for name, contestant in row.contestants.items():
            if name in absent:
                continue
            try:
                row.samples.setdefault(name, []).extend(contestant())
            except Absent as why:
                absent[name] = str(why)
    return absent


def results_of(group, row, absent):
    ours = row.samples["ours"]
    for aim in row.aims:
        one = {"group": group, "work": row.work, "unit": row.unit, "median": median(ours),
               "min": min(ours), "max": max(ours), "against": aim.rival, "aim": aim.text()}
        if aim.rival in absent:
            one["problem"] = absent[aim.rival]
        else:
            one["rival"] = median(row.samples[aim.rival])
            one["ratio"] = aim.ratio(one["median"], one["rival"])
            one["past_aim"] = aim.how_far(one["ratio"])
        yield one


def run_group(name, lab, rounds):
    try:
        made = GROUPS[name](lab)
        for row in made if isinstance(made, list) else [made]:
            print(f"bench: {row.work} …", file=sys.stderr, flush=True)
            for one in results_of(name, row, measure(row, rounds)):
                print(f"  against {one['against']}: {one.get('ratio', 0):.2f} (aim {one['aim']})", file=sys.stderr)
                yield one
            if hasattr(row, "end"):
                row.end()
    except (Wrong, RuntimeError) as problem:
        yield {"group": name, "work": name, "wrong": str(problem)}


def verdict(one):
    if "wrong" in one:
        return "WRONG: " + one["wrong"]
    if "problem" in one:
        return one["problem"]
    past = one["past_aim"]
    if past is None:
        return ""
    return "met" if past <= 1 else f"MISSED by {past:.2f}x"


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def table(results):
    lines = [["row", "ours", "min", "max", "", "against", "median", "ratio", "aim", "met?"]]
    for one in results:
        if "median" not in one:
            lines.append([one["work"], *[""] * 8, verdict(one)])
            continue
        rival = [number(one["rival"]), f"{one['ratio']:.2f}"] if "rival" in one else ["-", "-"]
        lines.append([one["work"], *(number(one[key]) for key in ("median", "min", "max")),
                      one["unit"], one["against"], *rival, one["aim"], verdict(one)])
    widths = [max(len(line[i]) for line in lines) for i in range(9)]
    right = {1, 2, 3, 6, 7}
    return "\n".join("  ".join(
        [cell.rjust(width) if i in right else cell.ljust(width)
         for i, (cell, width) in enumerate(zip(line, widths))] + [line[9]]).rstrip() for line in lines)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--quick", action="store_true", help="smaller inputs, under three minutes")
    parser.add_argument("--json", metavar="FILE", help="the table as JSON too")
    parser.add_argument("--only", metavar="NAME", action="append", choices=GROUPS, help="these rows only")
    parser.add_argument("--list", action="store_true", help="the names of the rows")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of most rows (5; quick: 2)")
    return parser.parse_args()


def main():
    asked = arguments()
    if asked.list:
        for name, group in GROUPS.items():
            print(f"{name:15} {(group.__doc__ or '').strip()}")
        return 0
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))  # by way of `finally`
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sage-bench."))
    try:
        kept = environment(folder)
        os.environ.clear()
        os.environ.update(kept)
        (folder / ".gitconfig").write_text(
            "[user]\n  name = Bench\n  email = bench@example.org\n[gc]\n  auto = 0\n[maintenance]\n  auto = false\n")
        lab = Lab(pathlib.Path(__file__).resolve().parents[2], folder, asked.quick)
        lab.environment = kept
        names = asked.only or [name for name in GROUPS if not (asked.quick and name in QUICK_LEAVES_OUT)]
        rounds = asked.rounds or (2 if asked.quick else 5)
        results = [one for name in names for one in run_group(name, lab, rounds)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(table(results))
    if asked.json:
        pathlib.Path(asked.json).write_text(json.dumps({"schema": "sage.bench/1", "rows": results}, indent=2) + "\n")
    if any("wrong" in one for one in results):
        return 1
    return 3 if any((one.get("past_aim") or 0) > FAR_PAST for one in results) else 0


sys.exit(main())
