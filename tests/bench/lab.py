"""Where things are measured: the temporary folder, the programs, and the words of a row."""
import os
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass, field

from inputs import make_repository


class Wrong(Exception):
    """What was measured did not do its work: the row fails."""


class Absent(Exception):
    """What a row needs cannot be had on this machine."""


class Missing(Absent):
    """A program that scripts/deps installs is not here: the row fails."""


@dataclass
class Aim:
    """How ours is to stand against `rival`: so many times faster, or at most so many times it.
    `ours`, `work`: where a row has several of ours, which one, and how that is called."""
    rival: str
    faster: float | None = None
    at_most: float | None = None
    ours: str = "ours"
    work: str | None = None

    def text(self):
        if self.faster:
            return f">= {self.faster:g}x faster"
        return f"<= {self.at_most:g}x" if self.at_most else "-"

    def ratio(self, ours, rival):
        return rival / ours if self.faster else ours / rival

    def how_far(self, ratio):
        """1: just met; above: missed by that factor; None: there is no aim."""
        if self.faster:
            return self.faster / ratio
        return ratio / self.at_most if self.at_most else None


@dataclass
class Row:
    """One work, done by several: each contestant is called once a round and gives its samples.
    `value`: what stands for all samples of one."""
    work: str | None
    contestants: dict
    aims: list
    unit: str = "ms"
    rounds: int | None = None
    value: object = statistics.median
    end: object = None
    samples: dict = field(default_factory=dict)


class Lab:
    def __init__(self, source, folder, quick, rounds):
        self.source, self.folder, self.quick, self.rounds = source, folder, quick, rounds
        self.programs = source / "build/release/bench"
        self.stream = str(source / "build/release/src/sage-stream")
        self.rivals = source / "tests/bench/rivals"
        self._count = 0
        self._repositories = {}

    def pick(self, quick, full):
        return quick if self.quick else full

    def fresh(self, name):
        """A path in the temporary folder where nothing is."""
        self._count += 1
        return self.folder / f"{name}-{self._count}"

    def repository(self, files):
        """One with a checkout that rows share: none of them moves its main branch."""
        if files not in self._repositories:
            self._repositories[files] = make_repository(self.fresh(f"repository-{files}"), files)
        return self._repositories[files]

    def run(self, *words, expect=(0,), **options):
        options.setdefault("capture_output", True)
        ran = subprocess.run([str(word) for word in words], text=True, **options)
        if ran.returncode not in expect:
            raise Wrong(f"{words[0]} ended with {ran.returncode}: {(ran.stderr or '')[-400:]}")
        return ran.stdout

    def timed(self, *words, **options):
        """Runs a program; gives the milliseconds, and what it printed."""
        start = time.perf_counter()
        out = self.run(*words, **options)
        return (time.perf_counter() - start) * 1000, out

    def program(self, name, *words, **options):
        """Runs one of our programs; gives its samples and its facts."""
        samples, facts = [], []
        for line in self.run(self.programs / name, *words, **options).splitlines():
            key, value = line.split(" ", 1)
            samples.append(float(value)) if key in ("ms", "x") else facts.append((key, value))
        return samples, facts


def need(program):
    if not shutil.which(program):
        raise Missing(f"{program} is not installed")


def must(holds, what):
    if not holds:
        raise Wrong(what)


def environment(folder):
    """Nothing of this machine's own configuration, and a home in the temporary folder."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return kept | {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"),
                   "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
                   "GIT_CONFIG_GLOBAL": str(folder / ".gitconfig"),
                   "XDG_CONFIG_HOME": str(folder / "config")}
