"""The driver behind scripts/bench: see docs/BENCHMARKS.md."""
import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import rows_landing
import rows_plan
import rows_run
import rows_workspace
from lab import Absent, Lab, Wrong, environment

GROUPS = {**rows_plan.ROWS, **rows_landing.ROWS, **rows_workspace.ROWS, **rows_run.ROWS}
QUICK_LEAVES_OUT = {"realistic", "train", "whole", "growth-files"}  # they take minutes
GIT_CONFIG = """[user]
  name = Bench
  email = bench@example.org
[gc]
  auto = 0
[maintenance]
  auto = false
"""
FAR_PAST = 2  # by this factor past its aim, twice in a row, it fails whoever asks


def say(line):
    print(line, file=sys.stderr, flush=True)


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
    for aim in row.aims:
        one = {"group": group, "work": aim.work or row.work, "unit": row.unit, "against": aim.rival,
               "aim": aim.text()}
        one["problem"] = absent.get(aim.ours) or absent.get(aim.rival)
        if aim.ours not in absent:
            ours = row.samples[aim.ours]
            one |= {"ours": row.value(ours), "min": min(ours), "max": max(ours)}
        if aim.rival not in absent:
            one["rival"] = row.value(row.samples[aim.rival])
        if not one["problem"]:
            one["ratio"] = aim.ratio(one["ours"], one["rival"])
            one["past_aim"] = aim.how_far(one["ratio"])
        yield one


def run_group(name, lab, rounds):
    try:
        made = GROUPS[name](lab)
        for row in made if isinstance(made, list) else [made]:
            say(f"bench: {row.work or name} …")
            for one in results_of(name, row, measure(row, rounds)):
                say(f"  against {one['against']}: {number(one.get('ratio'))} (aim {one['aim']})")
                yield one
            if row.end:
                row.end()
    except (Wrong, RuntimeError, OSError) as problem:
        yield {"group": name, "work": name, "wrong": str(problem)}


def verdict(one):
    if "wrong" in one:
        return "WRONG: " + one["wrong"]
    if one["problem"]:
        return one["problem"]
    past = one["past_aim"]
    if past is None:
        return ""
    return "met" if past <= 1 else f"MISSED by {past:.2f}x"


def is_far_past(one):
    return (one.get("past_aim") or 0) > FAR_PAST


def number(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def aligned(column, cell, width):
    return cell.rjust(width) if column in (1, 2, 3, 6, 7) else cell.ljust(width)


def table(results):
    lines = [["row", "ours", "min", "max", "", "against", "it", "ratio", "aim", "met?"]]
    for one in results:
        figures = [number(one.get(key)) for key in ("ours", "min", "max")]
        ratio = f"{one['ratio']:.2f}" if "ratio" in one else "-"
        lines.append([one["work"], *figures, one.get("unit", ""), one.get("against", ""),
                      number(one.get("rival")), ratio, one.get("aim", ""), verdict(one)])
    widths = [max(len(line[i]) for line in lines) for i in range(9)]
    return "\n".join("  ".join([*map(aligned, range(9), line, widths), line[9]]) for line in lines)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--quick", action="store_true", help="smaller inputs, under three minutes")
    parser.add_argument("--json", metavar="FILE", help="the table as JSON too")
    parser.add_argument("--only", metavar="NAME", action="append", choices=GROUPS,
                        help="these rows only")
    parser.add_argument("--list", action="store_true", help="the names of the rows")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of most rows (5; quick: 2)")
    return parser.parse_args()


def remove(folder):
    """Workers of a run that was ended in its middle still finish what they have in hand."""
    deadline = time.monotonic() + 60
    while folder.exists() and time.monotonic() < deadline:
        subprocess.run(["rm", "-rf", folder], stderr=subprocess.DEVNULL, check=False)


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
        (folder / ".gitconfig").write_text(GIT_CONFIG)
        lab = Lab(pathlib.Path(__file__).resolve().parents[2], folder, asked.quick)
        lab.environment = kept
        left_out = QUICK_LEAVES_OUT if asked.quick else set()
        names = asked.only or [name for name in GROUPS if name not in left_out]
        rounds = asked.rounds or (2 if asked.quick else 5)
        results = []
        for name in names:
            began = time.monotonic()
            measured = list(run_group(name, lab, rounds))
            if any(map(is_far_past, measured)):
                say(f"bench: {name} again, since noise does not come twice")
                measured = list(run_group(name, lab, rounds))
            results += measured
            say(f"bench: {name} took {time.monotonic() - began:.0f} s")
        print(table(results), flush=True)
    finally:
        for ending in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(ending, signal.SIG_IGN)
        remove(folder)
    if asked.json:
        document = {"schema": "sage.bench/1", "rows": results}
        pathlib.Path(asked.json).write_text(json.dumps(document, indent=2) + "\n")
    if any("wrong" in one for one in results):
        return 1
    return 3 if any(map(is_far_past, results)) else 0


sys.exit(main())
