"""«description»"""

import argparse
import datetime
import os
import pathlib
import sys
import tarfile


def pack(source, target):
    """«firstElsewhere»"""
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%S.%fZ")
    archive = target / f"{source.name}-{stamp}.tar.gz"
    partial = archive.with_name(archive.name + ".part")
    try:
        with tarfile.open(partial, "w:gz") as tar:
            tar.add(source, arcname=source.name, filter=lambda entry: skip(entry, source, target))
        os.replace(partial, archive)
    finally:
        partial.unlink(missing_ok=True)
    return archive


def skip(entry, source, target):
    """«leavesArchivesOut»"""
    path = source.parent / entry.name
    return None if path == target else entry


def prune(source, target, keep):
    archives = sorted(target.glob(f"{source.name}-*.tar.gz"))
    for old in archives[:-keep]:
        old.unlink()
        print(f"«deleted|name={old.name}»")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--target", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=int, default=7)
    options = parser.parse_args()

    source = options.source.resolve()
    if not source.is_dir():
        sys.exit(f"«notADirectory|path={source}»")
    target = options.target.resolve()
    target.mkdir(parents=True, exist_ok=True)
    archive = pack(source, target)
    print(f"«packed|source={source}|archive={archive}|size={archive.stat().st_size}»")
    prune(source, target, max(1, options.keep))


if __name__ == "__main__":
    main()
