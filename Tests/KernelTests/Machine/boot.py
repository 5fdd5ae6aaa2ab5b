"""What QEMU is given to boot: the kernel as a plain program, and a first root of a few files."""

import lzma
import os
import struct
from pathlib import Path


def kernel(image):
    """The ELF program in a bzImage.

    QEMU can start it directly (by its PVH note), which spares the emulated processor from
    unpacking it: seconds of each run.

    Source: The Linux/x86 boot protocol, fields setup_sects, payload_offset, payload_length.
    """
    data = Path(image).read_bytes()
    sectors = data[0x1F1] or 4
    offset, length = struct.unpack_from("<II", data, 0x248)
    start = (sectors + 1) * 512 + offset
    # After the stream stand four bytes of its length, so the decoder must stop at the stream's end.
    program = lzma.LZMADecompressor(lzma.FORMAT_XZ).decompress(data[start:start + length])
    if program[:4] != b"\x7fELF":
        raise ValueError(f"{image} holds no ELF program packed with xz")
    return program


def archive(files):
    """Files, by name, as a cpio archive in the format that the kernel unpacks: `newc`.

    Source: the kernel's own description of the initramfs buffer format.
    """
    out = bytearray()
    folders = sorted({parent.as_posix() for name in files for parent in Path(name).parents
                      if parent.as_posix() != "."})
    entries = [(name, 0o040755, b"") for name in folders]
    entries += [(name, 0o100755, data) for name, data in files.items()]
    entries.append(("TRAILER!!!", 0, b""))
    for number, (name, mode, data) in enumerate(entries, start=1):
        path = name.encode() + b"\0"
        fields = [number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(path), 0]
        out += b"070701" + b"".join(b"%08X" % field for field in fields) + path
        out += bytes(-len(out) % 4)
        out += data
        out += bytes(-len(out) % 4)
    return bytes(out)


def first_root(packages, init):
    """A root with busybox, the script `init`, and the modules by which the host's files are seen."""
    modules = packages.modules("virtio_pci", "9pnet_virtio", "9p", "overlay")
    files = {"init": Path(init).read_bytes(), "bin/busybox": Path(packages.file("bin/busybox")).read_bytes()}
    # Folders that `init` mounts on must be there; an archive of files makes them by a file within.
    for name in ("proc", "sys", "dev"):
        files[f"{name}/.keep"] = b""
    files["modules/order"] = "".join(f"{path.name}\n" for path in modules).encode()
    for path in modules:
        files[f"modules/{path.name}"] = path.read_bytes()
    return archive(files)


def write(path, data):
    """Writes a file whole or not at all."""
    temporary = Path(f"{path}.new")
    temporary.write_bytes(data)
    os.replace(temporary, path)
