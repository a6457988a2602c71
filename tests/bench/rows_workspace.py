"""Rows about workspaces."""
import pathlib
import subprocess

from inputs import blob_id, blobs_at, changed_commit, git, path_of
from lab import Absent, Aim, Row, must


# What ours syncs: the objects, and not the index that tells what has changed.
OBJECTS_SYNCED = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsync",
                  "GIT_CONFIG_VALUE_0": "objects"}


class Worker:
    """A program that keeps a workspace, and is told line by line what to do."""

    def __init__(self, lab, repository, backend):
        self.slots = lab.fresh("slots")
        self.process = subprocess.Popen(
            [str(lab.programs / "workspace"), str(repository), str(self.slots), backend],
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

    def layer(self):
        """What an overlay stands on."""
        return (self.slots / "slot-0/state/layer").read_text()

    def end(self):
        self.process.communicate()


class Workspaces:
    """A repository, commits of it, and workers by their names. `tips`: two for each worker, which
    differ in ten files; those of "far" differ in a thousand more from the layer it stands on."""

    def __init__(self, lab, names):
        self.files = lab.pick(10_000, 50_000)
        self.repository = lab.repository(self.files)
        self.base = git(self.repository, "rev-parse", "main")
        self.tips = {name: self.two_tips("far" if name == "far" else "near") for name in names}
        self.workers = {name: Worker(lab, self.repository, "overlay" if name == "far" else name)
                        for name in names}

    def two_tips(self, where):
        others = {path_of(i * 9 + 1): f"landed {i}\n" for i in range(1000)}
        first = self.base if where == "near" else changed_commit(
            self.repository, self.base, others, "refs/bench/far")
        changes = {path_of(i * 97): f"tip {i}\n" for i in range(10)}
        return [first, changed_commit(self.repository, first, changes, f"refs/bench/ten-{where}")]

    def worktree(self, folder):
        git(self.repository, "worktree", "add", "-q", "--detach", str(folder), self.base)
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
    place = Workspaces(lab, ("plain", "overlay", "far"))
    kept, turn = place.worktree(lab.fresh("kept")), dict.fromkeys([*place.workers, "git"], 0)
    place.tips["git"] = place.tips["plain"]
    trees = {tip: git(place.repository, "rev-parse", tip + "^{tree}")
             for tips in place.tips.values() for tip in tips}

    def next_tip(who):
        turn[who] += 1
        return place.tips[who][turn[who] % 2]

    def clean(folder, tip):
        must(git(folder, "status", "--porcelain") == "", f"{folder} is not clean")
        must(git(folder, "rev-parse", "HEAD^{tree}") == trees[tip], f"{folder}: another commit")

    def ours(name):
        worker, layer = place.workers[name], []

        def run():
            if turn[name] == 0:
                worker.prepare(place.base)
                layer.append(worker.layer() if name == "far" else "")
            _, folder = worker.prepare(place.tips[name][turn[name] % 2])
            spoil(folder, place.files)
            tip = next_tip(name)
            took, _ = worker.prepare(tip)
            must(worker.is_clean_at(trees[tip]), f"{name}: not clean at {tip}")
            if name == "far":
                must(worker.layer() == layer[0], "it stands on another layer by now")
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
        folder, tip = lab.fresh("added"), place.tips["git"][1]
        took, _ = lab.timed("git", "-C", place.repository, "-c", "checkout.workers=2", "worktree",
                            "add", "-q", "--detach", folder, tip)
        clean(folder, tip)
        return [took]

    aims = lab.pick({"plain": (5, 1.3), "overlay": (15, 2)},
                    {"plain": (20, 1.3), "overlay": (150, 8)})
    lines = []
    for backend, (worktree, cleaned) in aims.items():
        work = f"warm {backend} workspace to a commit 10 files away, {place.files:,} files"
        lines += [Aim("git worktree add", faster=worktree, ours=backend, work=work),
                  Aim("git reset && git clean", faster=cleaned, ours=backend, work=work)]
    lines.append(Aim("git reset && git clean", ours="far", work="  its layer 1,000 files away"))
    return Row(None, {**{name: ours(name) for name in place.workers}, "git worktree add": add,
                      "git reset && git clean": reset}, lines, end=place.end)


def collect(lab):
    """5 changed files become objects, durably; the tree must hold them, and nothing else changed"""
    place = Workspaces(lab, ("plain", "overlay"))
    kept = place.worktree(lab.fresh("collected"))
    turn = {"plain": 0, "overlay": 0, "git": 0}

    def change(folder, who):
        """Each has texts of its own: what another has written before need not be written again."""
        turn[who] += 1
        texts = {path_of(place.files // 5 * i): f"{who} {turn[who]} {i}\n" for i in range(5)}
        for path, text in texts.items():
            (folder / path).write_text(text)
        return {path: blob_id(text) for path, text in texts.items()}

    def check(tree, blobs, who):
        changed = git(place.repository, "diff-tree", "-r", "--name-only", place.base, tree).split()
        must(changed == sorted(blobs), f"{who} changed {changed[:9]}")
        must(blobs_at(place.repository, tree, blobs) == blobs, f"{who}: a file has another text")

    def ours(backend):
        def run():
            worker = place.workers[backend]
            _, folder = worker.prepare(place.base)
            blobs = change(folder, backend)
            took, tree = worker.collect()
            check(tree, blobs, backend)
            return [took]
        return run

    def add():
        git(kept, "reset", "-q", "--hard", place.base)
        blobs = change(kept, "git")
        took, out = lab.timed("sh", "-c", "git add -A && git write-tree", cwd=kept,
                              env=lab.environment | OBJECTS_SYNCED)
        check(out.strip(), blobs, "git")
        return [took]

    rival = "git add -A && git write-tree"
    aims = lab.pick({"plain": 1.5, "overlay": 5}, {"plain": 2.5, "overlay": 50})
    return Row(None, {"plain": ours("plain"), "overlay": ours("overlay"), rival: add},
               [Aim(rival, faster=faster, ours=backend,
                    work=f"collecting 5 changed files of {place.files:,}, {backend} workspace")
                for backend, faster in aims.items()], end=place.end)


ROWS = {"warm": warm, "collect": collect}
