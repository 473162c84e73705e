#include "fetch/lookup.h"

#include "base/wait.h"

enum { SAY_MS = 800 };

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

/* The system's resolver has no limit of its own that a user would wait for. */
bool lookup_is_in_time(struct lookup *lookup)
{
	const uint64_t waited = wait_now() - lookup->began;

	/* curl adds up what the names took, each with one microsecond at least. */
	if (resolved(lookup) > lookup->resolved)
		return true;
	lookup->is_late = waited >= lookup->limit_ms;
	if (waited >= SAY_MS)
		progress_report(lookup->progress, "looking up the server's name", 0, 0);
	return !lookup->is_late;
}
