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
    if not any('"schedule"' in rule["if"] for rule in job["rules"]):
        wrong("it does not run on a schedule")
    if job["variables"]["GIT_DEPTH"] != "0":
        wrong("it does not see all commits")
    if job["allow_failure"] != {"exit_codes": 1} or not job["resource_group"]:
        wrong("it does not fail softly, or runs twice at a time")
    write(folder, "script", "\n".join(job["script"]) + "\n")


def of_github(workflow, folder):
    if workflow["permissions"] != {"contents": "write", "pull-requests": "write"}:
        wrong("its permissions are not the least")
    if workflow["concurrency"]["cancel-in-progress"]:
        wrong("a run that is cancelled by the next one wastes work")
    if len(workflow[True]["schedule"][0]["cron"].split()) != 5:  # YAML reads the word "on" so
        wrong("it has no schedule")
    steps = workflow["jobs"]["drain"]["steps"]
    if not any(step.get("with", {}).get("fetch-depth") == 0 for step in steps):
        wrong("it does not see all commits")
    for step in steps:
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
