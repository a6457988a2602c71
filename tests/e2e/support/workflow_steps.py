"""workflow_steps.py WORKFLOW FOLDER: writes what a workflow of GitHub Actions runs, a file for each
step by its id, and says what is wrong with the workflow. GitLab's: FOLDER/script."""
import pathlib
import sys

import yaml


def wrong(what):
    sys.exit(f"{sys.argv[1]}: {what}")


def write(folder, name, text):
    (folder / name).write_text("set -eo pipefail\n" + text)


def of_gitlab(workflow, folder):
    job = workflow["drain"]
    write(folder, "script", "\n".join(job["script"]) + "\n")


def of_github(workflow, folder):
    if workflow["permissions"] != {"contents": "write", "pull-requests": "write"}:
        wrong("its permissions are not the least")
    if workflow["concurrency"]["cancel-in-progress"]:
        wrong("a run that is cancelled by the next one wastes work")
    for step in workflow["jobs"]["drain"]["steps"]:
        if "uses" in step:
            if "@v" not in step["uses"]:
                wrong(f"{step['uses']} is not pinned to a major version")
            continue
        if "${{" in step["run"]:
            wrong(f"{step['id']}: an expression in a script is code of whoever fills it in")
        write(folder, step["id"], step["run"])


folder = pathlib.Path(sys.argv[2])
workflow = yaml.safe_load(pathlib.Path(sys.argv[1]).read_text())
of_github(workflow, folder) if "jobs" in workflow else of_gitlab(workflow, folder)
