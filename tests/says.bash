# What every test in bats may ask. Loaded by the helpers.
# shellcheck shell=bash disable=SC2154

# says WORDS: the last `run` said so somewhere.
says() {
	[[ $output == *"$1"* ]] || {
		echo "not said: $1"
		echo "$output"
		return 1
	}
}
