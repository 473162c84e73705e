#include "fetch/transfer.h"

#include "base/interrupt.h"
#include "base/libraries/curl_library.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "base/wait.h"
#include "fetch/lookup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REDIRECTS_MAX = 8, BUFFER = 256 << 10, SHOWN = 300 };

struct transfer {
	const struct download *download;
	struct download_sink *sink;
	struct curl_library library;
	CURL *curl;
	struct curl_slist *headers;
	uint64_t asked_from; /* the range asked for begins here; 0: everything */
	uint64_t total;      /* 0: not known */
	bool has_begun;      /* the content has */
	bool was_refused;    /* *why is filled: by the sink, or here */
	bool never;          /* ... and trying again is of no use */
	struct lookup lookup;
	struct failure *why;
	char words[CURL_ERROR_SIZE];
};

#define SET(transfer, option, value) \
	((transfer)->library.easy_setopt((transfer)->curl, (option), (value)))

static bool refuse(struct transfer *transfer, const char *reason)
{
	transfer->was_refused = true;
	transfer->never = true;
	return fail(transfer->why, FAIL_NETWORK, "%s", reason);
}

/* The answer's, after all redirects; "" when it has none. */
static const char *header(const struct transfer *transfer, const char *name)
{
	struct curl_header *found;

	if (transfer->library.easy_header(transfer->curl, name, 0, CURLH_HEADER, -1, &found) !=
	    CURLHE_OK)
		return "";
	return found->value;
}

