#include "catalog/vendorfile/vendorfile.h"

#include "base/job.h"
#include "base/mem.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	THREADS_MAX = 4,
	/* What a file takes in memory, on average. */
	USUAL_NAMES = 12 * 1024,
	USUAL_WHOLE = 30 * 1024,
};

/* Shared by the threads: each takes the next free file. */
struct reading {
	const struct folder *folder;
	uid_t owner;
	bool names_only;
	size_t expected; /* bytes that each thread needs, about */
	struct vendor_outcome *outcomes;
	atomic_size_t next;
};

static void read_some(void *context)
{
	struct reading *reading = context;
	struct json_written written = { 0 };
	const struct vendorfile_request request = { reading->owner, reading->names_only, &written };
	size_t i;

	mem_expect(reading->expected);
	while ((i = atomic_fetch_add(&reading->next, 1)) < reading->folder->count) {
		struct vendor_outcome *outcome = &reading->outcomes[i];

		outcome->good = vendorfile_read(&outcome->file, reading->folder->paths[i], &request,
		                                &outcome->why);
	}
	free(written.text);
}

/* Beside the calling one. Names are read in less time than threads take. */
static size_t count_threads(const struct reading *reading)
{
	const long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t most = reading->folder->count < THREADS_MAX ? reading->folder->count : THREADS_MAX;

	if (processors > 0 && (size_t)processors < most)
		most = (size_t)processors;
	return reading->names_only || processors < 1 || !most ? 0 : most - 1;
}

static void read_all(struct reading *reading)
{
	struct job jobs[THREADS_MAX - 1] = { 0 };
	const size_t more = count_threads(reading);
	const size_t each = reading->names_only ? USUAL_NAMES : USUAL_WHOLE;

	reading->expected = reading->folder->count * each / (more + 1);
	for (size_t i = 0; i < more; i++)
		job_start(&jobs[i], read_some, reading);
	read_some(reading);
	for (size_t i = 0; i < more; i++)
		job_wait(&jobs[i]);
}

struct vendor_outcome *vendorfiles_read(const struct folder *folder, uid_t owner, bool names_only)
{
	struct vendor_outcome *outcomes = mem_zalloc(folder->count, sizeof(*outcomes));
	struct reading reading = {
		.folder = folder,
		.owner = owner,
		.names_only = names_only,
		.outcomes = outcomes,
	};

	read_all(&reading);
	return outcomes;
}
