"""Fails when a file system has too little room left, so that somebody is told."""

import argparse
import shutil
import sys


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--path", default="/")
    parser.add_argument("--minfree", type=float, default=10)
    options = parser.parse_args()

    try:
        usage = shutil.disk_usage(options.path)
    except OSError as error:
        sys.exit(f"{options.path} cannot be looked at: {error}")
    free = 100 * usage.free / usage.total
    print(f"{options.path}: {free:.1f} % free, {usage.free >> 20} of {usage.total >> 20} MiB")
    if free < options.minfree:
        sys.exit(f"Less than {options.minfree:g} % of {options.path} is free")


if __name__ == "__main__":
    main()
