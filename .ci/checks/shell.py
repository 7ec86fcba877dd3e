"""What the RUN instructions of a Dockerfile would call, as far as their text says it.

Comes in: a Dockerfile's text, and the values of its args and of its base's environment. Goes out: the simple commands of each
RUN, in order: words, and whether each is run whenever the step is. A word is a pattern: what only running the shell would
tell (a loop's variable, a substitution, a glob) stands for any text. Reads what is common in Dockerfiles, not all of bash.
"""

import json
import re

# Words that other commands stand behind, and those that make what stands in them depend on something.
OPENING = {"if", "while", "until", "for", "case", "select", "{", "(", "function"}
CLOSING = {"fi", "done", "esac", "}", ")"}
BETWEEN = {"then", "else", "elif", "do", "!", "time"}
OPERATOR = re.compile(r"&&|\|\||;;|\|&|[;&|()\n]")
REDIRECTION = re.compile(r"[0-9]*(?:<<<|<<-?|>>|<&|>&|&>>|&>|<|>\|?)[ \t]*")
NAME = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})")
ANY = ".*"


class Command:
    def __init__(self, words, always):
        self.words, self.always = words, always

    def matches(self, argv):
        """Whether a call is this one. A word that may be several, or none, is `ANY` alone."""
        return fits(self.words, argv)

    def __str__(self):
        return " ".join("…" if word == ANY else re.sub(r"\\(.)", r"\1", word.replace(ANY, "…")) for word in self.words)


def fits(words, argv):
    if not words:
        return not argv
    if words[0] == ANY:
        return any(fits(words[1:], argv[count:]) for count in range(len(argv) + 1))
    return bool(argv) and re.fullmatch(words[0], argv[0], re.S) is not None and fits(words[1:], argv[1:])


def bracket(text, at):
    """Behind the bracket that closes the one at `at`."""
    closing, depth = {"(": ")", "{": "}"}[text[at]], 0
    for end in range(at, len(text)):
        depth += (text[end] == text[at]) - (text[end] == closing)
        if not depth:
            return end + 1
    return len(text)


def expansion(text, at, values):
    """The pattern of what a `$` or a back-tick stands for, and where it ends."""
    if text[at] == "`":
        end = text.find("`", at + 1)
        return ANY, end + 1 if end > 0 else len(text)
    if found := NAME.match(text, at):
        value = values.get(found[1] or found[2])
        return ANY if value is None else re.escape(value), found.end()
    if text[at + 1 : at + 2] in ("(", "{"):
        return ANY, bracket(text, at + 1)
    return (ANY, at + 2) if re.match(r"[0-9@*#?$!-]", text[at + 1 : at + 2]) else (r"\$", at + 1)


def word(text, at, values):
    """The pattern of the word that begins at `at`, and where it ends."""
    pattern = ""
    while at < len(text):
        mark = text[at]
        if mark == "'":
            end = text.find("'", at + 1)
            end = len(text) if end < 0 else end
            pattern, at = pattern + re.escape(text[at + 1 : end]), end + 1
        elif mark == '"':
            at += 1
            while at < len(text) and text[at] != '"':
                if text[at] == "\\" and text[at + 1 : at + 2] in ('"', "\\", "$", "`", "\n"):
                    pattern, at = pattern + ("" if text[at + 1] == "\n" else re.escape(text[at + 1])), at + 2
                elif text[at] in "$`":
                    start = at
                    piece, at = expansion(text, at, values)
                    # quoted, it is one word, whatever it is, but for a list
                    pattern += "(?:.*)" if piece == ANY and not re.fullmatch(r"\$@|\$\{\w+\[@\]\}", text[start:at]) else piece
                else:
                    pattern, at = pattern + re.escape(text[at]), at + 1
            at += 1
        elif mark == "\\":
            pattern, at = pattern + ("" if text[at + 1 : at + 2] == "\n" else re.escape(text[at + 1 : at + 2])), at + 2
        elif mark in "$`":
            piece, at = expansion(text, at, values)
            pattern += piece
        elif mark in "*?[~{":
            pattern, at = pattern + ANY, at + 1
        elif mark in " \t" or OPERATOR.match(text, at) or mark in "<>":
            break
        else:
            pattern, at = pattern + re.escape(mark), at + 1
    return pattern, at


def tokens(script, values):
    """("word", pattern) and ("operator", text), comments, redirections and heredocs left out."""
    at, waiting = 0, []
    while at < len(script):
        if script[at] in " \t" or script.startswith("\\\n", at):
            at += 2 if script[at] == "\\" else 1
        elif script[at] == "#":
            at = script.find("\n", at) if "\n" in script[at:] else len(script)
        elif found := REDIRECTION.match(script, at):
            at = found.end()
            target, at = word(script, at, values)
            if re.match(r"[0-9]*<<-?[ \t]*$", found[0]):
                waiting.append(re.sub(r"\\(.)", r"\1", target))
        elif found := OPERATOR.match(script, at):
            yield "operator", found[0]
            at = found.end()
            while found[0] == "\n" and waiting:
                end = re.compile(rf"^\t*{re.escape(waiting.pop(0))}$", re.M).search(script, at)
                at = end.end() if end else len(script)
        else:
            pattern, at = word(script, at, values)
            yield "word", pattern


