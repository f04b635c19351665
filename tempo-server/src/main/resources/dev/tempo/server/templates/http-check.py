"""«description»"""

import argparse
import sys
import time
import urllib.error
import urllib.request

LARGEST = 1 << 20


def ask(url, timeout):
    """«errorIsAnswer»"""
    request = urllib.request.Request(url, headers={"User-Agent": "tempo-http-check"})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return response.status, response.read(LARGEST)
    except urllib.error.HTTPError as error:
        return error.code, error.read(LARGEST)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--status", type=int, default=200)
    parser.add_argument("--contains", default="")
    parser.add_argument("--timeout", type=float, default=10)
    options = parser.parse_args()

    started = time.monotonic()
    try:
        status, body = ask(options.url, options.timeout)
    except (OSError, ValueError) as error:
        sys.exit(f"«noAnswer|url={options.url}|reason={error}»")
    took = (time.monotonic() - started) * 1000
    print(f"«answered|url={options.url}|status={status}|time={took:.0f}|size={len(body)}»")
    if status != options.status:
        sys.exit(f"«wrongStatus|status={status}|expected={options.status}»")
    if options.contains and options.contains not in body.decode("utf-8", "replace"):
        sys.exit(f"«lacksText|text={options.contains!r}»")


if __name__ == "__main__":
    main()
