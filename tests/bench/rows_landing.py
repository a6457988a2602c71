"""Rows about merging and landing."""
import inputs
from inputs import changed_commit, git, path_of
from lab import Aim, Row, must


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
    git(folder, "config", "core.fsync", "all")
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
            took, _ = lab.timed("sh", "-c", 'git add "$1" && git commit -qm "$1"', "sh", path_of(i),
                                cwd=folder)
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
    files = lab.pick(10_000, 100_000)
    one, rival = "durable landing, one at a time", "git add && git commit"
    return Row(None, durable(lab, files), [
        Aim(rival, faster=lab.pick(6, 18), ours="apart", work=f"{one}, {files:,} files"),
        Aim(rival, faster=lab.pick(1.5, 18), ours="checked out",
            work=f"{one}, and the checkout follows, {files:,} files"),
        Aim("git fast-import", at_most=lab.pick(15, 2.5), ours="batch",
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
               {"ours": landings.ours("queue", "refs/heads/main", "T-"),
                "shell predecessor": shell},
               [Aim("shell predecessor", faster=lab.pick(4, 25))])


ROWS = {"merge": merge, "commit": commit, "land": land, "queue": queue}
