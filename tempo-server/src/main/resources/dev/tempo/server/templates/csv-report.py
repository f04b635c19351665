"""Sums a column of a CSV file by another one, and writes a report."""

import argparse
import csv
import decimal
import os
import pathlib
import sys


def summed(path, group, value):
    """Count and sum by group. Decimal, since money does not like binary fractions."""
    groups = {}
    with open(path, newline="", encoding="utf-8-sig") as source:
        rows = csv.DictReader(source)
        missing = {group, value} - set(rows.fieldnames or [])
        if missing:
            sys.exit(f"{path} has no column {', '.join(sorted(missing))}")
        for row in rows:
            try:
                number = decimal.Decimal(row[value])
            except (decimal.InvalidOperation, TypeError):
                sys.exit(f"{path}, line {rows.line_num}: {row[value]!r} is not a number")
            count, total = groups.get(row[group], (0, decimal.Decimal(0)))
            groups[row[group]] = (count + 1, total + number)
    return groups


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--group", default="category")
    parser.add_argument("--value", default="amount")
    options = parser.parse_args()

    if not options.input.is_file():
        sys.exit(f"{options.input} is not a file")
    groups = summed(options.input, options.group, options.value)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    partial = options.output.with_name(options.output.name + ".part")
    with open(partial, "w", newline="", encoding="utf-8") as target:
        report = csv.writer(target, lineterminator="\n")
        report.writerow([options.group, "count", "sum", "average"])
        for name, (count, total) in sorted(groups.items()):
            report.writerow([name, count, total, round(total / count, 2)])
            print(f"{name}: {count} rows, {total}")
    os.replace(partial, options.output)
    print(f"Wrote {len(groups)} groups to {options.output}")


if __name__ == "__main__":
    main()
