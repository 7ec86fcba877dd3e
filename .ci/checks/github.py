"""A small GitHub: a repository on a server, and the runs that its workflows have on events.

Comes in: events. Goes out: runs, with what became of each job. Steps are run unchanged, by bash, in a clone of their own; actions
are stood in for, Bake and its builder are real. What differs from GitHub: jobs run one after the other on one engine; permissions,
environments, timeouts and concurrency are nothing; the engine's own driver cannot push by digest, so that a tag that nobody uses
stands in (see DOCKER below).
"""

import fnmatch
import json
import os
import re
import shutil
import subprocess
import tempfile

from ruamel.yaml import YAML

from expressions import filled, holds, text
from stack import REGISTRY, Failed

# What a step finds in its environment besides what the workflow gives it: no variable of CI's own, which would hide a lack.
KEPT = ("PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG", "TMPDIR")

# Bases come from this machine's registry, and a push by digest gets a tag.
DOCKER = r"""#!/usr/bin/env python3
import json, os, sys
arguments = sys.argv[1:]
if arguments[:2] == ["buildx", "bake"]:
    for at, argument in enumerate(arguments):
        if argument.endswith("/run.json"):
            with open(argument) as file:
                settings = json.load(file)
            for name, target in settings["target"].items():
                for output in target.get("output", []):
                    if isinstance(output, dict) and output.pop("push-by-digest", None):
                        output.pop("name-canonical")
                        output["unpack"] = "false"
                        target["tags"] = [f"{tag}:by-digest-{name}" for tag in target["tags"]]
            arguments[at] = argument.replace("run.json", "run-by-tag.json")
            with open(arguments[at], "w") as file:
                json.dump(settings, file)
    arguments[2:2] = [word for base in %(bases)r for word in ("--set", f"*.contexts.{base}=docker-image://%(registry)s/debian:bookworm")]
os.execv(%(docker)r, ["docker", *arguments])
"""

# `gh run list … --branch NAME`: the newest commit of the branch whose push went through.
GH = r"""#!/usr/bin/env bash
while [ "$#" -gt 0 ] && [ "$1" != --branch ]; do shift; done
cat "%(folder)s/went-through-${2//\//-}" 2>/dev/null || true
"""


