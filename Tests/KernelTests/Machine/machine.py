"""Runs the kernel tests in a virtual machine: `machine.py PROJECT TESTS [--filter PATTERN]...`.

A kernel of Debian boots under QEMU, emulated in software, with the host's files read only below a
scratch layer. In it a real udevd runs with the rules of this project, and the tests plug devices into
the kernel's own USB and HID drivers. Each test is printed as it ends, PASS or FAIL; the last line
counts them. Exit codes: 0 all passed, 1 not, 2 the machine does not work, 3 the packages that it is
made of cannot be had.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import boot
import debian

HERE = Path(__file__).resolve().parent


class Report:
    """Follows the tests' event stream while it is being written."""

    def __init__(self, path):
        self.path, self.offset, self.partial = path, 0, ""
        self.names, self.started, self.issues = {}, {}, {}
        self.passed = self.failed = self.skipped = 0
        self.is_complete = False

    def follow(self):
        try:
            with open(self.path, encoding="utf-8") as stream:
                stream.seek(self.offset)
                text = self.partial + stream.read()
                self.offset = stream.tell()
        except FileNotFoundError:
            return
        *lines, self.partial = text.split("\n")
        for line in filter(None, lines):
            self.take(json.loads(line))

    def take(self, record):
        payload = record["payload"]
        kind, test = payload.get("kind"), payload.get("testID")
        if record["kind"] == "test":
            if kind == "function":
                self.names[payload["id"]] = payload.get("displayName") or payload["name"]
        elif kind == "runEnded":
            self.is_complete = True
        elif test not in self.names:
            return
        elif kind == "testStarted":
            self.started[test] = payload["instant"]["absolute"]
        elif kind == "issueRecorded":
            texts = [message["text"] for message in payload.get("messages", [])]
            self.issues.setdefault(test, []).append("; ".join(texts))
        elif kind == "testSkipped":
            self.skipped += 1
            print(f"SKIP {self.names.pop(test)}", flush=True)
        elif kind == "testEnded":
            self.end(test, payload)

    def end(self, test, payload):
        seconds = payload["instant"]["absolute"] - self.started.get(test, 0)
        name = self.names.pop(test)
        is_failure = any(message.get("symbol") == "fail" for message in payload.get("messages", []))
        if is_failure:
            self.failed += 1
            print(f"FAIL {name} ({seconds:.1f} s)")
            for issue in self.issues.get(test, []):
                print(f"     {issue}")
        else:
            self.passed += 1
            print(f"PASS {name} ({seconds:.1f} s)")
        sys.stdout.flush()


def emulator(packages, folder, results, guest):
    """The command that boots the machine."""
    program, environment, data = packages.qemu()
    shares = [("host", "/", "on"), ("packages", packages.guest, "on"), ("results", results, "off")]
    command = [
        *program, *data, "-machine", "q35,smm=off,vmport=off", "-accel", "tcg,thread=multi",
        "-cpu", "max", "-smp", "2", "-m", "1536", "-nodefaults", "-no-user-config",
        "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot",
        "-kernel", folder / "vmlinux", "-initrd", folder / "first-root.cpio", "-append",
        "console=ttyS0 panic=-1 quiet mitigations=off no_timer_check tsc=reliable apparmor=0 audit=0 "
        "8250.nr_uarts=1 random.trust_cpu=on cryptomgr.notests "
        f"tillwright.guest={guest}",
        # An FTDI serial adapter and the emulator's own console, both led back into the machine: the
        # tests are the far end of the serial line, type on the keyboard, and plug and unplug.
        "-device", "qemu-xhci,id=xhci", "-device", "usb-kbd", "-device", "virtio-serial-pci",
    ]
    for name, path, readonly in shares:
        command += ["-fsdev", f"local,id={name},path={path},security_model=none,"
                    f"readonly={readonly},multidevs=remap",
                    "-device", f"virtio-9p-pci,fsdev={name},mount_tag={name}"]
    for name in ("serial", "console"):
        socket = results / f"{name}.sock"
        command += ["-chardev", f"socket,id={name},path={socket},server=on,wait=off",
                    "-chardev", f"socket,id={name}-far,path={socket}",
                    "-device", f"virtserialport,chardev={name}-far,name=tillwright.{name}"]
    command += ["-device", "usb-serial,chardev=serial,id=serial-adapter",
                "-mon", "chardev=console,mode=control"]
    return [str(word) for word in command], environment


