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
import traceback

import rows_landing
import rows_plan
import rows_run
import rows_workspace
from lab import Absent, Lab, Missing, Wrong, environment

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
                absent[name] = why
    return absent


def results_of(group, row, absent):
    for aim in row.aims:
        one = {"group": group, "work": aim.work or row.work, "unit": row.unit, "against": aim.rival,
               "aim": aim.text()}
        why = absent.get(aim.ours) or absent.get(aim.rival)
        one["problem"] = str(why) if why else None
        one["missing"] = isinstance(why, Missing)
        if aim.ours not in absent:
            ours = row.samples[aim.ours]
            one |= {"ours": row.value(ours), "min": min(ours), "max": max(ours)}
        if aim.rival not in absent:
            one["rival"] = row.value(row.samples[aim.rival])
        if not one["problem"]:
            one["ratio"] = aim.ratio(one["ours"], one["rival"])
            one["past_aim"] = aim.how_far(one["ratio"])
        yield one


def failed(group, work, problem):
    if isinstance(problem, Wrong):
        return {"group": group, "work": work, "wrong": str(problem)}
    say(traceback.format_exc().rstrip())
    return {"group": group, "work": work, "wrong": f"{type(problem).__name__}: {problem}"}


def run_row(group, row, rounds):
    work = row.work or group
    say(f"bench: {work} …")
    try:
        try:
            results = list(results_of(group, row, measure(row, rounds)))
        finally:
            if row.end:
                row.end()
    except Exception as problem:  # whatever it is, the other rows are still to be measured
        return [failed(group, work, problem)]
    for one in results:
        say(f"  against {one['against']}: {number(one.get('ratio'))} (aim {one['aim']})")
    return results


def run_group(name, lab):
    try:
        made = GROUPS[name](lab)
    except Exception as problem:  # as above
        return [failed(name, name, problem)]
    rows = made if isinstance(made, list) else [made]
    return [one for row in rows for one in run_row(name, row, lab.rounds)]


def is_far_past(one):
    return (one.get("past_aim") or 0) > FAR_PAST


def kind(one):
    if "wrong" in one:
        return "WRONG"
    if one["problem"]:
        return "MISSING" if one["missing"] else "not measured here"
    past = one["past_aim"]
    if past is None:
        return "without an aim"
    return "met" if past <= 1 else "missed"


def verdict(one):
    what = kind(one)
    if what == "WRONG":
        return "WRONG: " + one["wrong"]
    if what in ("MISSING", "not measured here"):
        return f"{what}: {one['problem']}"
    if what == "missed":
        return f"MISSED by {one['past_aim']:.2f}x"
    return "met" if what == "met" else ""


def closing(results):
    """What all of them come to, on one line."""
    kinds = [kind(one) for one in results]
    parts = [f"{kinds.count(one)} {one}" for one in dict.fromkeys(kinds)]
    far = sum(map(is_far_past, results))
    if far:
        parts.append(f"{far} of the missed by more than {FAR_PAST}x")
    return f"{len(results)} line{'s' if len(results) > 1 else ''}: {', '.join(parts)}"


def exit_code(results):
    if any(kind(one) in ("WRONG", "MISSING") for one in results):
        return 1
    return 3 if any(map(is_far_past, results)) else 0


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


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--quick", action="store_true", help="smaller inputs, under three minutes")
    parser.add_argument("--json", metavar="FILE", help="the table as JSON too")
    parser.add_argument("--only", metavar="NAME", action="append", choices=GROUPS,
                        help="these rows only")
    parser.add_argument("--list", action="store_true", help="the names of the rows")
    parser.add_argument("--rounds", type=positive, metavar="N",
                        help="rounds of most rows (5; quick: 2)")
    asked = parser.parse_args()
    asked.rounds = asked.rounds or (2 if asked.quick else 5)
    if asked.json:
        try:
            with open(asked.json, "a"):  # now, not after half an hour
                pass
        except OSError as problem:
            parser.error(f"--json {asked.json}: {problem.strerror}")
    return asked


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
        lab = Lab(pathlib.Path(__file__).resolve().parents[2], folder, asked.quick, asked.rounds)
        lab.environment = kept
        left_out = QUICK_LEAVES_OUT if asked.quick else set()
        names = asked.only or [name for name in GROUPS if name not in left_out]
        results = []
        for name in names:
            began = time.monotonic()
            measured = run_group(name, lab)
            if any(map(is_far_past, measured)):
                say(f"bench: {name} again, since noise does not come twice")
                measured = run_group(name, lab)
            results += measured
            say(f"bench: {name} took {time.monotonic() - began:.0f} s")
        print(table(results), closing(results), sep="\n\n", flush=True)
    finally:
        for ending in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(ending, signal.SIG_IGN)
        remove(folder)
    if asked.json:
        document = {"schema": "sage.bench/1", "rows": results}
        pathlib.Path(asked.json).write_text(json.dumps(document, indent=2) + "\n")
    return exit_code(results)


sys.exit(main())
