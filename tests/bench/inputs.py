"""What is measured on: backlogs and repositories, from a seed, so that each run has the same."""
import hashlib
import json
import random
import subprocess

WORDS = ("tide gauge datum level reading station harbour quality flag gap series filter export "
         "import chart window error message retry cache index queue merge branch commit").split()


INDEX = ".sage/tickets/index.json"


def path_of(i):  # as bench/measure.h has it
    return f"src/g{i // 1000:03}/d{i // 20 % 50:02}/file-{i:06}.txt"


def ticket_id(i):
    return f"T-{i:06}"


def _sentence(rng, words):
    return " ".join(rng.choices(WORDS, k=words)).capitalize() + "."


def ticket(rng, i, **members):
    """A ticket of about 1 KB, with the fields that real ones have."""
    made = {
        "id": ticket_id(i), "title": _sentence(rng, 6),
        "type": rng.choice(["task", "bug", "story"]),
        "state": "UNPROCESSED", "priority": rng.choice(["P0", "P1", "P2", "P3"]),
        "description": _sentence(rng, 45),
        "acceptanceCriteria": [_sentence(rng, 12) for _ in range(3)],
        "effort": rng.choice([1, 2, 3, 5, 8]), "labels": rng.sample(WORDS, 3),
        "github": {"issueNumber": i, "issueUrl": f"https://example.org/tidewatch/issues/{i}"},
        "created": "2026-01-01T00:00:00.000Z", "updated": "2026-01-02T00:00:00.000Z",
        "dependencies": [],
    }
    made.update(members)
    return made


def backlog(count, seed=1, done=0.3, needs=3, reach=200, **members):
    """`done` of the tickets are COMPLETED; each needs at most `needs` of the `reach` before it."""
    rng = random.Random(seed)
    tickets = []
    for i in range(count):
        before = range(max(0, i - reach), i)
        needed = rng.sample(before, min(len(before), rng.randint(0, needs)))
        state = "COMPLETED" if i < count * done else "UNPROCESSED"
        tickets.append(ticket(rng, i, state=state, dependencies=[ticket_id(j) for j in needed],
                              **members))
    return tickets


def write_index(path, tickets):
    """One ticket a line: what every one of the tools that are compared reads fastest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as out:
        out.write('{"version": "1.0", "tickets": [\n')
        out.write(",\n".join(json.dumps(one) for one in tickets))
        out.write("\n]}\n")


def states(folder):
    """Of all tickets in the index of a checkout, in their order."""
    index = json.loads((folder / INDEX).read_text())
    return [one["state"] for one in index["tickets"]]


def write_ninja(path, tickets):
    """The same graph for ninja; what is done already is left out."""
    open_ids = {one["id"] for one in tickets if one["state"] != "COMPLETED"}
    with open(path, "w") as out:
        out.write("rule work\n  command = true\n")
        for one in tickets:
            if one["id"] in open_ids:
                needs = " ".join(need for need in one["dependencies"] if need in open_ids)
                out.write(f"build {one['id']}: work {needs}\n")


def git(folder, *words, text=None):
    """Runs git, which must succeed; gives what it prints."""
    ran = subprocess.run(["git", "-C", str(folder), *words], input=text, text=True,
                         capture_output=True)
    if ran.returncode != 0:
        raise RuntimeError(f"git {' '.join(words)}: {ran.stderr.strip()}")
    return ran.stdout.strip()


def blob_id(text):
    content = text.encode()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def write_blobs(folder, texts):
    git(folder, "fast-import", "--quiet", text="".join(
        f"blob\ndata {len(text)}\n{text}\n" for text in texts))
    return [blob_id(text) for text in texts]


def blobs_at(folder, commit, paths):
    """The ids of files in a commit, by their paths."""
    lines = git(folder, "ls-tree", commit, "--", *paths).splitlines()
    return {line.split("\t")[1]: line.split()[2] for line in lines}


def make_repository(folder, files, tickets=None, checkout=True):
    """A repository with one commit of so many files, and a ticket index if tickets are given."""
    git(folder.parent, "init", "-q", "-b", "main", *([] if checkout else ["--bare"]), str(folder))
    chunks = ["commit refs/heads/main\ncommitter Bench <bench@example.org> 1700000000 +0000\n"
              "data 5\nStart\n"]
    for i in range(files):
        text = f"line one of file {i}\nline two\n"
        chunks.append(f"M 100644 inline {path_of(i)}\ndata {len(text)}\n{text}\n")
    chunks.append("M 100644 inline .gitignore\ndata 6\n*.tmp\n\n")
    if tickets is not None:
        index = folder.parent / "index.json"
        write_index(index, tickets)
        text = index.read_text()
        index.unlink()
        chunks.append(f"M 100644 inline {INDEX}\ndata {len(text)}\n{text}\n")
    git(folder, "fast-import", "--quiet", text="".join(chunks))
    if checkout:
        git(folder, "reset", "-q", "--hard")
    return folder


def changed_commit(folder, base, changes, branch="refs/bench/changed"):
    """A commit on `base` that sets files: {path: text, or None to remove}."""
    lines = [f"commit {branch}\ncommitter Bench <bench@example.org> 1700000001 +0000\n"
             f"data 7\nChanged\nfrom {base}\n"]
    for path, text in changes.items():
        lines.append(f"D {path}\n" if text is None else
                     f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")
    git(folder, "fast-import", "--quiet", "--force", text="".join(lines))
    return git(folder, "rev-parse", branch)
