"""«description»"""

import argparse
import csv
import decimal
import os
import pathlib
import sys


def summed(path, group, value):
    """«countAndSum»"""
    groups = {}
    with open(path, newline="", encoding="utf-8-sig") as source:
        rows = csv.DictReader(source)
        missing = {group, value} - set(rows.fieldnames or [])
        if missing:
            sys.exit(f"«noColumn|path={path}|names={', '.join(sorted(missing))}»")
        for row in rows:
            try:
                number = decimal.Decimal(row[value])
            except (decimal.InvalidOperation, TypeError):
                sys.exit(f"«notANumber|path={path}|line={rows.line_num}|value={row[value]!r}»")
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
        sys.exit(f"«notAFile|path={options.input}»")
    groups = summed(options.input, options.group, options.value)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    partial = options.output.with_name(options.output.name + ".part")
    with open(partial, "w", newline="", encoding="utf-8") as target:
        report = csv.writer(target, lineterminator="\n")
        report.writerow([options.group, "count", "sum", "average"])
        for name, (count, total) in sorted(groups.items()):
            report.writerow([name, count, total, round(total / count, 2)])
            print(f"«rows|name={name}|rows={count}|total={total}»")
    os.replace(partial, options.output)
    print(f"«wroteGroups|groups={len(groups)}|path={options.output}»")


if __name__ == "__main__":
    main()