def pattern(glob):
    """A filter of branches, tags or paths as a regular expression."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\\.)", glob)
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "?"}
    return re.compile("".join(signs.get(part) or re.escape(part[1:] if part.startswith("\\") else part) for part in parts) + r"\Z")


def kept(filters, names):
    """Whether a filter keeps one of the names: the last pattern that matches it counts."""
    def one(name):
        fitting = [glob for glob in filters if pattern(glob.lstrip("!")).match(name)]
        return bool(fitting) and not fitting[-1].startswith("!")
    return any(map(one, names))


class Run:
    def __init__(self, github, workflow, inputs):
        self.github, self.workflow, self.inputs = github, workflow, inputs
        self.jobs, self.steps, self.log = {}, [], []
        self.artifacts = {}

    @property
    def ok(self):
        return all(job["result"] != "failure" for job in self.jobs.values())


class GitHub:
    def __init__(self, folder, bases):
        self.folder = folder
        self.server, self.work = os.path.join(folder, "server.git"), os.path.join(folder, "work")
        self.programs = os.path.join(folder, "bin")
        os.makedirs(self.programs)
        for name, program in (("docker", DOCKER), ("gh", GH)):
            path = os.path.join(self.programs, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(program % dict(bases=bases, registry=REGISTRY, docker=shutil.which("docker"), folder=folder))
            os.chmod(path, 0o755)
        self.git("init", "--quiet", "--bare", "--initial-branch", "main", self.server, cwd=folder)
        self.git("config", "uploadpack.allowAnySHA1InWant", "true", cwd=self.server)
        self.git("clone", "--quiet", self.server, self.work, cwd=folder)

    def git(self, *arguments, cwd=None):
        who = [word for name, value in (("name", "ci"), ("email", "ci@localhost")) for word in ("-c", f"user.{name}={value}")]
        done = subprocess.run(["git", *who, *arguments], cwd=cwd or self.work, capture_output=True, text=True)
        if done.returncode:
            raise Failed(f"git {' '.join(arguments)}: {done.stderr}")
        return done.stdout.strip()

    def commit(self, message, branch="main"):
        """Everything that is in the clone, on the server; its commit."""
        self.git("checkout", "--quiet", "-B", branch)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        self.git("push", "--quiet", "--force", "origin", branch)
        return self.git("rev-parse", "HEAD")

    def push(self, commit, before=None, branch="main"):
        return self.event("push", commit, branch, before=before)

    def pull_request(self, base, head, number=1):
        """A fork's: what runs is the merge that GitHub makes of both."""
        self.git("checkout", "--quiet", "--detach", base)
        self.git("merge", "--quiet", "--no-ff", "--message", "merge", head)
        merged = self.git("rev-parse", "HEAD")
        self.git("push", "--quiet", "--force", "origin", f"HEAD:refs/pull/{number}/merge")
        self.git("checkout", "--quiet", "main")
        event = {"pull_request": {"number": number, "head": {"sha": head}}}
        return self.event("pull_request", merged, f"{number}/merge", before=base, event=event)

    def dispatch(self, commit, file, branch="main", **inputs):
        return self.event("workflow_dispatch", commit, branch, file=file, inputs=inputs)

    def event(self, name, commit, ref, before=None, event=None, file="images.yml", inputs=None):
        """The run, or nothing where the workflow's filters keep the event out."""
        workflow = self.workflow(commit, file)
        wanted = workflow["on"].get(name, False)
        if wanted is False:
            return None
        wanted = wanted or {}
        if "branches" in wanted and not kept(wanted["branches"], ["main" if name == "pull_request" else ref]):
            return None
        if "paths" in wanted:
            changed = ["diff", "--name-only", before, commit] if before else ["ls-tree", "-r", "--name-only", commit]
            if not kept(wanted["paths"], self.git(*changed).splitlines()):
                return None
        given = {key: (inputs or {}).get(key.replace("-", "_"), said.get("default")) for key, said in (wanted.get("inputs") or {}).items()}
        for key, said in (wanted.get("inputs") or {}).items():
            if said["type"] == "choice" and given[key] not in said["options"]:
                raise Failed(f"{file}: `{key}` cannot be `{given[key]}`")
        github = {
            "event_name": name, "sha": commit, "ref_type": "branch", "ref_name": ref, "ref": f"refs/heads/{ref}",
            "repository": "acme/images", "actor": "somebody", "token": "a-token", "workflow": workflow["name"],
            "event": {"before": before or "0" * 40, **(event or {})},
        }
        run = Run(github, workflow, given)
        self.jobs(run, workflow, run.jobs, given)
        if run.ok and name == "push":
            with open(os.path.join(self.folder, f"went-through-{ref.replace('/', '-')}"), "w", encoding="utf-8") as last:
                last.write(commit)
        return run

    def workflow(self, commit, file):
        return YAML(typ="safe", pure=True).load(self.git("show", f"{commit}:.github/workflows/{file}"))

    def jobs(self, run, workflow, results, inputs, before=""):
        waiting = dict(workflow["jobs"])
        while waiting:
            name = next(name for name, job in waiting.items() if all(need in results for need in self.needs(job)))
            job, needs = waiting.pop(name), self.needs(workflow["jobs"][name])
            below, more = set(), set(needs)
            while more:
                below |= more
                more = {need for one in more for need in self.needs(workflow["jobs"][one])} - below
            ends = [results[need]["result"] for need in below]
            scope = {
                "github": run.github, "inputs": inputs, "needs": {need: results[need] for need in needs}, "matrix": {},
                "secrets": {}, "vars": {}, "env": {}, "steps": {}, "runner": {},
                "success": lambda: all(end == "success" for end in ends), "failure": lambda: "failure" in ends,
                "always": lambda: True, "cancelled": lambda: False,
            }
            if not holds(job.get("if"), scope):
                results[name] = {"result": "skipped", "outputs": {}}
                continue
            cells, outputs, good = [{}], {}, True
            if "strategy" in job:
                matrix = filled(job["strategy"]["matrix"], scope)
                [(key, values)] = matrix.items()
                if not isinstance(values, list) or not 0 < len(values) <= 256:
                    raise Failed(f"{name}: GitHub takes no matrix of {values!r}")
                cells = [{key: value} for value in values]
            for cell in cells:
                went, said = self.job(run, before + name, job, {**scope, "matrix": cell})
                good, outputs = good and went, {**outputs, **said}
            results[name] = {"result": "success" if good else "failure", "outputs": outputs}

    @staticmethod
    def needs(job):
        needs = job.get("needs", [])
        return [needs] if isinstance(needs, str) else needs

    def job(self, run, name, job, scope):
        if "uses" in job:
            called = self.workflow(run.github["sha"], os.path.basename(job["uses"]))
            inputs, results = filled(job.get("with", {}), scope), {}
            wanted = called["on"]["workflow_call"].get("inputs", {})
            if set(inputs) != set(wanted):
                raise Failed(f"{name} gives {sorted(inputs)}, and the workflow that it calls takes {sorted(wanted)}")
            self.jobs(run, called, results, inputs, f"{name}/")
            return all(result["result"] != "failure" for result in results.values()), {}
        filled(job["runs-on"], scope)
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            return self.machine(run, name, job, scope, place)

    def machine(self, run, name, job, scope, place):
        work, temp = os.path.join(place, "work"), os.path.join(place, "temp")
        os.makedirs(work)
        os.makedirs(temp)
        good, steps = True, {}
        scope = {**scope, "steps": steps, "runner": {"temp": temp}, "success": lambda: good, "failure": lambda: not good}
        common = filled(job.get("env", {}), scope)
        for at, step in enumerate(job["steps"]):
            label = step.get("name", step.get("uses"))
            steps[step.get("id", str(at))] = said = {"outputs": {}}
            if not holds(step.get("if"), scope):
                continue
            output = os.path.join(temp, f"output-{at}")
            open(output, "w").close()
            env = {key: os.environ[key] for key in KEPT if key in os.environ}
            env["PATH"] = f"{self.programs}:{env['PATH']}"
            env.update({key: text(value) for key, value in {**common, **filled(step.get("env", {}), scope)}.items()})
            env.update(GITHUB_OUTPUT=output, GITHUB_STEP_SUMMARY=os.path.join(temp, "summary"), RUNNER_TEMP=temp)
            if "run" in step:
                script = os.path.join(temp, "script")
                with open(script, "w", encoding="utf-8") as file:
                    file.write(filled(step["run"], scope))
                cwd = os.path.join(work, step.get("working-directory", "."))
                command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", script]
                done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, errors="replace")
                went, log = done.returncode == 0, done.stdout + done.stderr
            else:
                went, log = self.action(run, step["uses"].split("@")[0], filled(step.get("with", {}), scope), env, work, temp)
            with open(output, encoding="utf-8") as file:
                said["outputs"] = dict(line.split("=", 1) for line in file.read().splitlines())
            run.steps.append((name, label, went))
            if not went:
                run.log.append(f"{name}: {label}\n{log[-3000:]}")
                good = False
        return good, {key: text(filled(value, scope)) for key, value in job.get("outputs", {}).items()}

    def action(self, run, name, given, env, work, temp):
        match name:
            case "actions/checkout":
                self.git("init", "--quiet", cwd=work)
                depth = int(given.get("fetch-depth", 1))
                every = ["+refs/heads/*:refs/remotes/origin/*", run.github["sha"]]
                what = ["--depth", str(depth), f"file://{self.server}", run.github["sha"]] if depth else [f"file://{self.server}", *every]
                self.git("fetch", "--quiet", *what, cwd=work)
                self.git("checkout", "--quiet", run.github["sha"], cwd=work)
            case "docker/setup-buildx-action" | "docker/setup-qemu-action":
                pins = [given["version"], given["driver-opts"]] if "buildx" in name else [given["image"]]
                if not re.search(r"@sha256:[0-9a-f]{64}$", pins[-1]):
                    return False, f"not pinned: {pins}"
            case "actions/upload-artifact":
                kept_as = os.path.join(self.folder, f"artifact-{id(run)}-{given['name']}")
                shutil.copytree(os.path.join(work, given["path"]), kept_as, dirs_exist_ok=True)
                run.artifacts[given["name"]] = kept_as
            case "actions/download-artifact":
                os.makedirs(given["path"], exist_ok=True)
                wanted = [kept for name, kept in run.artifacts.items() if fnmatch.fnmatch(name, given.get("pattern", given.get("name")))]
                for artifact in wanted:
                    shutil.copytree(artifact, given["path"], dirs_exist_ok=True)
                return bool(wanted) or "pattern" in given, f"no artifact {given}"
            case "docker/bake-action":
                return self.bake(given, env, work, temp)
            case _:
                return False, f"nothing stands in for {name}"
        return True, ""

    def bake(self, given, env, work, temp):
        """As the action calls it, with the provenance that it adds unless it is told not to."""
        def lines(name):
            return [line.strip() for line in text(given.get(name)).splitlines() if line.strip()]
        targets = [target for target in given["targets"].split(",") if target]
        command = ["docker", "buildx", "bake", "--progress", "plain", "--allow", "fs=*"]
        command += [word for name in ("file", "set") for line in lines("files" if name == "file" else name) for word in (f"--{name}", line)]
        command += [word for one in text(given.get("allow")).split(",") if one for word in ("--allow", one)]
        cwd = os.path.join(work, given["source"])
        if "BUILDX_NO_DEFAULT_ATTESTATIONS" not in env:
            said = subprocess.run([*command, "--print", *targets], cwd=cwd, env=env, capture_output=True, text=True)
            for name, target in json.loads(said.stdout or "{}").get("target", {}).items():
                if not any(isinstance(one, dict) and one.get("type") == "provenance" for one in target.get("attest", [])):
                    command += ["--set", f"{name}.attest=type=provenance,mode=max"]
        if text(given.get("no-cache")) == "true":
            command.append("--no-cache")
        done = subprocess.run([*command, *targets], cwd=cwd, env=env, capture_output=True, text=True, errors="replace")
        return done.returncode == 0, done.stderr
