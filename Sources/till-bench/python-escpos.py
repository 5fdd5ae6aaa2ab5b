"""The Python side of `make bench`: the same work through python-escpos.

Called as `python-escpos.py usb` it prints one-line receipts and kicks a drawer over USB, on the
device of till-bench, and writes the processor time of each in milliseconds as one line of JSON.
Called as `python-escpos.py measure FOLDER` it times its tasks in this process and writes one line
of JSON. Called as `python-escpos.py print FOLDER PORT` it prints the lines of the sale once, as a
program of its own would. FOLDER holds receipt.json, sale-lines.json and picture.raw, written by
till-bench.
"""

import json
import statistics
import sys
import time
from pathlib import Path

PROFILE = "TM-T88V"
SIDE = 512


def print_receipt(printer, lines):
    """The calls that the library's own documentation shows, with no needless one."""
    printer.hw("INIT")
    style = (False, False, False)
    for line in lines:
        wanted = (line["bold"], line["centred"], line["big"])
        if wanted != style:
            printer.set(
                bold=wanted[0],
                align="center" if wanted[1] else "left",
                normal_textsize=not wanted[2],
                double_width=wanted[2],
                double_height=wanted[2],
            )
            style = wanted
        printer.text(line["text"] + "\n")
    printer.cut()


def median_ms(runs, body):
    for _ in range(max(1, runs // 10)):
        body()
    times = []
    for _ in range(runs):
        start = time.perf_counter_ns()
        body()
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times) / 1e6


def measure(folder):
    from escpos.printer import Dummy
    from PIL import Image

    lines = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    picture = Image.frombytes("L", (SIDE, SIDE), (folder / "picture.raw").read_bytes())

    # A program makes its printer once; only the printing is timed.
    warm = Dummy(profile=PROFILE)

    def receipt_again():
        warm.clear()
        print_receipt(warm, lines)

    def picture_again():
        warm.clear()
        warm.image(picture, impl="bitImageRaster")

    result = {
        "receipt_ms": median_ms(60, receipt_again),
        "picture_ms": median_ms(12, picture_again),
    }
    for task, body in (("receipt", receipt_again), ("picture", picture_again)):
        body()
        (folder / f"{task}.python.bin").write_bytes(warm.output)
    print(json.dumps(result))


def print_once(folder, port):
    from escpos.printer import Network

    lines = json.loads((folder / "sale-lines.json").read_text(encoding="utf-8"))
    printer = Network("127.0.0.1", port=port, profile=PROFILE)
    print_receipt(printer, lines)
    printer.close()


def measure_usb(rounds=5, operations=30):
    from escpos.printer import Usb

    printer = Usb(0x04B8, 0x0E15, in_ep=0x82, out_ep=0x01, profile=PROFILE)

    def receipt():
        printer.hw("INIT")
        printer.text("Paid 12.50\n")
        printer.cut()

    def kick():
        printer.cashdraw(2)

    result = {"receipt": [], "kick": []}
    receipt()
    kick()
    for _ in range(rounds):
        for name, body in (("receipt", receipt), ("kick", kick)):
            start = time.process_time_ns()
            for _ in range(operations):
                body()
            result[name].append((time.process_time_ns() - start) / 1e6 / operations)
    printer.close()
    print(json.dumps(result))


if __name__ == "__main__":
    task = sys.argv[1]
    if task == "usb":
        measure_usb()
    elif task == "measure":
        measure(Path(sys.argv[2]))
    else:
        print_once(Path(sys.argv[2]), int(sys.argv[3]))
