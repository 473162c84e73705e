#include "fetch/lookup.h"

#include "base/wait.h"

enum { MS = 1000 };

static curl_off_t resolved(const struct lookup *lookup)
{
	curl_off_t microseconds = 0;

	lookup->library->easy_getinfo(lookup->curl, CURLINFO_NAMELOOKUP_TIME_T, &microseconds);
	return microseconds;
}

static int begin(void *resolver, void *reserved, void *context)
{
	struct lookup *lookup = context;
	long redirects = 0;

	(void)resolver;
	(void)reserved;
	lookup->library->easy_getinfo(lookup->curl, CURLINFO_REDIRECT_COUNT, &redirects);
	if (redirects)
		lookup->limit_ms = lookup->next_limit_ms;
	lookup->began = wait_now();
	lookup->resolved = resolved(lookup);
	return 0;
}

void lookup_begin(struct lookup *lookup)
{
	lookup->began = wait_now();
	lookup->library->easy_setopt(lookup->curl, CURLOPT_RESOLVER_START_FUNCTION, begin);
	lookup->library->easy_setopt(lookup->curl, CURLOPT_RESOLVER_START_DATA, lookup);
}

/* curl adds up what the names took, each with one microsecond at least. */
static bool is_done(const struct lookup *lookup)
{
	return resolved(lookup) > lookup->resolved;
}

/* The system's resolver has no limit of its own that a user would wait for. */
bool lookup_is_in_time(struct lookup *lookup)
{
	const uint64_t waited = wait_now() - lookup->began;

	if (is_done(lookup))
		return true;
	lookup->is_late = waited >= lookup->limit_ms;
	wait_tell(lookup->progress, "looking up the server's name", lookup->began,
	          lookup->limit_ms);
	return !lookup->is_late;
}

void lookup_tell_server(struct lookup *lookup, const struct download_limits *limits, bool has_begun)
{
	const char *awaited = "connecting to the server";
	uint64_t seconds = limits->stall_seconds;
	curl_off_t connected = 0;

	if (!is_done(lookup))
		return;
	lookup->library->easy_getinfo(lookup->curl, CURLINFO_PRETRANSFER_TIME_T, &connected);
	if (has_begun)
		awaited = "waiting for the rest of the file";
	else if (connected)
		awaited = "waiting for the server's answer";
	else
		seconds = limits->connect_seconds;
	if (awaited != lookup->awaited)
		lookup->since = wait_now();
	lookup->awaited = awaited;
	wait_tell(lookup->progress, awaited, lookup->since, seconds * MS);
}
