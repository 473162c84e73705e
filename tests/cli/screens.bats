#!/usr/bin/env bats
# What is seen at terminals of 60 to 120 columns: nothing is cut, and lines end between words.
load helper

widths="60 80 100 120"

# at WIDTH ARGUMENT...: the program at a terminal; status 97 when a line does not fit.
at() {
	local width=$1
	shift
	"$root/tests/cli/screen" "$width" "$program" "$@"
}

@test "tables keep to the terminal, and every row has the columns that matter" {
	for width in $widths; do
		run -0 at "$width" list
		says "xiaomi"
		run -0 at "$width" list tplink
		says "archer-c7-v5"
		run -0 at "$width" list --search "archer c7"
		says "Model: Archer C7"
		run -0 at "$width" devices
		says "DEVICE"
	done
}

@test "a narrow terminal loses the least important columns first" {
	run -0 at 100 list xiaomi
	says "CONFIDENCE"
	says "VENDOR"
	run -0 at 60 list xiaomi
	[[ $output != *CONFIDENCE* && $output != *VENDOR* ]]
	says "MODEL"
	says "NAME"
}

@test "why a disk may not be written stands on lines of its own at a terminal" {
	[ -n "$(lsblk -dn -o NAME)" ] || skip "no disk here"
	run -0 at 60 devices
	[[ $output =~ $'\n    '(no|yes|unknown|only)' '?[^$'\n']* || $output =~ $'\n    no: ' ]]
	[[ $output != *"MAY IT BE WRITTEN?"* ]]
	run -0 mkrescue devices
	says "MAY IT BE WRITTEN?"
}

@test "off a terminal a row is one line, as a search needs it" {
	mkrescue list tplink >rows
	[ "$(grep -c archer-c7-v5 rows)" -eq 1 ]
	mkrescue list >vendors
	[ "$(wc -l <vendors)" -eq "$(awk '{ print $1 }' vendors | sort -u | wc -l)" ]
}

@test "the plan has at most twelve lines, and --verbose has the rest" {
	for width in 80 100 120; do
		run -0 at "$width" --vendor xiaomi --firmware "$good" --trust "$key" --output stick.img -n
		plan=${output%%mkrescue-usb: warning*}
		[ "$(wc -l <<<"${plan%$'\n'}")" -le 12 ]
		says "Router: Xiaomi Mi Router 3G"
		says "its label must say: Model: R3G"
		says "Target: stick.img"
		says "('--verbose' shows the rest of the plan.)"
	done
	run -0 at 80 --vendor xiaomi --firmware "$good" --trust "$key" --output stick.img -n --verbose
	says "Before you start:"
	says "How sure this is: good"
	[[ $output != *"shows the rest"* ]]
}

@test "messages, results and failures wrap between words" {
	for width in $widths; do
		run -0 at "$width" --vendor xiaomi --firmware "$good" --trust "$key" --output stick.img --force
		run -0 at "$width" verify --image stick.img
		run -0 at "$width" inspect "$good" --trust "$key"
		run -0 at "$width" show xiaomi r3g
		run -2 at "$width" --vendor xiaomi --model r4a --output a.img --firmware "$good"
		run -2 at "$width" list --method carrier-pigeon
		run -2 at "$width" --vendor tplinkk --model x --output a.img
		run -3 at "$width" check-catalog "$root/tests/data"
		run at "$width" doctor
		[ "$status" -ne 97 ]
	done
}

@test "with --quiet the result is all that is shown" {
	mkrescue --vendor xiaomi --firmware "$good" --trust "$key" --output stick.img --quiet >shown
	[ "$(head -c 8 shown)" = "Proven: " ]
	[ "$(wc -l <shown)" -le 2 ]
}

@test "with --yes a stick has one line" {
	run -0 --separate-stderr build --output stick.img --yes
	[ "$output" = "Proven: stick.img holds what was written, read back and compared." ]
	run -0 --separate-stderr build --output stick.img --force --yes --verbose
	says "Router: Xiaomi Mi Router 3G"
}

@test "--log keeps the plan that --yes does not show" {
	build --output stick.img --yes --log log >/dev/null
	grep -q '"event":"plan"' log
	grep -q '"event":"result"' log
}

@test "a failure is the last that is shown, and the card comes before it where only a person can help" {
	run -2 mkrescue --vendor tplink --model archer-c7-v2 --output stick.img
	says "run 'sudo mkrescue-usb rescue --vendor tplink --model archer-c7-v2'"
	[[ $output != *"At the router"* ]]
	read -r vendor model _ < <(mkrescue list --can words --method http-post | sed -n 2p)
	run -2 mkrescue --vendor "$vendor" --model "$model" --output stick.img
	[[ $output == *"At the router"*"mkrescue-usb: no stick rescues"* ]]
}
