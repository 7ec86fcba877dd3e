"""`itwinai sanity-check`: is what this environment was built for really there?"""

import argparse
import importlib


def check(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError as problem:
        print(f"{name}: {problem}")
        return False
    print(f"{name}: ok")
    return True


def main() -> int:
    parser = argparse.ArgumentParser(prog="itwinai")
    commands = parser.add_subparsers(dest="command", required=True)
    sanity = commands.add_parser("sanity-check", help="import what should be importable")
    sanity.add_argument("--torch", action="store_true")
    sanity.add_argument("--tensorflow", action="store_true")
    sanity.add_argument("--optional-deps", action="append", default=[], metavar="PACKAGE")
    arguments = parser.parse_args()

    wanted = ["itwinai"]
    wanted += [name for name in ("torch", "tensorflow") if getattr(arguments, name)]
    wanted += arguments.optional_deps
    return 0 if all([check(name) for name in wanted]) else 1


if __name__ == "__main__":
    raise SystemExit(main())
