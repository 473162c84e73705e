"""What a Tab costs in bash: processor time of the completion and of the programs that it runs."""

import subprocess

TARGET = 30  # ms

SCRIPT = r"""
completions=$1 program=$2 first=$3
shift 3
compopt() { :; } # it works only while readline completes
TIMEFORMAT='%3U %3S'
COMP_WORDS=("$program" "$@") COMP_CWORD=$#
if ((first)); then
	time { source "$completions"; _mkrescue_usb; }
else
	source "$completions"
	time _mkrescue_usb
fi
((${#COMPREPLY[@]})) || echo "nothing is offered"
"""


def milliseconds(program, words, first=0):
    """Of one Tab behind these words; `first`: of one that reads the completion, too."""
    done = subprocess.run(["bash", "--norc", "-c", SCRIPT, "-", f"{program}.bash", program, str(first), *words],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    if done.stdout:
        raise SystemExit(f"Tab behind {words}: {done.stdout}")
    return 1000 * sum(map(float, done.stderr.split()))


def kinds(vendors):
    """By what is completed: the lines that end with a Tab."""
    return {
        "a command": [[""], ["help", ""]],
        "an option": [["--"], ["build", "--"], ["rescue", "--"]],
        "a vendor": [["--vendor", ""], ["show", ""]],
        "a model": [[*line, vendor, *option, ""] for vendor in vendors
                    for line, option in ((["--vendor"], ["--model"]), (["show"], []))],
        "a layout, a method": [["--layout", ""], ["list", "--method", ""]],
        "a network interface": [["rescue", "--interface", ""]],
        "a file, a folder": [["--firmware", "/usr/bin/"], ["--output-dir", "/usr/"]],
        "a word of its own": [["cache", ""]],
    }


def slowest(bench, lines):
    """Other work on the computer only adds to a figure, so the least of the rounds counts."""
    often = sorted(lines, key=lambda line: milliseconds(bench.program, line))[-3:]
    return max((min(milliseconds(bench.program, line) for _ in range(bench.rounds)), line) for line in often)


def measure(bench):
    data = bench.program.parent / "share/mkrescue-usb/vendors"
    vendors = [path.stem for path in data.glob("*.json") if path.stem not in ("schema", "keys")]
    first = min(milliseconds(bench.program, ["--vendor", ""], 1) for _ in range(bench.rounds))
    bench.row("processor time of the first Tab", f"{first:.1f} ms", f"{TARGET} ms", first <= TARGET)
    for what, lines in kinds(vendors).items():
        most, line = slowest(bench, lines)
        bench.row(f"of a Tab for {what}, the slowest of {len(lines)}: `{' '.join(line)}`", f"{most:.1f} ms",
                  f"{TARGET} ms", most <= TARGET)
