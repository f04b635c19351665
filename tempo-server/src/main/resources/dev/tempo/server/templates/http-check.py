"""Asks a web address and fails if the answer is wrong or too slow."""

import argparse
import sys
import time
import urllib.error
import urllib.request

LARGEST = 1 << 20


def ask(url, timeout):
    """The status and the beginning of the body; an error status is an answer, too."""
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
        sys.exit(f"{options.url} does not answer: {error}")
    took = (time.monotonic() - started) * 1000
    print(f"{options.url} answered {status} in {took:.0f} ms, {len(body)} bytes")
    if status != options.status:
        sys.exit(f"The status is {status}, not {options.status}")
    if options.contains and options.contains not in body.decode("utf-8", "replace"):
        sys.exit(f"The answer does not contain {options.contains!r}")


if __name__ == "__main__":
    main()
