"""Rows about merging and landing."""
import subprocess
import time

import inputs
from inputs import changed_commit, git, path_of
from lab import Aim, Row, must

COMMITTER = "Bench <bench@example.org> 1700000001 +0000"


def three_files(i, side):
    return {path_of(i * 20 + k): f"{side} {i} {k}\n" for k in range(3)}


def merging(lab, what, files, aims):
    repository = lab.repository(files)
    base = git(repository, "rev-parse", "main")
    tip = changed_commit(repository, base, three_files(60, "tip"), "refs/bench/tip")
    git(repository, "update-ref", f"refs/bench/kept-{tip}", tip)
    results = [changed_commit(repository, base, three_files(i, "result"), f"refs/bench/result-{i}")
               for i in range(40)]
    expected = [git(repository, "merge-tree", "--write-tree", tip, one) for one in results]

    def side(name, count):
        def run():
            samples, facts = lab.program("merge", name, what, repository, base, tip,
                                         *results[:count])
            must([tree for _, tree in facts] == expected[:count], f"{name}: trees {facts}")
            return samples
        return run

    def process():
        samples = []
        for result, tree in list(zip(results, expected))[:5]:
            took, out = lab.timed("git", "-C", repository, "merge-tree", "--write-tree", tip,
                                  result)
            must(out.strip() == tree, out)
            samples.append(took)
        return samples

    contestants = {"ours": side("ours", 40), "git_merge_trees": side("libgit2", 5)}
    if what == "tree":
        contestants["git merge-tree process"] = process
    return contestants, aims


def merge(lab):
    """a result of 3 files onto a tip that changed 3 others; all must give git's own tree"""
    files = lab.pick(10_000, 100_000)
    trees, process = lab.pick((20, 20), (500, 20))
    return Row(f"merge, 3 files of {files:,}", *merging(lab, "tree", files, [
        Aim("git_merge_trees", faster=trees), Aim("git merge-tree process", faster=process)]))


def commit(lab):
    """the same, and the commit written; objects stay in memory on both sides"""
    files = lab.pick(10_000, 100_000)
    return Row(f"merge and commit, not durable, {files:,} files", *merging(
        lab, "commit", files, [Aim("git_merge_trees", faster=lab.pick(10, 100))]))


def landed(repository, before, ref, texts):
    """One commit for each file, in order, with its text; nothing else, and nothing is pinned."""
    count = git(repository, "rev-list", "--count", f"{before}..{ref}")
    must(count == str(len(texts)), f"{count} commits on {ref}, expected {len(texts)}")
    changed = git(repository, "log", "--reverse", "--format=", "--name-only", f"{before}..{ref}")
    must(changed.split() == list(texts), f"changed on {ref}: {changed[:200]} …")
    expected = {path: inputs.blob_id(text) for path, text in texts.items()}
    must(inputs.blobs_at(repository, ref, texts) == expected, f"a file on {ref} has another text")
    must(git(repository, "for-each-ref", "refs/sage") == "", "a result is still pinned")


def clean(repository):
    """Without writing git's index, which the next landing is to find as the one before left it."""
    must(git(repository, "--no-optional-locks", "status", "--porcelain") == "",
         f"the checkout of {repository} is not clean")


class Landings:
    """A branch of its own for each contestant, and a count of what landed there."""

    def __init__(self, lab, repository, tickets):
        self.lab, self.repository, self.tickets = lab, repository, tickets
        self.next, self.parts = {}, {}

    def ours(self, how, ref, prefix, then=lambda: None):
        """`then`: what else is to hold afterwards."""
        def run():
            first = self.next.get(ref, 0)
            self.next[ref] = first + self.tickets
            before = git(self.repository, "rev-parse", ref)
            samples, facts = self.lab.program("land", how, self.repository, ref, first,
                                              self.tickets, prefix)
            landed(self.repository, before, ref, {
                path_of(i): f"changed by {prefix}{i:06}\n"
                for i in range(first, first + self.tickets)})
            then()
            self.parts[ref] = [float(value) for _, value in facts]
            return samples
        return run


def landing_place(lab, files):
    """A repository where nothing but landing happens."""
    folder = inputs.make_repository(lab.fresh(f"landing-{files}"), files)
    (folder / ".git/info/exclude").write_text(".sage/\n")
    return folder


def git_commits(lab, folder, first):
    """`git add && git commit` of one file after the other, in the checkout."""
    turn = [first]

    def run():
        samples, texts = [], {}
        before = git(folder, "rev-parse", "main")
        for i in range(turn[0], turn[0] + 5):
            texts[path_of(i)] = f"changed by git {i}\n"
            (folder / path_of(i)).write_text(texts[path_of(i)])
            took, _ = lab.timed("sh", "-c", 'git add "$1" && git commit -qm "$1"', "sh", path_of(i),
                                cwd=folder)
            samples.append(took)
        turn[0] += 5
        landed(folder, before, "refs/heads/main", texts)
        clean(folder)
        return samples
    return run


