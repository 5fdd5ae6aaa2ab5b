#!/usr/bin/env bash
# One sale at a simulated counter: a receipt, the drawer, a count, a reversal.
# usage: demo.sh TILL FOLDER; the paper is left in FOLDER as PNG files.
set -euo pipefail
till=$1
folder=$2
examples=$(dirname "$0")

rm -rf "$folder"
mkdir -p "$folder"

# The simulated printer says where it is on its first line; what it does then goes to a file.
# Someone pushes its drawer shut two seconds after it opened.
mkfifo "$folder/events"
"$till" sim --tcp 0 --profile tm-t88v --paper "$folder" --drawer-closes 2 --json >"$folder/events" &
sim=$!
trap 'kill -TERM "$sim" 2>/dev/null || true' EXIT
exec 3<"$folder/events"
rm "$folder/events"
read -r offer <&3
printer=$(sed -n 's/.*"detail":"\(tcp:[^"]*\)".*/\1/p' <<<"$offer")
cat <&3 >"$folder/simulator.jsonl" &
log=$!

say() { printf '\n%s\n' "$*"; }
run() {
    printf '$ till %s\n' "$*"
    "$till" "$@"
}
counter=(--to "$printer" --profile tm-t88v)

say "A sale: the receipt is on paper before anybody says so."
run print "$examples/sale.json" "${counter[@]}"

say "The drawer opens for it, and the sensor says that it did, and that it was shut."
run drawer open "${counter[@]}" --sensor highWhenOpen --by Amelia --reason sale --for 0002-0314-0417
run drawer wait "${counter[@]}" --sensor highWhenOpen --within 10

say "The till is counted."
run count "$examples/count.json" "${counter[@]}"

say "A sale is taken back, with a supervisor and a signature."
run print "$examples/reversal.json" "${counter[@]}"

say "The same in Chinese."
run print "$examples/sale-zh.json" "${counter[@]}"

kill -TERM "$sim"
wait "$sim"
trap - EXIT
wait "$log"
say "The paper:"
ls "$folder"/*.png
