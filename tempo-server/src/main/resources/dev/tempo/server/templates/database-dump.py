"""«description»"""

import argparse
import contextlib
import datetime
import gzip
import os
import pathlib
import sqlite3
import sys


def dump(database, archive):
    """«oneMoment»"""
    uri = database.as_uri() + "?mode=ro"
    partial = archive.with_name(archive.name + ".part")
    with contextlib.closing(sqlite3.connect(uri, uri=True)) as source:
        with contextlib.closing(sqlite3.connect(":memory:")) as copy:
            source.backup(copy)
            with gzip.open(partial, "wt", encoding="utf-8") as out:
                for statement in copy.iterdump():
                    out.write(statement + "\n")
            tables = copy.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'")
            count = tables.fetchone()[0]
    os.replace(partial, archive)
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", type=pathlib.Path, required=True)
    parser.add_argument("--target", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=int, default=14)
    options = parser.parse_args()

    database = options.database.resolve()
    if not database.is_file():
        sys.exit(f"«notAFile|path={database}»")
    options.target.mkdir(parents=True, exist_ok=True)
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%S.%fZ")
    archive = options.target / f"{database.stem}-{stamp}.sql.gz"
    try:
        tables = dump(database, archive)
    except sqlite3.Error as error:
        sys.exit(f"«notDumped|path={database}|reason={error}»")
    print(f"«dumped|tables={tables}|path={archive}|size={archive.stat().st_size}»")
    for old in sorted(options.target.glob(f"{database.stem}-*.sql.gz"))[: -max(1, options.keep)]:
        old.unlink()
        print(f"«deleted|name={old.name}»")


if __name__ == "__main__":
    main()