def checkpoints(folder, ref):
    """git without an index and a checkout: one fast-import that keeps running, and after each
    commit a checkpoint, by which its pack and the ref are synced."""
    turn = [0]

    def run():
        samples, texts = [], {}
        before = parent = git(folder, "rev-parse", ref)
        with subprocess.Popen(["git", "-C", folder, "-c", "fastimport.unpackLimit=1", "fast-import",
                               "--quiet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True) as importer:
            def ask(lines):
                importer.stdin.write(lines)
                importer.stdin.flush()
                return importer.stdout.readline().strip()

            ask("progress ready\n")
            for i in range(turn[0], turn[0] + 20):
                text = texts[path_of(i)] = f"imported alone {i}\n"
                start = time.perf_counter()
                parent = ask(f"commit {ref}\nmark :1\ncommitter {COMMITTER}\ndata 7\nChanged\n"
                             f"from {parent}\nM 100644 inline {path_of(i)}\ndata {len(text)}\n"
                             f"{text}\ncheckpoint\nget-mark :1\n")
                samples.append((time.perf_counter() - start) * 1000)
        must(importer.returncode == 0, "git fast-import with checkpoints")
        turn[0] += 20
        landed(folder, before, ref, texts)
        return samples
    return run


def fast_import(lab, folder, count):
    """Commits of blobs that are there, as results are when ours lands them; nothing is synced."""
    base, ref, turn = git(folder, "rev-parse", "main"), "refs/bench/imported", [0]

    def run():
        turn[0] += 1
        texts = {path_of(i): f"imported {turn[0]} {i}\n" for i in range(count)}
        blobs = inputs.write_blobs(folder, texts.values())
        stream = "".join(
            f"commit {ref}\ncommitter {COMMITTER}\ndata 7\nChanged\n"
            f"{f'from {base}' + chr(10) if i == 0 else ''}M 100644 {blob} {path}\n\n"
            for i, (path, blob) in enumerate(zip(texts, blobs)))
        took, _ = lab.timed("git", "-C", folder, "-c", "core.fsync=none", "fast-import", "--quiet",
                            "--force", input=stream)
        landed(folder, base, ref, texts)
        return [took / count]
    return run


def land(lab):
    """one file each, from its text to the moved branch, core.fsync=all; git keeps an index"""
    files = lab.pick(10_000, 100_000)
    folder = landing_place(lab, files)
    git(folder, "config", "core.fsync", "all")
    for branch in ("apart", "batch", "checkpoints"):
        git(folder, "branch", branch)
    landings = Landings(lab, folder, 20)
    rival, kept = "git add && git commit", "git fast-import, a checkpoint each"
    one = "durable landing, one at a time"
    apart = f"{one}, no checkout of the branch, {files:,} files"
    return Row(None, {
        "checked out": landings.ours("one", "refs/heads/main", "MAIN-", lambda: clean(folder)),
        "apart": landings.ours("one", "refs/heads/apart", "APART-"),
        "landing alone": lambda: landings.parts["refs/heads/apart"],
        "batch": landings.ours("batch", "refs/heads/batch", "BATCH-"),
        rival: git_commits(lab, folder, files // 2),
        kept: checkpoints(folder, "refs/heads/checkpoints"),
        "git fast-import": fast_import(lab, folder, 500)}, [
            Aim(rival, faster=lab.pick(1.5, 18), ours="apart", work=apart),
            Aim(kept, ours="apart", work=apart),
            Aim(kept, ours="landing alone", work="  of it: the landing alone"),
            Aim(rival, faster=lab.pick(1, 18), ours="checked out",
                work=f"{one}, and the checkout follows, {files:,} files"),
            Aim("git fast-import", at_most=lab.pick(60, 2.5), ours="batch",
                work=f"durable landing, ten queued, {files:,} files")])


def queue_place(folder, tickets):
    """With an index that git ignores, every ticket of it to be done."""
    inputs.write_index(folder / inputs.INDEX, inputs.backlog(tickets, done=0))
    (folder / ".git/info/exclude").write_text(".sage/\n")

    def states_are(done):
        found = inputs.states(folder)
        must(found == ["COMPLETED"] * done + ["UNPROCESSED"] * (tickets - done),
             f"{found.count('COMPLETED')} states in the index of {folder}, expected {done}")
    return states_are


def write_patches(folder, numbers):
    """What waits in the shell's queue: a patch of one file for each ticket. Gives the texts."""
    texts, patches = {}, folder / ".sage/queue"
    patches.mkdir(exist_ok=True)
    for i in numbers:
        path, text = folder / path_of(i), f"changed by {i}\n"
        texts[path_of(i)] = text
        path.write_text(text)
        (patches / f"{i:06}-{inputs.ticket_id(i)}.patch").write_text(
            git(folder, "diff", "--", path_of(i)) + "\n")
        git(folder, "checkout", "-q", "--", path_of(i))
    return texts


def queue(lab):
    """queued, landed, archived, durably; the rival: a lock folder, git apply and git commit"""
    each, done = 20, {"ours": 0, "shell": 0}
    tickets = max(200, each * lab.rounds)
    folder, rival = landing_place(lab, 10_000), lab.fresh("shell-queue")
    git(lab.folder, "clone", "-q", str(folder), str(rival))
    ours_are, shells_are = (queue_place(one, tickets) for one in (folder, rival))

    def after_ours():
        done["ours"] += each
        ours_are(done["ours"])
        clean(folder)

    def shell():
        texts = write_patches(rival, range(done["shell"], done["shell"] + each))
        done["shell"] += each
        before = git(rival, "rev-parse", "main")
        took, _ = lab.timed("bash", lab.rivals / "shell_queue.sh", cwd=rival)
        landed(rival, before, "refs/heads/main", texts)
        must(not list((rival / ".sage/queue").iterdir()), "the shell's queue is not empty")
        shells_are(done["shell"])
        clean(rival)
        return [took / each]

    landings = Landings(lab, folder, each)
    return Row("landing through the queue, 10,000 files",
               {"ours": landings.ours("queue", "refs/heads/main", "T-", after_ours),
                "shell predecessor": shell},
               [Aim("shell predecessor", faster=lab.pick(1.5, 25))])


ROWS = {"merge": merge, "commit": commit, "land": land, "queue": queue}
