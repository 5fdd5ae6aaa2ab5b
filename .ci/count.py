"""Counts tests in Swift Testing's event stream: `N passed, N failed, N skipped`.

A test with arguments counts once. A test that was announced and never ended (the process died)
counts as failed. Exits 1 when a test failed or when there was none.
"""

import json
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


def main(path):
    try:
        with open(path, encoding="utf-8") as stream:
            ends = list(outcomes(stream).values())
    except (OSError, ValueError) as problem:
        print(f"cannot count the tests: {problem}", file=sys.stderr)
        ends = []
    passed, failed, skipped = (ends.count(end) for end in ("passed", "failed", "skipped"))
    if not ends:
        failed = 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


sys.exit(main(sys.argv[1]))
