"""Rows about workspaces."""
import pathlib
import subprocess

from inputs import changed_commit, git, path_of
from lab import Absent, Aim, Row, must


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

    def is_clean_at(self, tree):
        _, found = self.ask("run", "git status --porcelain && git rev-parse 'HEAD^{tree}'")
        return found == tree

    def collect(self):
        return self.ask("collect", "now")

    def prepare(self, tip):
        """Gives also the folder, by a path that leads there from outside of its mounts."""
        took, folder = self.ask("prepare", tip)
        return took, pathlib.Path(f"/proc/{self.process.pid}/root{folder}")

    def end(self):
        self.process.communicate()


class Workspaces:
    """A repository, two commits of it that differ in ten files, and a worker for each backend."""

    def __init__(self, lab):
        self.files = lab.pick(10_000, 50_000)
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

    trees = {tip: git(place.repository, "rev-parse", tip + "^{tree}") for tip in place.tips}

    def clean(folder, tip):
        must(git(folder, "status", "--porcelain") == "", f"{folder} is not clean")
        must(git(folder, "rev-parse", "HEAD^{tree}") == trees[tip], f"{folder} is at another commit")

    def ours(backend):
        def run():
            if turn[backend] == 0:
                place.workers[backend].prepare(place.tips[0])
            _, folder = place.workers[backend].prepare(place.tips[turn[backend] % 2])
            spoil(folder, place.files)
            tip = next_tip(backend)
            took, _ = place.workers[backend].prepare(tip)
            must(place.workers[backend].is_clean_at(trees[tip]), f"{backend}: not clean at {tip}")
            return [took]
        return run

    def reset():
        spoil(kept, place.files)
        tip = next_tip("git")
        took, _ = lab.timed("sh", "-c", 'git reset -q --hard "$1" && git clean -qfd', "sh", tip,
                            cwd=kept)
        clean(kept, tip)
        return [took]

    def add():
        folder = lab.fresh("added")
        took, _ = lab.timed("git", "-C", place.repository, "-c", "checkout.workers=2", "worktree",
                            "add", "-q", "--detach", folder, place.tips[1])
        clean(folder, place.tips[1])
        return [took]

    aims = lab.pick({"plain": (5, 1.3), "overlay": (15, 2)},
                    {"plain": (20, 1.3), "overlay": (150, 8)})
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
            took, tree = worker.collect()
            same(tree, backend)
            return [took]
        return run

    def add():
        git(kept, "reset", "-q", "--hard", place.tips[0])
        change(kept, "git")
        took, out = lab.timed("sh", "-c", "git $0 add -A && git $0 write-tree".replace(
            "$0", "-c core.fsync=all"), cwd=kept)
        same(out.strip(), "git")
        return [took]

    rival = "git add -A && git write-tree"
    aims = lab.pick({"plain": 1.5, "overlay": 5}, {"plain": 2.5, "overlay": 50})
    return Row(None, {"plain": ours("plain"), "overlay": ours("overlay"), rival: add},
               [Aim(rival, faster=faster, ours=backend,
                    work=f"collecting 5 changed files of {place.files:,}, {backend} workspace")
                for backend, faster in aims.items()], end=place.end)


ROWS = {"warm": warm, "collect": collect}
