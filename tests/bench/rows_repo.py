"""Rows about repositories: merging, landing, workspaces."""
import pathlib
import subprocess

import inputs
from inputs import changed_commit, git, path_of
from lab import Absent, Aim, Row, must


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
            samples, facts = lab.program("merge", name, what, repository, base, tip, *results[:count])
            must([tree for _, tree in facts] == expected[:count], f"{name}: trees {facts}")
            return samples
        return run

    def process():
        samples = []
        for result, tree in list(zip(results, expected))[:5]:
            took, out = lab.timed("git", "-C", repository, "merge-tree", "--write-tree", tip, result)
            must(out.strip() == tree, out)
            samples.append(took)
        return samples

    contestants = {"ours": side("ours", 40), "git_merge_trees": side("libgit2", 5)}
    if what == "tree":
        contestants["git merge-tree process"] = process
    return contestants, aims


def merge(lab):
    """a result of 3 files onto a tip that changed 3 others; all must give git's own tree"""
    files = 10_000 if lab.quick else 100_000
    trees, process = (20, 20) if lab.quick else (500, 20)
    return Row(f"merge, 3 files of {files:,}", *merging(lab, "tree", files, [
        Aim("git_merge_trees", faster=trees), Aim("git merge-tree process", faster=process)]))


def commit(lab):
    """the same, and the commit written; objects stay in memory on both sides"""
    files = 10_000 if lab.quick else 100_000
    return Row(f"merge and commit, not durable, {files:,} files", *merging(
        lab, "commit", files, [Aim("git_merge_trees", faster=10 if lab.quick else 100)]))


class Landings:
    """A branch of its own for each contestant, and a count of what landed there."""

    def __init__(self, lab, repository, tickets):
        self.lab, self.repository, self.tickets = lab, repository, tickets
        self.next = {}

    def ours(self, how, ref, prefix):
        def run():
            first = self.next.get(ref, 0)
            self.next[ref] = first + self.tickets
            before = git(self.repository, "rev-parse", ref)
            samples, _ = self.lab.program("land", how, self.repository, ref, first, self.tickets,
                                          prefix)
            self.check(before, ref, first)
            return samples
        return run

    def check(self, before, ref, first):
        """One commit for each, each file as it was to be, and nothing else changed."""
        count = git(self.repository, "rev-list", "--count", f"{before}..{ref}")
        must(count == str(self.tickets), f"{count} commits on {ref}, expected {self.tickets}")
        changed = git(self.repository, "diff", "--name-only", before, ref).split()
        expected = [path_of(i) for i in range(first, first + self.tickets)]
        must(changed == expected, f"changed on {ref}: {changed[:3]} …")


def landing_place(lab, files):
    """A repository where nothing but landing happens."""
    folder = inputs.make_repository(lab.fresh(f"landing-{files}"), files)
    (folder / ".git/info/exclude").write_text(".sage/\n")
    return folder


