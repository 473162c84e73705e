#!/usr/bin/env bats
# A vendor file from the answers to ten questions.
load helper
load terminal

# drafted ANSWER...: talks to 'recipe new catalog' on a terminal.
drafted() {
	local script=
	mkdir -p catalog
	for answer in "$@"; do
		script+="expect -re {[0-9]+\\. [^\\n]*\\?}; send -- {$answer}; send \"\\r\"; "
	done
	words="$program recipe new catalog"
	at_terminal 0 "$script"
}

stick=("Acme" "A1 (EU)" "Model: A1" usb-stick recovery.bin "Acme's firmware" Reset "the light blinks" tried)

@test "ten answers make a vendor file that check-catalog accepts" {
	drafted "${stick[@]}"
	says "Written: catalog/acme.json"
	run -0 mkrescue check-catalog catalog
	run -0 mkrescue guide acme a1-eu --catalog catalog
	says "Hold the button 'Reset'."
	says "right when: the light blinks"
	run -0 mkrescue show acme a1-eu --catalog catalog
	says "thin"
}

@test "every method makes a file that check-catalog accepts" {
	for method in tftp-serve tftp-put http-post; do
		rm -rf catalog
		drafted "Acme" "A2" "Model: A2" "$method" a2.bin "firmware" 192.168.1.1 Reset "the light blinks" \
			https://forum.example.org/t/1
		run -0 mkrescue check-catalog catalog
		run -0 mkrescue show acme a2 --catalog catalog
		says "192.168.1.1"
	done
}

# What is not asked, the address of this computer, is added by hand.
@test "what 'rescue' does by itself is no step for a person" {
	for method in tftp-put http-post; do
		rm -rf catalog
		drafted "Acme" "A2" "Model: A2" "$method" a2.bin "firmware" 192.168.1.1 Reset "the light blinks" tried
		sed -i 's/"network": {/& "pc_addresses": [{ "address": "192.168.1.2\/24" }],/' catalog/acme.json
		run -0 mkrescue check-catalog catalog
		run -0 mkrescue guide acme a2 --catalog catalog
		says "sudo mkrescue-usb rescue --vendor acme --model a2"
		steps=$(grep -cE '^ *[0-9]+\. (Send the file|Open http|Choose the file)' <<<"$output")
		[ "$steps" -ge 1 ]
		[ "$(grep -c 'the command above does this' <<<"$output")" -eq "$steps" ]
	done
}

@test "a method has a number, and an answer that will not do is asked for again" {
	drafted "--" Acme A1 "Model: A1" 9 1 "a/b" recovery.bin firmware Reset "it blinks" tried
	says "It needs a letter or a digit."
	says "There is no number 9 (1 to 4)."
	says "'a/b' is not a file name that FAT can hold."
	run -0 mkrescue check-catalog catalog
}

@test "a vendor file that exists is kept, and without a terminal nothing is asked" {
	drafted "${stick[@]}"
	cp catalog/acme.json before.json
	run -2 mkrescue recipe new catalog
	says "there is no terminal to ask on"
	cmp before.json catalog/acme.json
	run -2 mkrescue recipe old
	says "use 'new'"
}

@test "a maker that the catalogue has keeps its name there, however it is typed" {
	for maker in TP-Link tplink "TP LINK"; do
		rm -rf catalog
		drafted "$maker" "X9 v1" "${stick[@]:2}"
		says "The catalogue has '$maker' as the vendor 'tplink'; the file adds a model to it."
		says "Written: catalog/tplink.json"
		run -0 mkrescue check-catalog catalog
		run -0 mkrescue show tp-link x9-v1 --catalog catalog
		says "TP-Link X9 v1"
		run -0 mkrescue show tp-link archer-c7-v5 --catalog catalog
	done
}

@test "'back' leads to the question before, with the answer that was given" {
	drafted back Acme back "" "A1 (EU)" "Model: A1" usb-stick back tftp-serve recovery.bin firmware back back \
		back usb-stick "" "" Reset back back "" "" "the light blinks" tried
	says "There is no question before this one."
	[[ $output == *"1. Who made the router? [Acme]"* ]]
	grep -q '"method": "usb-stick"' catalog/acme.json
	run -1 grep '"network"' catalog/acme.json
	run -0 mkrescue check-catalog catalog
}
