"""Counts tests in Swift Testing's event streams: `N passed, N failed, N skipped`.

A test that is skipped in one run and not in another counts as what it was there; the first stream
must exist, the others are of runs that may not take place. A test with arguments counts once. A test that was announced and never ended (the process died)
counts as failed. Exits 1 when a test failed or when there was none.
"""

import json
import os
import sys


def outcomes(lines):
    """The outcome of each test function, by its id."""
    found = {}
    for line in lines:
        record = json.loads(line)
        payload = record["payload"]
        kind, test = payload.get("kind"), payload.get("testID")
        if record["kind"] == "test" and kind == "function":
            found.setdefault(payload["id"], "failed")
        elif record["kind"] != "event" or test not in found:
            continue
        elif kind in ("testSkipped", "testCancelled"):
            found[test] = "skipped"
        elif kind == "testEnded":
            symbols = {message.get("symbol") for message in payload.get("messages", [])}
            if "fail" in symbols or not symbols:
                found[test] = "failed"
            elif found[test] != "skipped":
                found[test] = "passed"
    return found


def merge(runs):
    """One outcome for each test: the worst that was seen, where it ran at all."""
    order = ["skipped", "passed", "failed"]
    merged = {}
    for run in runs:
        for test, end in run.items():
            merged[test] = max(merged.get(test, "skipped"), end, key=order.index)
    return merged


def main(first, *others):
    try:
        paths = [first, *(path for path in others if os.path.exists(path))]
        runs = []
        for path in paths:
            with open(path, encoding="utf-8") as stream:
                runs.append(outcomes(stream))
        ends = list(merge(runs).values())
    except (OSError, ValueError) as problem:
        print(f"cannot count the tests: {problem}", file=sys.stderr)
        ends = []
    passed, failed, skipped = (ends.count(end) for end in ("passed", "failed", "skipped"))
    if not ends:
        failed = 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))
