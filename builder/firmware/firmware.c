#include "firmware/firmware.h"

#include "base/job.h"
#include "base/mem.h"
#include "firmware/findings.h"
#include "firmware/formats/format.h"
#include "firmware/snapshot.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MD5_TAIL = 5 };

struct checking {
	struct job job;
	const struct format *format;
	const struct keyring *keys;
	struct bytes bytes;
	struct findings findings; /* a copy: the caller reads the original meanwhile */
};

struct hashing {
	struct job job;
	struct bytes bytes;
	struct digest sha256;
	char stated[MD5_TAIL + 1]; /* from the file's name; empty when it has none */
	char computed[MD5_TAIL + 1];
};

struct firmware_work {
	struct checking checking;
	struct hashing hashing;
};

static void check(void *context)
{
	struct checking *work = context;

	if (work->format->check)
		work->format->check(work->bytes, work->keys, &work->findings);
}

static void hash(void *context)
{
	struct hashing *work = context;
	char hex[DIGEST_HEX];
	struct digest md5;

	work->sha256 = digest_of(DIGEST_SHA256, work->bytes);
	if (!work->stated[0])
		return;
	md5 = digest_of(DIGEST_MD5, work->bytes);
	digest_to_hex(&md5, hex);
	memcpy(work->computed, hex + 2 * digest_size(DIGEST_MD5) - MD5_TAIL, MD5_TAIL);
}

/* miwifi_MODEL_firmware_TAIL_VERSION.bin, or _all_: five digits from the end of the MD5. */
static void find_md5_tail(const char *name, char tail[MD5_TAIL + 1])
{
	static const char *const kinds[] = { "_firmware_", "_all_" };

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const char *kind = strcasestr(name, kinds[i]);
		const char *digits = kind ? kind + strlen(kinds[i]) : "";

		if (strncasecmp(name, "miwifi_", 7) != 0 ||
		    strspn(digits, "0123456789abcdefABCDEF") != MD5_TAIL || digits[MD5_TAIL] != '_')
			continue;
		for (size_t at = 0; at < MD5_TAIL; at++)
			tail[at] = (char)tolower(digits[at]);
	}
}

bool firmware_open(struct firmware *out, const char *path, const struct keyring *keys,
                   struct failure *why)
{
	const char *slash = strrchr(path, '/');
	struct firmware_work *work;

	*out = (struct firmware){ .fd = -1 };
	if (!snapshot_take(path, FIRMWARE_SIZE_MAX, &out->fd, &out->bytes, why))
		return false;
	out->path = mem_strdup(path);
	out->name = slash ? out->path + (slash - path) + 1 : out->path;
	out->work = work = mem_zalloc(1, sizeof(*work));
	work->checking.format = format_of(out->bytes);
	format_parse(work->checking.format, out->bytes, &out->findings);
	work->checking.keys = keys;
	work->checking.bytes = out->bytes;
	work->checking.findings = out->findings;
	work->hashing.bytes = out->bytes;
	find_md5_tail(out->name, work->hashing.stated);
	job_start(&work->checking.job, check, &work->checking);
	job_start(&work->hashing.job, hash, &work->hashing);
	return true;
}

void firmware_settle(struct firmware *firmware)
{
	AUTO_FREE struct firmware_work *work = TAKE(firmware->work);
	const struct hashing *hashing;

	if (!work)
		return;
	job_wait(&work->checking.job);
	job_wait(&work->hashing.job);
	hashing = &work->hashing;
	firmware->findings = work->checking.findings;
	firmware->sha256 = hashing->sha256;
	if (!hashing->stated[0])
		return;
	if (strcmp(hashing->stated, hashing->computed) == 0)
		findings_check(&firmware->findings, "MD5 in the file name", CHECK_OK, "%s",
		               hashing->stated);
	else
		findings_check(&firmware->findings, "MD5 in the file name", CHECK_BAD,
		               "the name says '%s', the MD5 ends with '%s'", hashing->stated,
		               hashing->computed);
}

void firmware_done(struct firmware *firmware)
{
	firmware_settle(firmware);
	if (firmware->bytes.data)
		munmap((void *)(uintptr_t)firmware->bytes.data, (size_t)firmware->bytes.size);
	if (firmware->path)
		close(firmware->fd);
	free(firmware->path);
	*firmware = (struct firmware){ .fd = -1 };
}
