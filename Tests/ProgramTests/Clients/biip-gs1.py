"""A reader of GS1 data that is somebody else's: biip.

Called as `biip-gs1.py FILE`. The file has one JSON text a line: the content of a code. The answer
has one JSON object a line: first the year in which biip reads dates, then for each content its
elements (identifier, data, day, decimal number), or why there are none.
"""

import datetime
import json
import sys
from pathlib import Path

from biip import ParseError
from biip.gs1_messages import GS1Message


def element(part):
    decimal = None if part.decimal is None else str(part.decimal)
    day = None if part.date is None else part.date.isoformat()
    error = part.gtin_error or part.gln_error or part.sscc_error
    return {
        "identifier": part.ai.ai, "value": part.value, "day": day, "decimal": decimal,
        "error": error,
    }


def answer(content):
    try:
        message = GS1Message.parse(content)
    except ParseError as error:
        return {"elements": [], "error": str(error)}
    except Exception as error:  # What it does not foresee is a refusal as well.
        return {"elements": [], "error": f"{type(error).__name__}: {error}"}
    elements = [element(part) for part in message.element_strings]
    error = next((each["error"] for each in elements if each["error"]), None)
    return {"elements": elements, "error": error}


def main():
    print(json.dumps({"year": datetime.datetime.now(tz=datetime.timezone.utc).year}))
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        print(json.dumps(answer(json.loads(line))))


main()
