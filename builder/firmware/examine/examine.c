#include "firmware/examine/examine.h"

#include "base/mem.h"
#include "firmware/examine/fwtool.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Content that was decompressed. */
struct unpacked {
	struct unpacked *next;
	struct scratch_file file;
	struct byte_source source;
};

/* "a > b" for what lies inside, "a > b, c" for what follows it. */
static void add_to_container(struct findings *out, size_t depth, const char *id)
{
	size_t used = strlen(out->container);
	const char *between = depth == 0 ? "" : out->layer_count == depth ? " > " : ", ";

	snprintf(out->container + used, sizeof(out->container) - used, "%s%s", between, id);
}

static const char not_firmware[] = "not firmware";
static const char unknown[] = "unknown";

static const char *name_of(const struct format *format)
{
	if (format->id)
		return format->id;
	return format->rank == RANK_NOT_FIRMWARE ? not_firmware : unknown;
}

const char *examine_id(const char *text)
{
	const struct format *format = format_named(text);

	if (format)
		return format->id;
	return strcmp(text, not_firmware) == 0 ? not_firmware
	       : strcmp(text, unknown) == 0    ? unknown
	                                       : NULL;
}

/* One container; `exam->layer` is how deep it lies. */
static void examine_layer(struct examination *exam, const struct format *format, struct view view)
{
	struct findings *out = exam->findings;
	const char *id = name_of(format);
	const char *outer_speaker = out->speaker;
	size_t outer = out->layer;

	add_to_container(out, exam->layer, id);
	if (exam->layer == 0)
		out->format = format->id;
	if (out->layer_count == exam->layer)
		out->layers[out->layer_count++] = id;
	out->layer = exam->layer;
	out->speaker = id;
	if (format->is_wrapper && out->content == exam->layer)
		out->content++;
	if (format->parse)
		format->parse(view, exam);
	else if (!exam->has_trailer)
		findings_complete(out, COMPLETE_UNKNOWN,
		                  "this version does not support its structure");
	out->layer = outer;
	out->speaker = outer_speaker;
}

bool examine_inside(struct examination *exam, struct view part)
{
	const struct format *format = format_of(part);

	if (part.size == 0 || !format->id || format->rank == RANK_NOT_FIRMWARE)
		return false;
	if (exam->layer + 1 == LAYER_MAX) {
		findings_warn(exam->findings, "it is nested more deeply than any known firmware");
		return false;
	}
	exam->layer++;
	examine_layer(exam, format, part);
	exam->layer--;
	return true;
}

bool examine_rest(struct examination *exam, struct view part)
{
	struct findings *out = exam->findings;
	size_t content = out->content;
	bool known;

	if (out->content == exam->layer)
		out->content++;
	known = examine_inside(exam, part);
	out->content = content;
	return known;
}

bool examine_piece(struct examination *exam, struct view part)
{
	struct findings *out = exam->findings;
	enum completeness completeness = out->completeness;
	char detail[sizeof(out->completeness_detail)];
	bool known;

	memcpy(detail, out->completeness_detail, sizeof(detail));
	known = examine_inside(exam, part);
	out->completeness = completeness;
	memcpy(out->completeness_detail, detail, sizeof(detail));
	return known;
}

bool examine_unpacked(struct examination *exam, const struct scratch_file *file)
{
	struct unpacked *unpacked = mem_zalloc(1, sizeof(*unpacked));

	unpacked->next = exam->unpacked;
	unpacked->file = *file;
	source_of_scratch(&unpacked->source, file);
	exam->unpacked = unpacked;
	return examine_inside(exam, view_of(&unpacked->source));
}

void examine_ends_at(struct examination *exam, struct view view, uint64_t end)
{
	struct findings *out = exam->findings;
	uint64_t filler;

	if (end > view.size) {
		findings_complete(out, COMPLETE_TRUNCATED,
		                  "it should have %" PRIu64 " bytes, but has %" PRIu64, end,
		                  view.size);
		return;
	}
	if (end == view.size || exam->has_trailer)
		return;
	filler = view_filler(view_from(view, end));
	if (end + filler == view.size)
		findings_complete(out, COMPLETE_PADDED,
		                  "padding follows its end; nothing states how much");
	else
		findings_complete(out, COMPLETE_TRAILING,
		                  "%" PRIu64 " unknown bytes follow its end", view.size - end);
}

void examine_begin(struct examination *out, const struct keyring *keys, const char *file_name,
                   struct findings *findings)
{
	*findings = (struct findings){ 0 };
	*out = (struct examination){ .findings = findings, .keys = keys, .file_name = file_name };
}

void examine_structure(struct examination *exam, struct byte_source *source,
                       const struct format *format)
{
	struct view view = view_of(source);
	struct view bare = view_part(view, 0, fwtool_end(view));
	uint64_t covered_at;

	exam->has_trailer = bare.size < view.size;
	if (!format)
		format = format_of(bare);
	covered_at = format->carries_at ? format->carries_at(view) : 0;
	fwtool_peel(view_from(view, covered_at), exam);
	examine_layer(exam, format, covered_at ? view : bare);
}

void examine_end(struct examination *exam)
{
	if (!exam->sums.failed)
		sums_judge(exam);
}

void examine_done(struct examination *exam)
{
	while (exam->unpacked) {
		struct unpacked *unpacked = exam->unpacked;

		exam->unpacked = unpacked->next;
		source_done(&unpacked->source);
		scratch_close(&unpacked->file);
		free(unpacked);
	}
	sums_done(&exam->sums);
}
