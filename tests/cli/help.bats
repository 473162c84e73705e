#!/usr/bin/env bats
# Help, mistyped words, commands to copy, and the log.
load helper
load recipes
load terminal

@test "the help is one screen, and every command in it has a help of 80 columns with two examples" {
	run -0 mkrescue --help
	[ "${#lines[@]}" -le 24 ]
	while read -r command _; do
		run -0 mkrescue help "$command"
		says "Usage: mkrescue-usb $command"
		[ -z "$(awk 'length > 80' <<<"$output")" ]
		[ "$(sed -n '/^Examples:/,$p' <<<"$output" | grep -c "^  mkrescue-usb $command")" -eq 2 ]
		first=$output
		run -0 mkrescue "$command" --help
		[ "$output" = "$first" ]
	done < <(mkrescue help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p')
}

# bats test_tags=quick
@test "the help of a command shows its options in groups, and no others" {
	run -0 mkrescue write --help
	says "--image FILE"
	says "Safety:"
	says "--erase SERIAL"
	[[ $output != *--firmware* ]]
}

@test "a mistyped word is answered with the nearest one" {
	run -2 mkrescue wirte --image stick.img
	says "unknown command 'wirte' (did you mean 'write'?)"
	run -2 mkrescue help verfy
	says "did you mean 'verify'"
	run -2 mkrescue --devcie /dev/sdb
	says "unknown option '--devcie' (did you mean '--device'"
}

@test "what an option resolves is answered with the whole command line" {
	run -4 --separate-stderr mkrescue --vendor xiaomi --firmware "$good" --output 'my stick.img'
	command=${stderr##*run:$'\n'  }
	[[ $command == *" --output 'my stick.img' --accept-unsigned" ]]
	run -0 bash -c "$command"
	run -5 --separate-stderr build --output 'my stick.img'
	command=${stderr##*run:$'\n'  }
	[[ $command == *" --force" ]]
	run -0 bash -c "$command"
}

@test "the log keeps warnings, steps, events and the failure, also what --quiet hides" {
	run -0 mkrescue --quiet --vendor xiaomi --firmware "$good" --accept-unsigned --output stick.img \
		--log log
	run -5 mkrescue --quiet --vendor xiaomi --firmware "$good" --accept-unsigned --output stick.img \
		--log log
	[ "$(grep -cE '^20[0-9-]+T[0-9:]+Z version: ' log)" -eq 2 ]
	grep -q 'Z command: .*--output stick.img --log log$' log
	grep -q "Z warning: .*no proof of origin" log
	grep -q 'Z event: {"event":"plan"' log
	grep -q 'Z event: {"event":"result"' log
	grep -q 'Z event: {"event":"failure","kind":"refused"' log
	[ -z "$(grep -vE '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z [a-z ]+: ' log)" ]
}

@test "the log keeps questions and answers" {
	words="$program --trust $key --firmware $good --log log --output stick.img"
	at_terminal 0 "
		expect {Which router is it?}; send \"xiaomi\r\"
		expect {Proven}"
	grep -q 'Z question: Which router is it?' log
	grep -q 'Z answer: xiaomi' log
}

@test "what is no log is not appended to, and a password never gets into one" {
	mkfifo pipe
	run -7 timeout 10 "$program" list --log pipe
	run -2 mkrescue list --log /dev/null
	says "is not a regular file"
	cp "$good" firmware.bin
	run -5 mkrescue inspect firmware.bin --log firmware.bin
	says "'firmware.bin' exists and is not a log of this program"
	cmp "$good" firmware.bin
	run mkrescue --vendor xiaomi --model r3g --firmware https://me:secret@127.0.0.1/x --output a.img \
		--log log
	! grep -q secret log
}

@test "a log that is another file of the command is refused before anything is written" {
	order="--vendor xiaomi --model r3g --firmware $good --trust $key"
	ln -s a.img link
	: >empty
	while read -r log words; do
		refuses 2 "; give another file to --log" mkrescue $words --log "$log"
		[ "$(find . -type f)" = ./empty ]
	done <<-CASES
		a.img --output a.img $order
		./a.img --output=a.img $order --force
		link --output a.img $order
		a.img --output link $order
		a.img --output a.img --dry-run $order
		card --output a.img --guide card $order
		folder --output-dir folder $order
		empty --output a.img --vendor xiaomi --firmware empty
		empty --output a.img --vendor xiaomi --firmware miwifi.bin=empty
		empty --output a.img $order --trust empty
		rescue.lock.json lock $order
		a.json lock --lock-file a.json $order
		rescue.lock.json build --locked --output a.img
		many.lock.json lock --fleet many.json
		empty write --image empty --device /dev/no-such-disk
		empty inspect empty
		cache.tar cache export cache.tar
		page guide xiaomi r3g --html page
	CASES
	run -2 bash -c "'$program' list --log out >out"
	says "'out' is where standard output goes; give another file to --log"
	[ ! -s out ]
}

@test "help keeps to a narrow terminal" {
	for words in help "help build" "help rescue"; do
		stty_init="columns 60" words="$program $words" at_terminal 0 ""
		[[ $output == *"Usage: mkrescue-usb"* ]]
		! grep -vE "^(spawn|  mkrescue-usb )" <<<"${output//$'\r'/}" | grep -E '.{61}' || return 1
	done
}
