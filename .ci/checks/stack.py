"""A compiled stack, as the checks see it: a folder with a Bake file, read by Bake itself, and its Dockerfiles.

Comes in: a folder. Goes out: what `docker buildx bake --print` says under a set of variables, and which references from
outside the Dockerfiles name. Knows nothing of the stack language. Standard library only.
"""

import json
import os
import re
import shutil
import subprocess
import sys



def take_up_environment():
    """Where the tools and the engine are: what .ci/environment says, so that a check can be called from anywhere."""
    file = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "environment")
    said = subprocess.run(["bash", "-c", '. "$1" && env -0', "bash", file], check=True, capture_output=True, text=True, errors="surrogateescape")
    os.environ.update(line.split("=", 1) for line in said.stdout.split("\0") if "=" in line)


take_up_environment()
REGISTRY = os.environ["IMGC_REGISTRY"]
BAKE_FILE = "docker-bake.hcl"
# What the programs need from outside; anything else could set a Bake variable of its name.
KEPT = re.compile(r"^(PATH|HOME|TMPDIR|LANG|LC_\w+|IMGC_TOOLS|IMGC_REGISTRY|(DOCKER|BUILDX|BUILDKIT)_\w+)$")
SHA = "0123456789abcdef0123456789abcdef01234567"
# Variables of a push to main, where a check needs only some moment.
PUSH_MAIN = {"GIT_EVENT": "push", "GIT_BRANCH": "main", "GIT_SHA": SHA}


class Failed(Exception):
    """A finding, worded for the person who reads CI's output."""


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise Failed(f"`{program}` is not there: run .ci/tools")


def run(command, cwd=None, variables=None, stdin=None, environment=None):
    """Runs a command in an environment without strays; the caller judges the exit code."""
    env = {name: value for name, value in os.environ.items() if KEPT.match(name)}
    env.update(environment or {})
    env.update(variables or {})
    return subprocess.run(command, cwd=cwd, env=env, input=stdin, capture_output=True, text=True, errors="surrogateescape")


def main(check):
    """Runs a check: it returns a line for the reader, or raises what is wrong."""
    try:
        print(check())
    except Failed as failed:
        print(f"FAILED: {failed}", file=sys.stderr)
        sys.exit(1)


def unescaped(value):
    """--print escapes `${` and `%{` again; this takes it back."""
    if isinstance(value, str):
        return re.sub(r"([$%])\1\{", r"\1{", value)
    if isinstance(value, list):
        return [unescaped(item) for item in value]
    if isinstance(value, dict):
        return {unescaped(key): unescaped(item) for key, item in value.items()}
    return value


class Stack:
    def __init__(self, folder):
        need("docker")
        root = os.path.abspath(folder)
        self.name = os.path.basename(root)
        # The Bake file is where the stack's `out` says; Bake runs there.
        found = sorted(parent for parent, _, files in os.walk(root) if BAKE_FILE in files)
        if root in found:
            found = [root]
        if len(found) != 1:
            raise Failed(f"{folder} has {'no' if not found else 'more than one'} {BAKE_FILE}{': ' if found else ''}{', '.join(found)}")
        self.folder = found[0]

    def bake(self, *arguments, variables=None):
        command = ["docker", "buildx", "bake", "-f", BAKE_FILE, *arguments]
        return run(command, cwd=self.folder, variables=variables)

    def _json(self, *arguments, variables=None):
        result = self.bake(*arguments, variables=variables)
        if result.returncode != 0:
            given = " ".join(f"{name}={value}" for name, value in (variables or {}).items())
            raise Failed(f"`{given} docker buildx bake {' '.join(arguments)}` in {self.folder}:\n{result.stderr.strip()}")
        return json.loads(result.stdout)

    def printed(self, names, variables=None):
        """What Bake makes of these targets and groups: {"target": …, "group": …}."""
        return unescaped(self._json("--print", *names, variables=variables))

    def listed(self):
        """The names of all targets, and of all groups."""
        rows = self._json("--list=type=targets,format=json")
        names = [row["name"] for row in rows if not row.get("group")]
        return names, [row["name"] for row in rows if row.get("group")]

    def values(self, variables=None):
        """Each Bake variable's value under these variables, derived ones too."""
        rows = self._json("--list=type=variables,format=json", variables=variables)
        return {row["name"]: row.get("value") or "" for row in rows}

    def targets(self, variables=None):
        names, _ = self.listed()
        return self.printed(names, variables)["target"]

    def groups(self, variables=None):
        """Each group, and all targets that it comes to."""
        _, names = self.listed()
        # Asked for together with others, `default` would be the list of what is asked for.
        lists = {}
        for asked in (["default"], [name for name in names if name != "default"]):
            if asked and set(asked) <= set(names):
                groups = self.printed(asked, variables)["group"]
                lists.update((name, groups[name]["targets"]) for name in asked)

        def members(name):
            return [target for item in lists[name] for target in (members(item) if item in lists else [item])]

        return {name: list(dict.fromkeys(members(name))) for name in names}

    def dockerfile(self, target):
        """Its name, and its text. Bake looks for it in the context."""
        if target.get("dockerfile-inline"):
            return "(inline)", target["dockerfile-inline"]
        path = os.path.normpath(os.path.join(target.get("context", "."), target.get("dockerfile", "Dockerfile")))
        try:
            with open(os.path.join(self.folder, path), encoding="utf-8") as file:
                return path, file.read()
        except OSError as error:
            raise Failed(f"Dockerfile {path}: {error.strerror}") from None


