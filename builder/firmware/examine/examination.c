#include "firmware/examine/examination.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct sum *sums_add(struct examination *exam, enum sum_kind kind, struct view view)
{
	struct sums *sums = &exam->sums;
	struct sum *sum;

	if (sums->count == SUMS_MAX) {
		sums->spare.source = view.source;
		return &sums->spare;
	}
	sums->list = mem_grow(sums->list, sums->count, sizeof(*sums->list));
	sum = &sums->list[sums->count++];
	*sum = (struct sum){
		.kind = kind,
		.source = view.source,
		.layer = exam->layer,
		.speaker = exam->findings->speaker,
	};
	sum->computed = true;
	return sum;
}

void examine_unproven(struct examination *exam, const char *name, const char *fmt, ...)
{
	char text[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	findings_check(exam->findings, name, CHECK_UNPROVEN, "%s", text);
}

void examine_uncovered(struct examination *exam, const char *what, const char *detail)
{
	if (exam->layer == 0 && !exam->has_trailer)
		findings_check(exam->findings, what, CHECK_ABSENT, "%s", detail);
}

void sum_judge_number(const struct sum *sum, struct examination *exam, int digits, uint32_t seen,
                      uint32_t stored)
{
	findings_check(exam->findings, sum->name,
	               sum->computed && AGREES(seen == stored) ? CHECK_OK : CHECK_BAD,
	               "stored %0*" PRIx32 ", computed %0*" PRIx32, digits, stored, digits, seen);
}

static void judge_expected(const struct sum *sum, struct examination *exam)
{
	struct findings *out = exam->findings;
	size_t size = sum_size(sum->kind);
	size_t shown = size < 8 ? size : 8;
	char stored[17];
	char seen[17];

	text_hex(stored, sum->expected, shown);
	text_hex(seen, sum->value, shown);
	if (!sum->computed)
		findings_check(out, sum->name, CHECK_BAD, "it covers bytes past the end");
	else if (sum->unproven)
		examine_unproven(exam, sum->name, "stored %s, computed %s", stored, seen);
	else if (AGREES(memcmp(sum->value, sum->expected, size) == 0))
		findings_check(out, sum->name, CHECK_OK, "%s%s", stored, shown < size ? "..." : "");
	else
		findings_check(out, sum->name, CHECK_BAD, "stored %s, computed %s", stored, seen);
}

void sum_expect(struct sum *sum, const char *name, const void *stored)
{
	snprintf(sum->name, sizeof(sum->name), "%s", name);
	memcpy(sum->expected, stored, sum_size(sum->kind));
	sum->judge = judge_expected;
}

void sum_expect32(struct sum *sum, const char *name, uint32_t stored)
{
	uint8_t bytes[4];
	size_t size = sum_size(sum->kind);

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(stored >> 8 * (3 - i));
	sum_expect(sum, name, bytes + sizeof(bytes) - (size < 4 ? size : 4));
}

void sums_judge(struct examination *exam)
{
	size_t layer = exam->layer;

	if (exam->sums.spare.source)
		findings_check(exam->findings, "further checksums", CHECK_UNKNOWN,
		               "the file has more checksums than any known firmware; the rest was "
		               "not checked");
	for (size_t i = 0; i < exam->sums.count; i++) {
		const struct sum *sum = &exam->sums.list[i];

		exam->layer = sum->layer;
		exam->findings->layer = sum->layer;
		exam->findings->speaker = sum->speaker;
		if (sum->judge)
			sum->judge(sum, exam);
	}
	exam->layer = layer;
	exam->findings->layer = 0;
	exam->findings->speaker = NULL;
}
