#include "catalog/vendorfile/vendorfile.h"

#include "base/job.h"
#include "base/mem.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	THREADS_MAX = 4,
	USUAL_NAMES = 12 * 1024, /* what a file's names take in memory, on average */
};

/* Shared by the threads: each takes the next free file. */
struct reading {
	const struct folder *folder;
	uid_t owner;
	bool names_only;
	struct vendor_outcome *outcomes;
	atomic_size_t next;
};

static void read_some(void *context)
{
	struct reading *reading = context;
	struct json_written written = { 0 };
	const struct vendorfile_request request = { reading->owner, reading->names_only, &written };
	size_t i;

	while ((i = atomic_fetch_add(&reading->next, 1)) < reading->folder->count) {
		struct vendor_outcome *outcome = &reading->outcomes[i];

		outcome->good = vendorfile_read(&outcome->file, reading->folder->paths[i], &request,
		                                &outcome->why);
	}
	free(written.text);
}

/* The calling thread reads as well. Names are read in less time than threads take. */
static void read_all(struct reading *reading)
{
	struct job jobs[THREADS_MAX - 1] = { 0 };
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t more = processors < THREADS_MAX ? (size_t)(processors - 1) : THREADS_MAX - 1;

	for (size_t i = 0;
	     processors > 1 && !reading->names_only && i < more && i + 1 < reading->folder->count;
	     i++)
		job_start(&jobs[i], read_some, reading);
	read_some(reading);
	for (size_t i = 0; i < ARRAY_LEN(jobs); i++)
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

	if (names_only)
		mem_expect(folder->count * USUAL_NAMES);
	read_all(&reading);
	return outcomes;
}
