# What the tests with servers share: nginx and two servers that misbehave, for each test file.
# shellcheck shell=bash disable=SC2034,SC2154
bats_require_minimum_version 1.5.0
load ../says

net=$BATS_TEST_DIRNAME
root=$(cd "$net/../.." && pwd)
build=${MKRESCUE_BUILD:-$root/build/debug}
size=1000003

# The computer's own settings must not change the tests.
unset https_proxy HTTPS_PROXY http_proxy all_proxy ALL_PROXY no_proxy NO_PROXY
unset CURL_CA_BUNDLE SSL_CERT_DIR

digest() {
	sha256sum "$1" | cut -d ' ' -f 1
}

# appears FILE: a server that has started says so by making it.
appears() {
	until [ -e "$1" ]; do
		kill -0 "$2" || return
	done
}

# content NAME SEED
content() {
	python3 -c "import random; random.seed('$2')
open('$1', 'wb').write(random.randbytes($size))"
}

start_world() {
	world=$BATS_FILE_TMPDIR
	mkdir -p "$world/www"
	"$net/certificates" "$world"
	content "$world/www/file" one
	content "$world/newer" two
	export SSL_CERT_FILE=$world/ca.pem
}

# bad_server NAME [CERTIFICATE KEY]: its port is in NAME.port, its requests in NAME.log.
bad_server() {
	"$net/bad-server" "$world/$1.port" "$world/$1.log" "${2--}" "${3--}" "$world/www/file" \
		"$world/newer" >"$world/$1.out" 2>&1 3>&- &
	echo $! >>"$world/pids"
	appears "$world/$1.port" $!
}

# One more site for nginx: listens on a port, with a certificate.
site() {
	echo "server { listen 127.0.0.1:$1 ssl; ssl_certificate $2.pem; ssl_certificate_key $2.key; }"
}

nginx_conf() {
	[ "$(id -u)" -ne 0 ] || echo "user root;"
	echo "pid $world/nginx.pid; error_log $world/nginx.err; worker_processes 2;"
	echo "events { worker_connections 128; }"
	echo "http { log_format plain '\$uri \$status \$body_bytes_sent';"
	echo "access_log $world/nginx.log plain;"
	echo "client_body_temp_path $world/t1; proxy_temp_path $world/t2; fastcgi_temp_path $world/t3;"
	echo "uwsgi_temp_path $world/t4; scgi_temp_path $world/t5; root $world/www; gzip on; gzip_types *;"
	site "$1" good
	site "$2" elsewhere
	site "$3" expired
	site "$4" unknown
	echo "server { listen 127.0.0.1:$5; } }"
}

# nginx returns when it listens; somebody else may take a port first.
start_nginx() {
	local try
	for try in 1 2 3 4 5; do
		"$net/free-ports" 5 >"$world/ports"
		read -r -a ports <"$world/ports"
		nginx_conf "${ports[@]}" >"$world/nginx.conf"
		nginx -p "$world" -c "$world/nginx.conf" 2>"$world/nginx.start" 3>&- && return
	done
	cat "$world/nginx.start"
	return 1
}

# start_signed_world SERIES...: with a key by signify-openbsd for each.
start_signed_world() {
	local series
	command -v signify-openbsd >/dev/null || skip "signify-openbsd is not installed"
	start_world
	start_nginx
	for series; do
		(cd "$world" && signify-openbsd -G -n -p "$series.pub" -s "$series.sec")
	done
}

stop_world() {
	local pid
	[ ! -e "$BATS_FILE_TMPDIR/nginx.pid" ] || kill "$(cat "$BATS_FILE_TMPDIR/nginx.pid")"
	[ ! -e "$BATS_FILE_TMPDIR/pids" ] || while read -r pid; do
		kill "$pid"
	done <"$BATS_FILE_TMPDIR/pids"
}

# The names the tests use, from what the files say.
know_world() {
	world=$BATS_FILE_TMPDIR
	file=$world/www/file
	sha256=$(digest "$file")
	export SSL_CERT_FILE=$world/ca.pem
	cd "$BATS_TEST_TMPDIR" || return
	[ ! -e "$world/ports" ] || {
		read -r -a ports <"$world/ports"
		nginx=https://localhost:${ports[0]}
		elsewhere=https://localhost:${ports[1]}
		expired=https://localhost:${ports[2]}
		unknown=https://localhost:${ports[3]}
		nginx_http=http://localhost:${ports[4]}
	}
	[ ! -e "$world/bad.port" ] || bad=https://localhost:$(cat "$world/bad.port")
	[ ! -e "$world/http.port" ] || http=http://localhost:$(cat "$world/http.port")
}

fetcher() {
	"$build/tests/fetcher" "$PWD/store" "$@" </dev/null
}

# For the background: $! is the program itself.
fetcher_alone() {
	exec "$build/tests/fetcher" "$PWD/store" "$@" </dev/null 3>&-
}

# fails STATUS WORDS [ARGUMENT...]: and nothing is in the store, not even a scrap.
fails() {
	local wanted=$1 words=$2
	shift 2
	run -"$wanted" fetcher "$@"
	says "$words"
	[ -z "$(find store -type f)" ]
}

# is_stored FILE: and nothing else is on its way.
is_stored() {
	local hex
	hex=$(digest "$1")
	cmp "$1" "store/sha256/${hex:0:2}/$hex"
	[ -z "$(find store/parts -type f)" ]
}

# gets [ARGUMENT...]: the good content, whatever happens on the way.
gets() {
	run -0 fetcher "$@"
	says "fetched $sha256"
	is_stored "$file"
}

requests() {
	grep -c "^$1 " "$world/bad.log"
}