static long status_of(const struct transfer *transfer)
{
	long status = 0;

	transfer->library.easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

/* What identifies this copy; a weak tag does not. */
static void take_validator(const struct transfer *transfer, char out[DOWNLOAD_VALIDATOR_MAX])
{
	const char *tag = header(transfer, "ETag");
	const char *validator = tag[0] == '"' ? tag : header(transfer, "Last-Modified");

	out[0] = '\0';
	if (strlen(validator) < DOWNLOAD_VALIDATOR_MAX && text_is_harmless(validator))
		memcpy(out, validator, strlen(validator) + 1);
}

static bool restart(struct transfer *transfer)
{
	struct download_sink *sink = transfer->sink;

	take_validator(transfer, sink->validator);
	sink->have = 0;
	sink->was_continued = false;
	transfer->was_refused = !sink->restart(sink, sink->validator, transfer->why);
	return !transfer->was_refused;
}

/* RFC 9110, 14.4: "bytes FIRST-LAST/ALL". */
static bool is_rest(const struct transfer *transfer)
{
	char range[SHOWN];

	snprintf(range, sizeof(range), "bytes %" PRIu64 "-", transfer->sink->have);
	return transfer->asked_from == transfer->sink->have &&
	       strncmp(header(transfer, "Content-Range"), range, strlen(range)) == 0;
}

/* Compressed on the way, or a packed file that is announced as such by mistake? */
static bool is_as_it_is(const struct transfer *transfer)
{
	const char *encoding = header(transfer, "Content-Encoding");
	const size_t length = strlen(transfer->download->address);

	return encoding[0] == '\0' || strcmp(encoding, "identity") == 0 ||
	       (length > 3 && strcmp(transfer->download->address + length - 3, ".gz") == 0);
}

static void learn_total(struct transfer *transfer)
{
	curl_off_t length = -1;

	transfer->library.easy_getinfo(transfer->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	transfer->total = length > 0 ? transfer->sink->have + (uint64_t)length : 0;
	progress_report(transfer->download->progress, "downloading", transfer->sink->have,
	                transfer->total);
}

static bool is_too_much(struct transfer *transfer)
{
	char limit[TEXT_SIZE];
	char reason[SHOWN];

	text_size(limit, transfer->download->limits.size);
	snprintf(reason, sizeof(reason), "it is larger than the limit of %s", limit);
	return !refuse(transfer, reason);
}

/* Called at the first byte, or at the end of an answer without any. */
static bool begin_content(struct transfer *transfer)
{
	char reason[SHOWN];
	long status = status_of(transfer);

	transfer->has_begun = true;
	if (!is_as_it_is(transfer))
		return refuse(transfer, "the server compresses the file, although this program did "
		                        "not request that");
	if (status == 206 && !is_rest(transfer)) {
		transfer->sink->validator[0] = '\0'; /* from the beginning, next time */
		transfer->was_refused = true;
		return fail(transfer->why, FAIL_NETWORK,
		            "the server sends a different part than requested");
	}
	if (status != 200 && status != 203 && status != 206) {
		snprintf(reason, sizeof(reason), "the server answers with status %ld", status);
		return refuse(transfer, reason);
	}
	if (status == 206)
		transfer->sink->was_continued = true;
	else if (!restart(transfer))
		return false;
	learn_total(transfer);
	return transfer->total <= transfer->download->limits.size || !is_too_much(transfer);
}

/* Anything but `size` ends the transfer. */
static size_t take(char *data, size_t unit, size_t size, void *context)
{
	struct transfer *transfer = context;
	struct download_sink *sink = transfer->sink;

	(void)unit;
	if (!transfer->has_begun && !begin_content(transfer))
		return 0;
	if (size > transfer->download->limits.size - sink->have && is_too_much(transfer))
		return 0;
	if (!sink->add(sink, data, size, transfer->why)) {
		transfer->was_refused = true;
		return 0;
	}
	sink->have += size;
	transfer->lookup.since = wait_now();
	progress_report(transfer->download->progress, "downloading", sink->have, transfer->total);
	return size;
}

static int watch(void *context, curl_off_t total, curl_off_t now, curl_off_t upload_total,
                 curl_off_t upload_now)
{
	struct transfer *transfer = context;

	(void)total;
	(void)now;
	(void)upload_total;
	(void)upload_now;
	lookup_tell_server(&transfer->lookup, &transfer->download->limits, transfer->has_begun);
	return interrupt_requested() || !lookup_is_in_time(&transfer->lookup);
}

/* What curl's own program reads from the environment, and its library does not. */
static void set_certificates(struct transfer *transfer)
{
	const char *bundle = getenv("CURL_CA_BUNDLE");
	const char *file = bundle && bundle[0] ? bundle : getenv("SSL_CERT_FILE");
	const char *folder = getenv("SSL_CERT_DIR");

	if (file && file[0])
		SET(transfer, CURLOPT_CAINFO, file);
	if (folder && folder[0])
		SET(transfer, CURLOPT_CAPATH, folder);
	SET(transfer, CURLOPT_SSL_VERIFYPEER, 1L);
	SET(transfer, CURLOPT_SSL_VERIFYHOST, 2L);
	SET(transfer, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
}

static void set_limits(struct transfer *transfer, uint64_t timeout_ms)
{
	const struct download_limits *limits = &transfer->download->limits;

	SET(transfer, CURLOPT_CONNECTTIMEOUT, (long)limits->connect_seconds);
	SET(transfer, CURLOPT_LOW_SPEED_LIMIT, (long)limits->stall_rate);
	SET(transfer, CURLOPT_LOW_SPEED_TIME, (long)limits->stall_seconds);
	SET(transfer, CURLOPT_TIMEOUT_MS, timeout_ms ? (long)timeout_ms : 1L);
	SET(transfer, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
}

/* Only what the server still has unchanged is continued. */
static void set_range(struct transfer *transfer)
{
	AUTO_FREE char *range = NULL;
	AUTO_FREE char *condition = NULL;
	const struct download_sink *sink = transfer->sink;

	if (sink->have == 0 || sink->have > transfer->download->limits.size || !sink->validator[0])
		return;
	transfer->asked_from = sink->have;
	range = mem_printf("Range: bytes=%" PRIu64 "-", sink->have);
	condition = mem_printf("If-Range: %s", sink->validator);
	transfer->headers = transfer->library.slist_append(transfer->headers, range);
	transfer->headers = transfer->library.slist_append(transfer->headers, condition);
	SET(transfer, CURLOPT_HTTPHEADER, transfer->headers);
}

static void set_callbacks(struct transfer *transfer)
{
	SET(transfer, CURLOPT_WRITEFUNCTION, take);
	SET(transfer, CURLOPT_WRITEDATA, transfer);
	SET(transfer, CURLOPT_XFERINFOFUNCTION, watch);
	SET(transfer, CURLOPT_XFERINFODATA, transfer);
	SET(transfer, CURLOPT_NOPROGRESS, 0L);
	SET(transfer, CURLOPT_ERRORBUFFER, transfer->words);
	SET(transfer, CURLOPT_BUFFERSIZE, (long)BUFFER);
	SET(transfer, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
	/* A look-up that was given up goes on in its thread, without being waited for. */
	SET(transfer, CURLOPT_QUICK_EXIT, 1L);
#endif
}

static void set_request(struct transfer *transfer)
{
	const char *schemes = transfer->download->http_allowed ? "https,http" : "https";

	SET(transfer, CURLOPT_URL, transfer->download->address);
	SET(transfer, CURLOPT_PROTOCOLS_STR, schemes);
	SET(transfer, CURLOPT_REDIR_PROTOCOLS_STR, schemes);
	SET(transfer, CURLOPT_FOLLOWLOCATION, 1L);
	SET(transfer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(transfer, CURLOPT_FAILONERROR, 1L);
	SET(transfer, CURLOPT_USERAGENT, "mkrescue-usb");
	set_certificates(transfer);
	set_range(transfer);
	set_callbacks(transfer);
}

static const char unresolved[] =
        "cannot resolve the name of the server; check the network connection";

static const struct {
	CURLcode code;
	enum transfer_end end;
	const char *reason;
} reasons[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, TRANSFER_UNRESOLVED, unresolved },
	{ CURLE_COULDNT_RESOLVE_PROXY, TRANSFER_NEVER,
	  "cannot resolve the name of the proxy; check https_proxy and all_proxy" },
	{ CURLE_COULDNT_CONNECT, TRANSFER_AGAIN,
	  "cannot connect; check the network connection and the proxy settings" },
	{ CURLE_OPERATION_TIMEDOUT, TRANSFER_AGAIN, "the download timed out" },
	{ CURLE_PARTIAL_FILE, TRANSFER_AGAIN, "the connection ended in the middle of the file" },
	{ CURLE_RECV_ERROR, TRANSFER_AGAIN, "the connection was lost" },
	{ CURLE_SEND_ERROR, TRANSFER_AGAIN, "the connection was lost" },
	{ CURLE_GOT_NOTHING, TRANSFER_AGAIN, "the server closed the connection without an answer" },
	{ CURLE_HTTP2, TRANSFER_AGAIN, "the connection was lost" },
	{ CURLE_HTTP2_STREAM, TRANSFER_AGAIN, "the connection was lost" },
	{ CURLE_SSL_CONNECT_ERROR, TRANSFER_AGAIN, "cannot make a secure connection" },
	{ CURLE_SSL_CACERT_BADFILE, TRANSFER_NEVER,
	  "cannot read the trusted certificates; check SSL_CERT_FILE and CURL_CA_BUNDLE" },
	{ CURLE_TOO_MANY_REDIRECTS, TRANSFER_NEVER, "too many redirects" },
	{ CURLE_URL_MALFORMAT, TRANSFER_NEVER, "the address is invalid" },
};

static enum transfer_end by_table(const struct transfer *transfer, CURLcode code)
{
	char words[SHOWN];

	for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
		if (reasons[i].code != code)
			continue;
		fail(transfer->why, FAIL_NETWORK, "%s", reasons[i].reason);
		return reasons[i].end;
	}
	text_clean(words, sizeof(words), transfer->words);
	fail(transfer->why, FAIL_NETWORK, "%s",
	     words[0] ? words : transfer->library.easy_strerror(code));
	return TRANSFER_NEVER;
}

static enum transfer_end by_status(const struct transfer *transfer)
{
	static const long temporary[] = { 408, 425, 429, 500, 502, 503, 504 };
	const long status = status_of(transfer);

	if (status == 404 || status == 410)
		fail(transfer->why, FAIL_NETWORK, "the server does not have it (status %ld)",
		     status);
	else
		fail(transfer->why, FAIL_NETWORK, "the server refuses the request (status %ld)",
		     status);
	for (size_t i = 0; i < ARRAY_LEN(temporary); i++) {
		if (temporary[i] == status)
			return TRANSFER_AGAIN;
	}
	return TRANSFER_NEVER;
}

static enum transfer_end by_proxy(const struct transfer *transfer, long status)
{
	fail(transfer->why, FAIL_NETWORK,
	     "the proxy refuses the request (status %ld); check https_proxy and all_proxy", status);
	return status >= 500 ? TRANSFER_AGAIN : TRANSFER_NEVER;
}

static enum transfer_end by_certificate(const struct transfer *transfer)
{
	char words[SHOWN];

	text_clean(words, sizeof(words), transfer->words);
	fail(transfer->why, FAIL_NETWORK,
	     "cannot verify the server's certificate (%s); check this computer's clock; if it is "
	     "right, the connection may be intercepted",
	     words);
	return TRANSFER_NEVER;
}

static enum transfer_end by_protocol(const struct transfer *transfer)
{
	const char *last = NULL;
	char shown[SHOWN];

	transfer->library.easy_getinfo(transfer->curl, CURLINFO_EFFECTIVE_URL, &last);
	text_clean(shown, sizeof(shown), last ? last : "");
	fail(transfer->why, FAIL_NETWORK, "it redirects to '%s'; only https is allowed", shown);
	return TRANSFER_NEVER;
}

/* The server has not one byte more than what is here already: RFC 9110, 15.5.17. */
static bool was_whole(const struct transfer *transfer)
{
	char range[SHOWN];

	snprintf(range, sizeof(range), "bytes */%" PRIu64, transfer->asked_from);
	return transfer->asked_from && status_of(transfer) == 416 &&
	       strcmp(header(transfer, "Content-Range"), range) == 0;
}

static enum transfer_end judge(struct transfer *transfer, CURLcode code)
{
	long tunnel = 0;

	if (transfer->was_refused)
		return transfer->never || transfer->why->kind != FAIL_NETWORK ? TRANSFER_NEVER
		                                                              : TRANSFER_AGAIN;
	transfer->library.easy_getinfo(transfer->curl, CURLINFO_HTTP_CONNECTCODE, &tunnel);
	if (tunnel >= 400)
		return by_proxy(transfer, tunnel);
	switch (code) {
	case CURLE_ABORTED_BY_CALLBACK:
		if (interrupt_requested())
			fail(transfer->why, FAIL_INTERRUPTED, "interrupted");
		else
			fail(transfer->why, FAIL_NETWORK, "%s", unresolved);
		return transfer->lookup.is_late ? TRANSFER_NO_ANSWER : TRANSFER_NEVER;
	case CURLE_HTTP_RETURNED_ERROR: return by_status(transfer);
	case CURLE_PEER_FAILED_VERIFICATION: return by_certificate(transfer);
	case CURLE_UNSUPPORTED_PROTOCOL: return by_protocol(transfer);
	default: return by_table(transfer, code);
	}
}

static enum transfer_end finish(struct transfer *transfer, CURLcode code)
{
	struct download_sink *sink = transfer->sink;

	if (code == CURLE_OUT_OF_MEMORY)
		mem_ran_out();
	if (code == CURLE_OK && !transfer->has_begun && !begin_content(transfer))
		code = CURLE_WRITE_ERROR;
	if (code != CURLE_OK && !was_whole(transfer)) {
		/* A range that the server cannot serve: everything, then. */
		if (transfer->asked_from && status_of(transfer) == 416) {
			sink->validator[0] = '\0';
			fail(transfer->why, FAIL_NETWORK,
			     "the file on the server is now smaller than before");
			return TRANSFER_AGAIN;
		}
		return judge(transfer, code);
	}
	sink->was_continued = sink->was_continued || code != CURLE_OK;
	/* Where the total was known, the last piece has reported the end. */
	if (sink->have != transfer->total)
		progress_report(transfer->download->progress, "downloading", sink->have,
		                sink->have);
	return TRANSFER_DONE;
}

static uint64_t asked_pause(const struct transfer *transfer)
{
	curl_off_t seconds = 0;

	transfer->library.easy_getinfo(transfer->curl, CURLINFO_RETRY_AFTER, &seconds);
	return seconds > 0 ? (uint64_t)seconds : 0;
}

enum transfer_end transfer_run(const struct download *download, struct download_sink *sink,
                               const struct transfer_time *time, uint64_t *pause,
                               struct failure *why)
{
	struct transfer transfer = {
		.download = download,
		.sink = sink,
		.lookup = { .progress = download->progress,
		            .limit_ms = time->lookup_ms,
		            .next_limit_ms = (uint64_t)download->limits.lookup_seconds * 1000 },
		.why = why,
	};
	enum transfer_end end;

	*pause = 0;
	if (!curl_library_load(&transfer.library, why))
		return TRANSFER_NEVER;
	errno = 0;
	transfer.curl = transfer.library.easy_init();
	if (!transfer.curl) {
		if (errno == ENOMEM)
			mem_ran_out();
		fail(why, FAIL_NETWORK, "libcurl cannot be initialised");
		return TRANSFER_NEVER;
	}
	set_request(&transfer);
	transfer.lookup.library = &transfer.library;
	transfer.lookup.curl = transfer.curl;
	lookup_begin(&transfer.lookup);
	set_limits(&transfer, time->all_ms);
	end = finish(&transfer, transfer.library.easy_perform(transfer.curl));
	*pause = asked_pause(&transfer);
	transfer.library.easy_cleanup(transfer.curl);
	transfer.library.slist_free_all(transfer.headers);
	return end;
}
