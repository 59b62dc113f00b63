"""The backend of the simulated printer: what cupsd runs to print (CUPS, backend(7)).

Its folder holds `mode` (one line, see `MODES`), `out` (the paper: one file a job), `runs` (a line each
time it was run, so that a job printed twice shows), and `busy.*` while it runs.
"""

SCHEME = "yiciban-sim"
MODES = (
    "ok",
    "hold",  # the reason is reported and nothing comes out until the mode changes: paper, cover, jam, offline
    "half",  # half of the document comes out, then the backend fails
    "stop",  # nothing comes out, and the backend has the queue stopped
    "fail",  # nothing comes out, and the backend fails
)
BACKEND = r"""#!/bin/sh
# job user title copies options [file]
[ $# -eq 0 ] && exit 0
dir="${DEVICE_URI#yiciban-sim:}"
echo "$1 $3" >>"$dir/runs"
: >"$dir/busy.$$"
trap 'rm -f "$dir/busy.$$"' EXIT
trap 'exit 1' TERM
document="${6:-}"
if [ -z "$document" ]; then
    document="$dir/stdin.$1"
    cat >"$document"
fi
mode() { read -r word reason <"$dir/mode"; }
mode
case "$word" in
hold)
    held="$reason"
    [ -n "$held" ] && echo "STATE: +$held" >&2
    while [ "$word" = hold ]; do sleep 0.05; mode; done
    [ -n "$held" ] && echo "STATE: -$held" >&2
    ;;
esac
case "$word" in
half)
    size=$(wc -c <"$document")
    head -c $((size / 2)) "$document" >"$dir/out/$1.part"
    exit 1
    ;;
stop) exit 4 ;;
fail) exit 1 ;;
esac
echo "STATE: none" >&2
cat "$document" >"$dir/out/.$1" && mv "$dir/out/.$1" "$dir/out/$1.pdf"
rm -f "$dir/stdin.$1"
exit 0
"""
