"""Imports the modules of the distributions named in the argument, and tells what cannot be."""
import importlib
import importlib.metadata as metadata
import os
import re
import sys

MARK = "tempo:"


def modules(distribution):
    listed = distribution.read_text("top_level.txt")
    if listed:
        return sorted(set(listed.split()))
    names = set()
    for path in distribution.files or []:
        first = path.parts[0]
        if len(path.parts) > 1 and path.suffix == ".py":
            names.add(first)
        elif len(path.parts) == 1 and re.search(r"\.(py|so|pyd)$", first):
            names.add(first.split(".")[0])
    return sorted(name for name in names if name.isidentifier() and not name.startswith("_"))


def check(name):
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        print(MARK + name + " is not installed any more")
        return
    for module in modules(distribution):
        try:
            importlib.import_module(module.replace("/", "."))
        except BaseException as problem:
            words = " ".join(str(problem).split())
            print(MARK + "%s: module %s cannot be imported: %s: %s" % (name, module, type(problem).__name__, words))


for wanted in sys.argv[1].split():
    check(wanted)
sys.stdout.flush()
os._exit(0)