def durable(lab, files):
    """A landing onto a branch that is checked out, and onto one that is not; git's commits."""
    folder = landing_place(lab, files)
    git(folder, "branch", "apart")
    git(folder, "branch", "batch")
    landings = Landings(lab, folder, 20)
    turn = [50_000 // 20 if files > 50_000 else 5_000 // 20]

    def add_and_commit():
        samples = []
        before = git(folder, "rev-parse", "main")
        first = turn[0] * 20
        turn[0] += 1
        for i in range(first, first + 5):
            (folder / path_of(i)).write_text(f"changed by git {i}\n")
            took, _ = lab.timed(
                "sh", "-c", 'git -c core.fsync=all add "$1" && git -c core.fsync=all commit -qm "$1"',
                "sh", path_of(i), cwd=folder)
            samples.append(took)
        must(git(folder, "rev-list", "--count", f"{before}..main") == "5", "git's commits")
        return samples

    def fast_import():
        count = 500
        base = git(folder, "rev-parse", "batch")
        text = "".join(
            f"commit refs/bench/imported\ncommitter Bench <bench@example.org> 1700000001 +0000\n"
            f"data 7\nChanged\n{f'from {base}' + chr(10) if i == 0 else ''}"
            f"M 100644 inline {path_of(i)}\ndata 8\nchanged\n\n" for i in range(count))
        took, _ = lab.timed("git", "-C", folder, "fast-import", "--quiet", "--force", input=text)
        must(git(folder, "rev-list", "--count", f"{base}..refs/bench/imported") == str(count),
             "imported commits")
        return [took / count]

    return {"checked out": landings.ours("one", "refs/heads/main", "MAIN-"),
            "apart": landings.ours("one", "refs/heads/apart", "APART-"),
            "batch": landings.ours("batch", "refs/heads/batch", "BATCH-"),
            "git add && git commit": add_and_commit, "git fast-import": fast_import}


def land(lab):
    """one file each, durably, the branch moved for each; git with core.fsync=all"""
    files = 10_000 if lab.quick else 100_000
    one, rival = "durable landing, one at a time", "git add && git commit"
    return Row(None, durable(lab, files), [
        Aim(rival, faster=8 if lab.quick else 18, ours="apart", work=f"{one}, {files:,} files"),
        Aim(rival, faster=2 if lab.quick else 18, ours="checked out",
            work=f"{one}, and the checkout follows, {files:,} files"),
        Aim("git fast-import", at_most=5 if lab.quick else 2.5, ours="batch",
            work=f"durable landing, ten queued, {files:,} files")])


def queue(lab):
    """queued, landed, archived, durably; the rival: a lock folder, git apply and git commit"""
    folder = landing_place(lab, 10_000)
    landings = Landings(lab, folder, 20)
    landings.next["refs/heads/main"] = 100
    inputs.write_index(folder / ".sage/tickets/index.json", inputs.backlog(200, done=0))
    rival = lab.fresh("shell-queue")
    git(lab.folder, "clone", "-q", str(folder), str(rival))
    inputs.write_index(rival / ".sage/tickets/index.json", inputs.backlog(200, done=0))
    (rival / ".git/info/exclude").write_text(".sage/\n")
    turn = [0]

    def shell():
        first = turn[0] * 10
        turn[0] += 1
        patches = rival / ".sage/queue"
        patches.mkdir(exist_ok=True)
        for i in range(first, first + 10):
            path = rival / path_of(i)
            path.write_text(f"changed by {i}\n")
            (patches / f"{i:06}-{inputs.ticket_id(i)}.patch").write_text(
                git(rival, "diff", "--", path_of(i)) + "\n")
            git(rival, "checkout", "-q", "--", path_of(i))
        before = git(rival, "rev-parse", "main")
        took, _ = lab.timed("bash", lab.rivals / "shell_queue.sh", cwd=rival)
        must(git(rival, "rev-list", "--count", f"{before}..main") == "10", "the shell's commits")
        must(git(rival, "status", "--porcelain") == "", "the shell's checkout")
        return [took / 10]

    return Row("landing through the queue, 10,000 files",
               {"ours": landings.ours("queue", "refs/heads/main", "T-"), "shell predecessor": shell},
               [Aim("shell predecessor", faster=25)])


class Worker:
    """A program that keeps a workspace, and is told line by line what to do."""

    def __init__(self, lab, repository, backend):
        self.process = subprocess.Popen(
            [str(lab.programs / "workspace"), str(repository), str(lab.fresh("slots")), backend],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        try:
            self.process.stdin.write(" ".join(words) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        took, _, what = self.process.stdout.readline().strip().partition(" ")
        if took == "absent":
            raise Absent(what)
        must(took, f"the workspace program ended at {words}")
        return float(took), what

    def prepare(self, tip):
        """Gives also the folder, by a path that leads there from outside of its mounts."""
        took, folder = self.ask("prepare", tip)
        return took, pathlib.Path(f"/proc/{self.process.pid}/root{folder}")

    def end(self):
        self.process.communicate()


class Workspaces:
    """A repository, two commits of it that differ in ten files, and a worker for each backend."""

    def __init__(self, lab):
        self.files = 10_000 if lab.quick else 50_000
        self.repository = lab.repository(self.files)
        changes = {path_of(i * 97): f"tip {i}\n" for i in range(10)}
        base = git(self.repository, "rev-parse", "main")
        self.tips = [base, changed_commit(self.repository, base, changes, "refs/bench/ten")]
        self.workers = {name: Worker(lab, self.repository, name) for name in ("plain", "overlay")}

    def worktree(self, folder):
        git(self.repository, "worktree", "add", "-q", "--detach", str(folder), self.tips[0])
        return folder

    def end(self):
        for worker in self.workers.values():
            worker.end()


def spoil(folder, files):
    """What an agent leaves: 3 files changed, 1 removed, 27 that were not there."""
    for i in (7, files // 2, files - 9):
        (folder / path_of(i)).write_text("changed by an agent\n")
    (folder / path_of(files // 3)).unlink()
    for i in range(27):
        (folder / f"src/g000/d{i:02}/made-{i}").write_text("made by an agent\n")


def warm(lab):
    """after an agent left 3 changed, 1 removed and 27 new files; each must be clean at the tip"""
    place = Workspaces(lab)
    kept, turn = place.worktree(lab.fresh("kept")), {"plain": 0, "overlay": 0, "git": 0}

    def next_tip(who):
        turn[who] += 1
        return place.tips[turn[who] % 2]

    def clean(folder, tip):
        must(git(folder, "status", "--porcelain") == "", f"{folder} is not clean")
        must(git(folder, "rev-parse", "HEAD^{tree}") == git(place.repository, "rev-parse", tip + "^{tree}"),
             f"{folder} is at another commit")

    def ours(backend):
        def run():
            if turn[backend] == 0:
                place.workers[backend].prepare(place.tips[0])
            _, folder = place.workers[backend].prepare(place.tips[turn[backend] % 2])
            spoil(folder, place.files)
            tip = next_tip(backend)
            took, folder = place.workers[backend].prepare(tip)
            clean(folder, tip)
            return [took]
        return run

    def reset():
        spoil(kept, place.files)
        tip = next_tip("git")
        took, _ = lab.timed("sh", "-c", 'git reset -q --hard "$1" && git clean -qfd', "sh", tip, cwd=kept)
        clean(kept, tip)
        return [took]

    def add():
        folder = lab.fresh("added")
        took, _ = lab.timed("git", "-C", place.repository, "-c", "checkout.workers=2", "worktree", "add",
                            "-q", "--detach", folder, place.tips[1])
        clean(folder, place.tips[1])
        return [took]

    aims = {"plain": (5, 1.3), "overlay": (15, 2)} if lab.quick else {"plain": (20, 1.3), "overlay": (150, 8)}
    rows = []
    for backend, (worktree, cleaned) in aims.items():
        work = f"warm {backend} workspace to a commit 10 files away, {place.files:,} files"
        rows += [Aim("git worktree add", faster=worktree, ours=backend, work=work),
                 Aim("git reset && git clean", faster=cleaned, ours=backend, work=work)]
    return Row(None, {"plain": ours("plain"), "overlay": ours("overlay"), "git worktree add": add,
                      "git reset && git clean": reset}, rows, end=place.end)


def collect(lab):
    """5 changed files become objects, durably; all must give the same tree"""
    place = Workspaces(lab)
    kept = place.worktree(lab.fresh("collected"))
    turn, trees = {"plain": 0, "overlay": 0, "git": 0}, {}

    def change(folder, who):
        turn[who] += 1
        for i in range(5):
            (folder / path_of(place.files // 5 * i)).write_text(f"round {turn[who]} {i}\n")

    def same(tree, who):
        must(trees.setdefault(turn[who], tree) == tree, f"{who}: another tree in round {turn[who]}")

    def ours(backend):
        def run():
            worker = place.workers[backend]
            _, folder = worker.prepare(place.tips[0])
            change(folder, backend)
            took, tree = worker.ask("collect")
            same(tree, backend)
            return [took]
        return run

    def add():
        git(kept, "reset", "-q", "--hard", place.tips[0])
        change(kept, "git")
        took, out = lab.timed("sh", "-c", "git -c core.fsync=all add -A && git -c core.fsync=all write-tree",
                              cwd=kept)
        same(out.strip(), "git")
        return [took]

    rival = "git add -A && git write-tree"
    aims = {"plain": 1.5, "overlay": 5} if lab.quick else {"plain": 2.5, "overlay": 50}
    return Row(None, {"plain": ours("plain"), "overlay": ours("overlay"), rival: add},
               [Aim(rival, faster=faster, ours=backend,
                    work=f"collecting 5 changed files of {place.files:,}, {backend} workspace")
                for backend, faster in aims.items()], end=place.end)


ROWS = {"merge": merge, "commit": commit, "land": land, "queue": queue, "warm": warm,
        "collect": collect}
