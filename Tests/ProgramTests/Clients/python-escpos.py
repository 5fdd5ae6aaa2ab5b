"""A client of ours that is somebody else's: python-escpos, as its documentation shows its use.

Called as `python-escpos.py capture TASK FILE` it writes the bytes of one task to a file. Called as
`python-escpos.py print PORT` it prints one slip with all of `SLIP` on it to that port of this
machine, asks the printer how it is before and after, and writes the answers as one line of JSON.
"""

import json
import sys
from pathlib import Path

PROFILE = "TM-T88V"
EAN13 = "4006381333931"
CODE128 = "Till-0042/7"
QR = "https://example.com/r/0042?sum=24.70"


def picture():
    """A frame with a diagonal through it; its size is no multiple of eight or twenty-four."""
    from PIL import Image, ImageDraw

    image = Image.new("1", (203, 61), 1)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 202, 60), outline=0, width=3)
    pen.line((0, 0, 202, 60), fill=0, width=3)
    return image


def text(printer):
    printer.set(align="center", bold=True, double_width=True, double_height=True)
    printer.text("Corner & Quay\n")
    printer.set_with_default(align="right", underline=1)
    printer.text("Crème brûlée £4.20\n")
    printer.set_with_default(invert=True, font="b")
    printer.text("reversed and small\n")
    printer.set_with_default(custom_size=True, width=3, height=2)
    printer.text("three by two\n")
    printer.set_with_default(flip=True)
    printer.textln("upside down")
    printer.set_with_default()
    printer.block_text("a long text that the library breaks at the columns of its own profile")
    printer.ln(2)


def layout(printer):
    printer.line_spacing(60)
    printer.text("sixty units\n")
    printer.line_spacing()
    printer.print_and_feed(2)
    printer.control("HT")
    printer.text("tabbed\n")
    printer.control("CR")
    printer.control("LF")


def raster(printer):
    printer.image(picture(), impl="bitImageRaster")
    printer.image(picture(), impl="bitImageRaster", high_density_vertical=False)


def column(printer):
    printer.image(picture(), impl="bitImageColumn")
    printer.image(picture(), impl="bitImageColumn", high_density_vertical=False)


def graphics(printer):
    printer.image(picture(), impl="graphics")


def ean13(printer):
    printer.barcode(EAN13, "EAN13", height=80, width=3, align_ct=True)


def ean13_counted(printer):
    printer.barcode(EAN13, "EAN13", height=80, width=3, function_type="B")


def code128(printer):
    # The library asks for the code set in the data, and cannot choose one.
    printer.barcode("{B" + CODE128, "CODE128", height=80, width=2, function_type="B")


def code128_without_set(printer):
    # Passed on as it is when the library's check is switched off; no printer prints it.
    printer.barcode(CODE128, "CODE128", function_type="B", check=False)


def qr(printer):
    printer.qr(QR, native=True, size=6)


def cut(printer):
    printer.cut()


def cut_part(printer):
    printer.cut(mode="PART", feed=False)


def drawer(printer):
    printer.cashdraw(2)
    printer.cashdraw(5)


def panel(printer):
    printer.panel_buttons(False)
    printer.panel_buttons(True)


def reset(printer):
    printer.hw("INIT")
    printer.hw("SELECT")


SLIP = (text, raster, column, graphics, ean13, code128, qr, cut)
TASKS = {
    task.__name__: task
    for task in SLIP
    + (layout, ean13_counted, code128_without_set, cut_part, drawer, panel, reset)
}


def capture(task, path):
    from escpos.printer import Dummy

    printer = Dummy(profile=PROFILE)
    TASKS[task](printer)
    path.write_bytes(printer.output)


def print_slip(port):
    from escpos.printer import Network

    printer = Network("127.0.0.1", port=port, profile=PROFILE, timeout=20)
    before = printer.is_online(), printer.paper_status()
    printer.hw("INIT")
    for task in SLIP:
        task(printer)
    after = printer.is_online(), printer.paper_status()
    printer.close()
    print(
        json.dumps(
            {"online": [before[0], after[0]], "paper": [before[1], after[1]]}
        )
    )


if __name__ == "__main__":
    if sys.argv[1] == "capture":
        capture(sys.argv[2], Path(sys.argv[3]))
    else:
        print_slip(int(sys.argv[2]))
