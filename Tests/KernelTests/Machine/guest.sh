#!/bin/bash
# Second stage, with the host's files and Debian's packages in place: starts a real udevd with the
# rules that we ship, loads the drivers, and runs the job.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8
mark() { echo "MACHINE $*, $(cut -d' ' -f1 /proc/uptime) s after its start"; }
results=/run/results
. "$results/job"
cd "$project" || mark "no folder $project"

busybox ifconfig lo 127.0.0.1 up
# Drivers of the board's own devices, which nobody needs here and which take seconds to look around.
mkdir -p /etc/modprobe.d /etc/udev/rules.d
printf 'blacklist %s\n' ahci iTCO_wdt i2c_i801 lpc_ich pcspkr >/etc/modprobe.d/tillwright-machine.conf
install -m 644 udev/70-tillwright.rules /etc/udev/rules.d/
# As systemd-tmpfiles would make it from udev/tillwright.conf.
install -d -m 2770 -g lp /run/lock/tillwright
/usr/lib/systemd/systemd-udevd --daemon 2>/dev/null
modprobe -a virtio_console vhci-hcd uhid evdev xhci-pci
udevadm settle
mark "ready"

export TILLWRIGHT_GUEST=1
timeout -k 10 "$limit" "${command[@]}" >"$results/output.log" 2>&1
echo $? >"$results/status"
dmesg >"$results/kernel.log"
sync
mark "done"
busybox poweroff -f
