#include "firmware/firmware.h"

#include "base/file.h"
#include "base/job.h"
#include "base/mem.h"
#include "base/text.h"
#include "firmware/examine.h"
#include "firmware/snapshot.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MD5_TAIL = 5 };

#define NOT_SUMMED SIZE_MAX

struct firmware_work {
	struct job job;
	struct byte_source source;
	struct examination exam;
	struct findings findings; /* a copy of the firmware's, which may be moved meanwhile */
	size_t sha256;            /* which of the sums; NOT_SUMMED: it was known before */
};

static void compute(void *context)
{
	struct firmware_work *work = context;

	sums_run(&work->exam.sums);
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

static void judge_md5_tail(const struct sum *sum, struct examination *exam)
{
	const char *stated = sum->context;
	char hex[2 * SUM_VALUE_MAX + 1];
	const char *computed = hex + 2 * sum_size(SUM_MD5) - MD5_TAIL;

	text_hex(hex, sum->value, sum_size(SUM_MD5));
	if (strcmp(stated, computed) == 0)
		findings_check(exam->findings, "MD5 in the file name", CHECK_OK, "%s", stated);
	else
		findings_check(exam->findings, "MD5 in the file name", CHECK_BAD,
		               "the name says '%s', the MD5 ends with '%s'", stated, computed);
}

static void add_sha256(struct firmware_work *work, const struct digest *known)
{
	const struct view all = view_of(&work->source);

	work->sha256 = known ? NOT_SUMMED : work->exam.sums.count;
	if (!known)
		sum_range(sums_add(&work->exam, SUM_SHA256, all), all, 0, all.size);
}

static void add_md5(struct firmware_work *work, const char *name)
{
	const struct view all = view_of(&work->source);
	char tail[MD5_TAIL + 1] = "";
	struct sum *sum;

	find_md5_tail(name, tail);
	if (!tail[0])
		return;
	sum = sums_add(&work->exam, SUM_MD5, all);
	sum_range(sum, all, 0, all.size);
	sum->context = mem_strdup(tail);
	sum->judge = judge_md5_tail;
}

void firmware_open_content(struct firmware *out, const struct firmware_content *content,
                           const struct keyring *keys)
{
	struct firmware_work *work = mem_zalloc(1, sizeof(*work));

	*out = (struct firmware){
		.fd = content->fd,
		.size = content->size,
		.path = mem_strdup(content->path),
		.name = mem_strdup(content->name),
		.work = work,
	};
	source_of_file(&work->source, out->fd, out->size);
	examine_begin(&work->exam, keys, out->name, &work->findings);
	add_sha256(work, content->sha256);
	if (content->sha256)
		out->sha256 = *content->sha256;
	add_md5(work, out->name);
	examine_structure(&work->exam, &work->source, NULL);
	out->findings = work->findings;
	job_start(&work->job, compute, work);
}

static struct firmware_content content_at(const char *path)
{
	return (struct firmware_content){
		.fd = -1,
		.path = path,
		.name = file_name_in(path),
	};
}

bool firmware_open(struct firmware *out, const char *path, const struct keyring *keys,
                   struct failure *why)
{
	struct firmware_content content = content_at(path);

	*out = (struct firmware){ .fd = -1 };
	if (!open_regular(path, FIRMWARE_SIZE_MAX, FAIL_FIRMWARE, &content.fd, &content.size, why))
		return false;
	firmware_open_content(out, &content, keys);
	return true;
}

bool firmware_take(struct firmware_content *out, const char *path, struct failure *why)
{
	*out = content_at(path);
	return snapshot_take(path, FIRMWARE_SIZE_MAX, &out->fd, &out->size, why);
}

bool firmware_take_open(struct firmware_content *content, struct failure *why)
{
	int from = content->fd;

	content->fd = -1;
	return snapshot_take_open(from, content->path, FIRMWARE_SIZE_MAX, &content->fd,
	                          &content->size, why);
}

void firmware_settle(struct firmware *firmware)
{
	AUTO_FREE struct firmware_work *work = TAKE(firmware->work);

	if (!work)
		return;
	job_wait(&work->job);
	examine_end(&work->exam);
	firmware->findings = work->findings;
	firmware->unread = work->exam.sums.failed;
	if (work->sha256 != NOT_SUMMED)
		memcpy(firmware->sha256.bytes, work->exam.sums.list[work->sha256].value,
		       sum_size(SUM_SHA256));
	examine_done(&work->exam);
	source_done(&work->source);
}

void firmware_release(struct firmware *firmware)
{
	firmware_settle(firmware);
	if (firmware->path)
		mem_auto_close(&firmware->fd);
	firmware->fd = -1;
}

void firmware_done(struct firmware *firmware)
{
	firmware_release(firmware);
	free(firmware->path);
	free(firmware->name);
	*firmware = (struct firmware){ .fd = -1 };
}
