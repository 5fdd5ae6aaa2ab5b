"""Debian's packages for the machine: found, downloaded and unpacked, never installed.

Nothing here needs to be root, but for an `apt-get update` where no package list is there yet.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path


class NotToBeHad(Exception):
    """The packages cannot be had: no network, or no Debian."""


# What the machine has over the host's own files, with all that it needs. CUPS prints to our virtual
# printers as any other program would.
GUEST = ["udev", "kmod", "busybox-static", "usbutils", "libcups2"]
# For a program of theirs alone: what they need to be installed is not needed for that.
ALONE = ["cups"]
# Never used in the machine, and half of what would have to be unpacked.
UNUSED = ["usr/share/doc", "lib/modules/*/kernel/drivers/gpu", "lib/modules/*/kernel/drivers/net",
          "lib/modules/*/kernel/drivers/media", "lib/modules/*/kernel/sound"]


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, capture_output=True, **options).stdout


def prepare_lists():
    """The newest kernel's package, with apt's lists fetched where there are none."""
    for attempt in (1, 2):
        try:
            lines = run("apt-cache", "depends", "linux-image-amd64").splitlines()
        except FileNotFoundError:
            raise NotToBeHad("not a Debian system: there is no apt-cache") from None
        except subprocess.CalledProcessError:
            lines = []
        for line in lines:
            match = re.fullmatch(r"\s*Depends: (linux-image-\d\S+)", line)
            if match:
                return match[1]
        if attempt == 1:
            sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
            subprocess.run([*sudo, "apt-get", "-qq", "update"], check=False)
    raise NotToBeHad("apt does not know linux-image-amd64; is there a network?")


def missing(*packages):
    """`packages` and what they need, as far as this system does not have it installed."""
    simulated = run("apt-get", "install", "--simulate", "--no-install-recommends", *packages)
    return sorted(set(re.findall(r"^Inst (\S+)", simulated, re.MULTILINE)))


def download(packages, folder):
    folder.mkdir(parents=True, exist_ok=True)
    if not packages:
        return
    try:
        run("apt-get", "download", "-qq", *packages, cwd=folder)
    except subprocess.CalledProcessError as problem:
        raise NotToBeHad(f"apt-get download failed: {problem.stderr.strip()[-300:]}") from None


def unpack(archives, root):
    """Lays packages over each other, with /bin, /lib and /sbin as the links that they are in
    Debian: unpacked as folders they would hide the host's."""
    for name in ("bin", "sbin", "lib", "lib64"):
        (root / "usr" / name).mkdir(parents=True, exist_ok=True)
        if not (root / name).is_symlink():
            (root / name).symlink_to(f"usr/{name}")
    for archive in archives:
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive],
                              stdout=subprocess.PIPE) as package:
            subprocess.run(
                ["tar", "-x", "--keep-directory-symlink", "--no-same-owner", "-C", root,
                 *(f"--exclude=./{path}" for path in UNUSED)],
                stdin=package.stdout, check=True)
        if package.returncode != 0:
            raise NotToBeHad(f"{archive.name} is damaged; remove it and try again")


class Packages:
    """What was unpacked under `folder`; done once for each version of the kernel."""

    def __init__(self, folder):
        self.kernel_package = prepare_lists()
        home = folder / self.kernel_package
        self.guest, self.host, stamp = home / "guest", home / "host", home / "complete"
        wanted = f"{GUEST} {ALONE} {UNUSED}"
        self.was_there = stamp.exists() and stamp.read_text() == wanted
        if not self.was_there:
            shutil.rmtree(home, ignore_errors=True)
            # The kernel's image alone, too: its dependencies are for booting a real machine.
            alone = [self.kernel_package, *ALONE]
            download([*alone, *missing(*GUEST)], home / "guest-archives")
            unpack(sorted((home / "guest-archives").glob("*.deb")), self.guest)
            download(missing("qemu-system-x86"), home / "host-archives")
            unpack(sorted((home / "host-archives").glob("*.deb")), self.host)
        self.version = next((self.guest / "lib/modules").iterdir()).name
        if not self.was_there:
            run(*self.kmod("depmod"), "-b", str(self.guest), self.version, env=self.kmod_environment)
            shutil.rmtree(home / "guest-archives")
            shutil.rmtree(home / "host-archives")
            stamp.write_text(wanted)

    @property
    def kmod_environment(self):
        return {**os.environ, "LD_LIBRARY_PATH": str(self.guest / "usr/lib/x86_64-linux-gnu")}

    def kmod(self, name):
        """The command of one of the names that kmod goes by: it looks at how it was called."""
        return ["bash", "-c", 'exec -a "$1" "$0" "${@:2}"', self.file("bin/kmod"), name]

    def modules(self, *names):
        """Files of the modules and of those that they need, in the order of loading."""
        paths = []
        for name in names:
            shown = run(*self.kmod("modprobe"), "-d", str(self.guest), "-S", self.version,
                        "--show-depends", name, env=self.kmod_environment)
            paths += [Path(path) for path in re.findall(r"^insmod (\S+)", shown, re.MULTILINE)]
        return list(dict.fromkeys(paths))

    def file(self, path):
        """A file of the machine: unpacked, or of the host where it has the package installed."""
        unpacked = self.guest / path
        return str(unpacked if unpacked.exists() else Path("/") / path)

    def qemu(self):
        """The emulator's program and environment, and where it finds its data."""
        unpacked = self.host / "usr/bin/qemu-system-x86_64"
        if not unpacked.exists():
            return ["qemu-system-x86_64"], os.environ, []
        libraries = self.host / "usr/lib/x86_64-linux-gnu"
        environment = {**os.environ, "LD_LIBRARY_PATH": str(libraries),
                       "QEMU_MODULE_DIR": str(libraries / "qemu")}
        data = ["usr/share/qemu", "usr/share/seabios", "usr/lib/ipxe/qemu"]
        return [str(unpacked)], environment, [
            word for path in data for word in ("-L", str(self.host / path))]
