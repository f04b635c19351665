"""«description»"""

import argparse
import json
import os
import sys

import bs4
import requests


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--selector", default="h1")
    parser.add_argument("--output", default="found.json")
    options = parser.parse_args()

    try:
        response = requests.get(
            options.url, timeout=30, headers={"User-Agent": "tempo-web-scrape"}
        )
        response.raise_for_status()
    except requests.RequestException as error:
        sys.exit(f"«notFetched|url={options.url}|reason={error}»")
    page = bs4.BeautifulSoup(response.content, "html.parser")
    found = [
        {"text": element.get_text(" ", strip=True), "href": element.get("href")}
        for element in page.select(options.selector)
    ]
    partial = options.output + ".part"
    with open(partial, "w", encoding="utf-8") as target:
        json.dump({"url": options.url, "found": found}, target, ensure_ascii=False, indent=2)
    os.replace(partial, options.output)
    print(f"«elementsFound|elements={len(found)}|selector={options.selector}|path={options.output}»")
    if not found:
        sys.exit("«nothingFound»")


if __name__ == "__main__":
    main()
