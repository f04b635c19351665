"""«description»"""

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
        sys.exit(f"«notReadable|path={options.path}|reason={error}»")
    free = 100 * usage.free / usage.total
    print(f"«freeSpace|path={options.path}|share={free:.1f}|free={usage.free >> 20}|total={usage.total >> 20}»")
    if free < options.minfree:
        sys.exit(f"«tooLittle|share={options.minfree:g}|path={options.path}»")


if __name__ == "__main__":
    main()
