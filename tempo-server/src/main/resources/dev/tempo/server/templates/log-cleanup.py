"""«description»"""

import argparse
import gzip
import os
import pathlib
import shutil
import sys
import time

DAY = 86_400


def compress(path):
    """«keepsTime»"""
    stat = path.stat()
    target = path.with_name(path.name + ".gz")
    partial = path.with_name(path.name + ".gz.part")
    with open(path, "rb") as source, gzip.open(partial, "wb") as packed:
        shutil.copyfileobj(source, packed)
    os.utime(partial, (stat.st_atime, stat.st_mtime))
    os.replace(partial, target)
    path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--directory", type=pathlib.Path, required=True)
    parser.add_argument("--pattern", default="*.log")
    parser.add_argument("--compress", type=int, default=1)
    parser.add_argument("--delete", type=int, default=30)
    parser.add_argument("--dryrun", action="store_true")
    options = parser.parse_args()

    if not options.directory.is_dir():
        sys.exit(f"«notADirectory|path={options.directory}»")
    now = time.time()
    compressed = deleted = 0
    packed = set(options.directory.glob(options.pattern + ".gz"))
    for path in sorted(set(options.directory.glob(options.pattern)) | packed):
        if path.is_symlink() or not path.is_file():
            continue
        days = (now - path.stat().st_mtime) / DAY
        if days >= options.delete:
            deleted += 1
            print(f"«delete|name={path.name}|days={days:.0f}»")
            if not options.dryrun:
                path.unlink()
        elif days >= options.compress and path not in packed:
            compressed += 1
            print(f"«compress|name={path.name}|days={days:.0f}»")
            if not options.dryrun:
                compress(path)
    print(f"«compressedDeleted|compressed={compressed}|deleted={deleted}»")


if __name__ == "__main__":
    main()