def commands(script, values):
    """The simple commands of a script. What stands behind `||`, or behind `&&` of the same list, may not be run; nor what
    stands in an `if`, a loop, a function."""
    depth, words, lists = 0, [], []

    def ended():
        while words and re.fullmatch(r"\w+=.*", words[0], re.S):
            words.pop(0)  # an assignment, or the environment of one command
        if words:
            lists.append((list(words), depth == 0))
        words.clear()

    def whole(operators):
        # a list without `||` fails where one of its commands does, and with it the step
        for index, (found, top) in enumerate(lists):
            yield Command(found, top and (index == 0 or "||" not in operators))
        lists.clear()

    operators = []
    for kind, text in tokens(script, values):
        if kind == "word" and not words and text.replace("\\", "") in OPENING | CLOSING | BETWEEN:
            plain = text.replace("\\", "")
            depth += (plain in OPENING) - (plain in CLOSING)
            if plain in ("for", "case", "select", "function"):
                words.append(text)  # no command: what it goes over
        elif kind == "word":
            words.append(text)
        elif text in "()":
            ended()
            depth = max(0, depth + (1 if text == "(" else -1))
        else:
            ended()
            operators.append(text)
            if text in (";", "\n", "&", ";;"):
                yield from whole(operators)
                operators = []
    ended()
    yield from whole(operators)


def runs(text):
    """The script of each RUN: what stands behind its options, a heredoc's body, or a list's words."""
    lines = iter(text.splitlines())
    for line in lines:
        if not re.match(r"RUN\s", line):
            continue
        script = [line[3:]]
        while script[-1].rstrip().endswith("\\"):
            following = next(lines, "")
            if following.lstrip().startswith("#"):
                continue
            script.append(following)
        joined = re.sub(r"^(\s|\\\n|--\w+(=\S+)?(?=\s))+", "", "\n".join(script))
        if found := re.match(r"<<-?['\"]?(\w+)['\"]?\s*$", joined):
            body = []
            for inner in lines:
                if inner.strip("\t") == found[1]:
                    break
                body.append(inner)
            yield "\n".join(body)
        elif joined.startswith("["):
            yield " ".join("'" + item.replace("'", "'\\''") + "'" for item in json.loads(joined.replace("\\\n", "")))
        else:
            yield joined


def stages(text):
    """Each stage: its name or None, what it is built on, its lines; and before all, None, None and the lines before the first."""
    name, on, lines = None, None, []
    for line in text.splitlines():
        if found := re.match(r"FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", line, re.I):
            yield name, on, lines
            name, on, lines = found[2], found[1], []
        lines.append(line)
    yield name, on, lines


def chain(text, target):
    """The text of a stage, behind that of those of its file that it is built on; and what stands before all stages."""
    head, *all_stages = stages(text)
    at = next((n for n, (name, _, _) in enumerate(all_stages) if target and name and name.lower() == target.lower()), len(all_stages) - 1)
    lines, on = list(all_stages[at][2]), all_stages[at][1]
    while (below := next((n for n, (name, _, _) in enumerate(all_stages[:at]) if name == on), None)) is not None:
        at, lines, on = below, all_stages[below][2] + lines, all_stages[below][1]
    return "\n".join(lines), "\n".join(head[2])


def settings(text, instruction):
    """NAME and the text behind it, of each ARG or ENV."""
    joined = re.sub(r"\\\n(?:[ \t]*#.*\n)*", " ", text)
    for line in joined.splitlines():
        if found := re.match(rf"{instruction}\s+(.*)", line, re.I):
            at, rest = 0, found[1]
            if instruction == "ENV" and re.match(r"\w+\s", rest):
                yield tuple(rest.split(None, 1))  # the old form, one a line
                continue
            while found := re.match(r"\s*(\w+)(=?)", rest[at:]):
                at += found.end()
                _, end = word(rest, at, {}) if found[2] else (None, at)
                if found[2]:
                    yield found[1], rest[at:end]
                at = end


def environment(text, values):
    """The values, with those that the ENVs of a text set; None: only a build tells."""
    for name, value in settings(text, "ENV"):
        pattern, end = word(value, 0, values)
        values = values | {name: None if ANY in pattern or end < len(value) else re.sub(r"\\(.)", r"\1", pattern, flags=re.S)}
    return values
