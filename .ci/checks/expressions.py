"""GitHub's expressions, `${{ … }}`, as far as the workflows of imgc use them.

Comes in: a text, and the names that hold where it stands. Goes out: its value. Knows nothing of workflows.
"""

import json
import re

TOKEN = re.compile(r"\s*(?:'((?:[^']|'')*)'|(\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|(\|\||&&|[=!<>]=|[!<>()\[\].,]))")
HOLE = re.compile(r"\$\{\{(.*?)\}\}", re.S)
LEVELS = [["||"], ["&&"], ["==", "!="], ["<", "<=", ">", ">="]]
STATUS = re.compile(r"\b(success|failure|always|cancelled)\s*\(")


def text(value):
    if isinstance(value, bool) or value is None:
        return {None: "", True: "true", False: "false"}[value]
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return str(value)


def number(value):
    if isinstance(value, str):
        try:
            return float(value or 0)
        except ValueError:
            return float("nan")
    return float(value or 0) if not isinstance(value, (dict, list)) else float("nan")


def equal(one, other):
    if isinstance(one, str) and isinstance(other, str):
        return one.lower() == other.lower()
    return one == other if type(one) is type(other) else number(one) == number(other)


FUNCTIONS = {
    "fromjson": json.loads,
    "tojson": json.dumps,
    "contains": lambda where, what: any(equal(one, what) for one in where) if isinstance(where, list) else text(what).lower() in text(where).lower(),
    "startswith": lambda whole, start: text(whole).lower().startswith(text(start).lower()),
    "endswith": lambda whole, end: text(whole).lower().endswith(text(end).lower()),
    "join": lambda items, by=",": by.join(map(text, items)),
}


def member(value, key):
    if isinstance(value, list):
        return value[int(key)] if int(key) < len(value) else None
    if isinstance(value, dict):
        return next((found for name, found in value.items() if name.lower() == text(key).lower()), None)
    return None


class Parser:
    """Evaluates while it reads. `scope` has names, and functions of no argument: the status of what was before."""

    def __init__(self, source, scope):
        self.tokens, self.scope, at = [], scope, 0
        while source[at:].strip():
            found = TOKEN.match(source, at)
            if not found:
                raise ValueError(f"not an expression: {source[at:]}")
            self.tokens.append((found.lastindex, found.group(found.lastindex)))
            at = found.end()

    def take(self, *signs):
        if self.tokens and self.tokens[0][0] == 4 and self.tokens[0][1] in signs:
            return self.tokens.pop(0)[1]
        return None

    def level(self, at=0):
        if at == len(LEVELS):
            return self.unary()
        left = self.level(at + 1)
        while sign := self.take(*LEVELS[at]):
            right = self.level(at + 1)
            match sign:
                case "||": left = left or right
                case "&&": left = right if left else left
                case "==": left = equal(left, right)
                case "!=": left = not equal(left, right)
                case _: left = {"<": float.__lt__, "<=": float.__le__, ">": float.__gt__, ">=": float.__ge__}[sign](number(left), number(right))
        return left

    def unary(self):
        if self.take("!"):
            return not self.unary()
        value = self.primary()
        while sign := self.take(".", "["):
            if sign == ".":
                value = member(value, self.tokens.pop(0)[1])
            else:
                value = member(value, self.level())
                self.close("]")
        return value

    def primary(self):
        if self.take("("):
            value = self.level()
            self.close(")")
            return value
        kind, word = self.tokens.pop(0)
        if kind == 1:
            return word.replace("''", "'")
        if kind == 2:
            return float(word) if "." in word else int(word)
        if self.take("("):
            arguments = []
            while not self.take(")"):
                arguments.append(self.level())
                self.take(",")
            return (FUNCTIONS.get(word.lower()) or self.scope[word.lower()])(*arguments)
        return {"true": True, "false": False, "null": None}.get(word, self.scope.get(word))

    def close(self, sign):
        if not self.take(sign):
            raise ValueError(f"`{sign}` is missing before {self.tokens}")


def evaluate(source, scope):
    parser = Parser(source, scope)
    value = parser.level()
    if parser.tokens:
        raise ValueError(f"what is this? {parser.tokens}")
    return value


def filled(value, scope):
    """A value of a workflow with all its expressions replaced; one that is an expression and nothing else keeps its type."""
    if isinstance(value, dict):
        return {name: filled(item, scope) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item, scope) for item in value]
    if not isinstance(value, str):
        return value
    whole = HOLE.fullmatch(value.strip())
    if whole and value.count("${{") == 1:
        return evaluate(whole[1], scope)
    return HOLE.sub(lambda hole: text(evaluate(hole[1], scope)), value)


def holds(condition, scope):
    """An `if:`: what was before must have gone well, unless it says otherwise."""
    if condition is None:
        return scope["success"]()
    source = text(condition).strip()
    whole = HOLE.fullmatch(source)
    source = whole[1] if whole else source
    return bool(evaluate(source, scope)) and (bool(STATUS.search(source)) or scope["success"]())
