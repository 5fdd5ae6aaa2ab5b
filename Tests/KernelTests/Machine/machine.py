"""Runs the kernel tests, or another program of this project, in a virtual machine.

    machine.py [OPTIONS] test BUNDLE [PATTERN]
    machine.py [OPTIONS] run PROGRAM [ARGUMENT]...

A kernel of Debian boots under QEMU, emulated in software, with the host's files read only below a
scratch layer. In it a real udevd runs with the rules of this project, and the tests plug devices into
the kernel's own USB and HID drivers. Each test is printed as it ends, PASS or FAIL; the last line
counts them. Of another program the output is printed when it has ended.

Exit codes: 0 all passed, 1 not, 2 the machine does not work, 3 the packages that it is made of
cannot be had.
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
    command += ["-device", "usb-serial,chardev=serial,id=serial-adapter,serial=FTDI0001",
                "-mon", "chardev=console,mode=control"]
    return [str(word) for word in command], environment


def run(options):
    project, folder = HERE.parents[2], Path(options.folder).resolve()
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
    program = [str(Path(options.program).resolve()), *options.arguments]
    if options.job == "test":
        program = [program[0], "--testing-library", "swift-testing", "--no-parallel",
                   *(word for pattern in options.arguments for word in ("--filter", pattern)),
                   "--event-stream-output-path", "/run/results/events.jsonl",
                   "--event-stream-version", "0"]
    (results / "job").write_text(
        f"project={shlex.quote(str(project))}\nlimit={options.limit}\n"
        f"command=({shlex.join(program)})\n", encoding="utf-8")

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
    status = ended(results, say)
    if options.job == "run":
        print((results / "output.log").read_text(errors="replace") if status is not None else "")
        return 0 if status == 0 else 1
    return verdict(report, results, status, say)


def ended(results, say):
    """How the program ended; None when the machine did not get to its end."""
    console = (results / "console.log").read_text(encoding="utf-8", errors="replace").splitlines()
    for line in console:
        if line.startswith("MACHINE"):
            say(line.removeprefix("MACHINE ").strip())
    say(f"results are in {results}")
    try:
        return int((results / "status").read_text())
    except (OSError, ValueError):
        print("machine: it stopped early; the last it said:")
        print("\n".join(console[-15:]))
        return None


def verdict(report, results, status, say):
    """The closing line and the exit code; tests that did not get to their end have failed."""
    for test in report.names.values():
        if report.started:
            print(f"FAIL {test} (it did not end)")
            report.failed += 1
    if not report.is_complete or (status != 0 and report.failed == 0):
        print(f"machine: the tests ended with status {status}; the last they said:")
        if (results / "output.log").exists():
            print("\n".join((results / "output.log").read_text(errors="replace").splitlines()[-15:]))
        report.failed += 1
    print(f"{report.passed} passed, {report.failed} failed, {report.skipped} skipped", flush=True)
    return 0 if report.passed and not report.failed else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--folder", default="build/kernel", help="for packages and results")
    parser.add_argument("--limit", type=int, default=2400, help="seconds for the job")
    parser.add_argument("job", choices=["test", "run"])
    parser.add_argument("program", help="a test bundle or another program")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="patterns of tests, or its own")
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