def run(options):
    project, folder = Path(options.project).resolve(), Path(options.folder).resolve()
    began = time.monotonic()

    def say(text):
        print(f"machine: {text} ({time.monotonic() - began:.1f} s)", flush=True)

    say("looking for Debian's kernel, udev and QEMU")
    packages = debian.Packages(folder / "packages")
    say(f"{packages.kernel_package} was {'kept from before' if packages.was_there else 'unpacked'}")
    results = folder / "results"
    results.mkdir(parents=True, exist_ok=True)
    for old in results.iterdir():
        old.unlink()
    if not (packages.was_there and (folder / "vmlinux").exists()):
        boot.write(folder / "vmlinux", boot.kernel(packages.file(f"boot/vmlinuz-{packages.version}")))
    boot.write(folder / "first-root.cpio", boot.first_root(packages, HERE / "init"))
    arguments = [word for pattern in options.filter for word in ("--filter", pattern)]
    (results / "job").write_text(
        f"project={shlex.quote(str(project))}\n"
        f"tests={shlex.quote(str(Path(options.tests).resolve()))}\n"
        f"libraries={shlex.quote(options.libraries)}\n"
        f"limit={options.limit}\n"
        f"arguments=({shlex.join(arguments)})\n", encoding="utf-8")

    command, environment = emulator(packages, folder, results, HERE / "guest.sh")
    say("booting, emulated in software")
    report = Report(results / "events.jsonl")
    with open(results / "console.log", "wb") as console:
        machine = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=console, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + options.limit + 120
        try:
            while machine.poll() is None and time.monotonic() < deadline:
                report.follow()
                time.sleep(0.1)
        finally:
            machine.kill()
            machine.wait()
    report.follow()
    return verdict(report, results, say)


def verdict(report, results, say):
    """The closing line and the exit code; a machine that did not get to its end has failed."""
    console = (results / "console.log").read_text(encoding="utf-8", errors="replace")
    for line in console.splitlines():
        if line.startswith("MACHINE"):
            say(line.removeprefix("MACHINE ").strip())
    for test in report.names.values():
        if report.started:
            print(f"FAIL {test} (it did not end)")
            report.failed += 1
    try:
        status = int((results / "status").read_text())
    except (OSError, ValueError):
        status = None
    if not report.is_complete or status is None:
        print(f"machine: it stopped early; the end of {results}/console.log and tests.log:")
        print("\n".join(console.splitlines()[-15:]))
        if (results / "tests.log").exists():
            print("\n".join((results / "tests.log").read_text(errors="replace").splitlines()[-15:]))
        report.failed += 1
    elif status != 0 and report.failed == 0:
        print(f"machine: the tests ended with status {status}")
        report.failed += 1
    say(f"results are in {results}")
    print(f"{report.passed} passed, {report.failed} failed, {report.skipped} skipped", flush=True)
    return 0 if report.passed and not report.failed else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("project", help="the repository")
    parser.add_argument("tests", help="the built test bundle")
    parser.add_argument("--filter", action="append", default=[], help="only tests that match")
    parser.add_argument("--folder", default="build/kernel", help="for packages and results")
    parser.add_argument("--libraries", default="", help="where the toolchain's libraries are")
    parser.add_argument("--limit", type=int, default=1200, help="seconds for the tests")
    options = parser.parse_args()
    try:
        return run(options)
    except debian.NotToBeHad as problem:
        print(f"machine: cannot be had: {problem}")
        return 3
    except (OSError, ValueError, subprocess.CalledProcessError) as problem:
        detail = getattr(problem, "stderr", None) or ""
        print(f"machine: {problem}\n{detail}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