def familiar(reference):
    """BuildKit's short form of a reference, the only one that a named context is found by."""
    name, at, digest = reference.partition("@")
    for prefix in ("docker.io/library/", "docker.io/", "index.docker.io/library/", "index.docker.io/"):
        if name.startswith(prefix):
            name = name[len(prefix):]
            break
    if not at and name.endswith(":latest"):
        name = name[: -len(":latest")]
    return name + at + digest


VARIABLE = re.compile(r"\\(.)|\$(?:(\w+)|\{(\w+)(?:(:?[-+])((?:[^{}]|\{[^{}]*\})*))?\})")


def expanded(text, values):
    """Docker's own expansion, as far as a FROM has it."""

    def value(match):
        escaped, plain, braced, operator, word = match.groups()
        if escaped is not None:
            return escaped
        found = values.get(plain or braced)
        there = found is not None and (found != "" or not (operator or "").startswith(":"))
        if operator in ("-", ":-"):
            return found if there else expanded(word, values)
        if operator in ("+", ":+"):
            return expanded(word, values) if there else ""
        return found or ""

    return VARIABLE.sub(value, text)


def instructions(text):
    """The instructions of a Dockerfile, continuations joined, comments and heredoc bodies left out."""
    escape = re.match(r"(?:#.*\n)*?#\s*escape\s*=\s*(.)", text, re.I)
    mark = escape.group(1) if escape else "\\"
    lines = iter(text.splitlines())
    current = ""
    for line in lines:
        if line.lstrip().startswith("#") or (not line.strip() and not current):
            continue
        if line.rstrip().endswith(mark):
            current += line.rstrip()[: -len(mark)] + " "
            continue
        current += line
        if re.match(r"\s*(RUN|COPY|ADD)\s", current, re.I):
            for dash, word in re.findall(r"<<(-?)[\"']?(\w+)[\"']?", current):
                for body in lines:
                    if (body.lstrip("\t") if dash else body) == word:
                        break
        yield current.strip()
        current = ""
    if current.strip():
        yield current.strip()


def declared(rest, args, values):
    """Takes up the args that one ARG before the first FROM declares."""
    for item in re.findall(r"(?:[^\s\"']|\"[^\"]*\"|'[^']*')+", rest):
        name, equals, default = item.partition("=")
        if name in args:
            values[name] = args[name]
        elif equals:
            values[name] = expanded(default.strip("\"'"), values)


def named(text, args):
    """What a Dockerfile names, in order: ("from", reference, stage or None), and ("copy", name, None) for --from and mounts."""
    # the stages of a download are named after their platforms: any one of them shows what they are
    found = re.search(r"^FROM \S+ AS \S+-(amd64|arm64)$", text, re.M)
    values, in_stage = {"TARGETARCH": found[1] if found else "amd64"}, False
    for instruction in instructions(text):
        word, _, rest = instruction.partition(" ")
        word = word.upper()
        if word == "ARG" and not in_stage:
            declared(rest, args, values)
        elif word == "FROM":
            in_stage = True
            parts = [part for part in rest.split() if not part.startswith("--")]
            yield "from", expanded(parts[0].strip("\"'"), values), parts[2].lower() if len(parts) == 3 else None
        elif word in ("COPY", "ADD"):
            yield from (("copy", name, None) for name in re.findall(r"--from=(\S+)", rest))
        elif word == "RUN":
            for mount in re.findall(r"--mount=(\S+)", rest):
                yield from (("copy", name, None) for name in re.findall(r"(?:^|,)from=([^,]+)", mount))


def references(text, args):
    """The images that a Dockerfile names, without its own stages."""
    stages, found = {"scratch"}, []
    for kind, name, stage in named(text, args):
        if name.lower() not in stages and not (kind == "copy" and name.isdigit()) and familiar(name) not in found:
            found.append(familiar(name))
        stages.add(stage)
    return found


def base(text, args, stage):
    """The reference that a stage (the last one if None) is built on in the end, through stages of its own file."""
    on, last = {}, None
    for kind, reference, name in named(text, args):
        if kind == "from":
            last = name or f"#{len(on)}"
            on[last] = reference
    found = on[stage.lower() if stage else last]
    while found.lower() in on:
        found = on[found.lower()]
    return familiar(found)


def outside(stack, target):
    """The references of a target that its Bake contexts do not replace: a registry would be asked for them."""
    _, text = stack.dockerfile(target)
    replaced = {familiar(key) for key in target.get("contexts", {})}
    return [name for name in references(text, target.get("args", {})) if name not in replaced]


def wiring(stack, targets):
    """What is wrong between the Dockerfiles' references and the Bake contexts that should replace them: lines."""
    published = {familiar(tag): name for name, target in targets.items() for tag in target.get("tags", [])}
    for name, target in targets.items():
        path, text = stack.dockerfile(target)
        wanted = references(text, target.get("args", {}))
        for key in target.get("contexts", {}):
            # Tests and info inherit the contexts of their image, and need none but that.
            if familiar(key) not in wanted and target.get("tags"):
                yield f"{name}: the context {key} replaces nothing: {path} names {', '.join(wanted)}"
            if familiar(key) != key:
                yield f"{name}: the context {key} is not found by that name, BuildKit looks for {familiar(key)}"
        for reference in outside(stack, target):
            if reference in published:
                yield f"{name}: {path} takes {reference} from the registry, not from the build of {published[reference]}"
