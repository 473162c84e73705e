/* both_ways - samples examined here, and by a sandboxed process: the same must come of it. */
#ifndef BOTH_WAYS_H
#define BOTH_WAYS_H

#include "firmware/firmware.h"

#include "samples.h"

/* Both of the same type; prints which differ. */
#define DIFFERS(field) differs(#field, a->field, b->field)

static int differs(const char *field, const char *a, const char *b)
{
	if (strcmp(a ? a : "(none)", b ? b : "(none)") == 0)
		return 0;
	print_error("%s: '%s', apart '%s'\n", field, a, b);
	return 1;
}

static int compare_lists(const struct findings *a, const struct findings *b)
{
	int wrong = 0;

	for (size_t i = 0; i < a->layer_count; i++)
		wrong += DIFFERS(layers[i]);
	for (size_t i = 0; i < a->board_count; i++)
		wrong += DIFFERS(boards[i].code) + DIFFERS(boards[i].name) +
		         DIFFERS(boards[i].format);
	for (size_t i = 0; i < a->check_count; i++)
		wrong += DIFFERS(checks[i].name) + DIFFERS(checks[i].detail) +
		         (a->checks[i].result != b->checks[i].result);
	for (size_t i = 0; i < a->warning_count; i++)
		wrong += DIFFERS(warnings[i]);
	for (size_t i = 0; i < a->segment_count; i++)
		wrong += DIFFERS(segments[i].name) + DIFFERS(segments[i].target) +
		         (a->segments[i].offset != b->segments[i].offset) +
		         (a->segments[i].size != b->segments[i].size);
	return wrong;
}

static int compare_findings(const struct findings *a, const struct findings *b)
{
	if (a->layer_count != b->layer_count || a->board_count != b->board_count ||
	    a->check_count != b->check_count || a->warning_count != b->warning_count ||
	    a->segment_count != b->segment_count)
		return 1;
	return compare_lists(a, b) + DIFFERS(format) + DIFFERS(container) + DIFFERS(version) +
	       DIFFERS(region) + DIFFERS(completeness_detail) + DIFFERS(never) +
	       DIFFERS(signature_detail) + DIFFERS(signer) + (a->layer != b->layer) +
	       (a->content != b->content) + (a->completeness != b->completeness) +
	       (a->origin != b->origin) + (a->signature != b->signature) +
	       (a->signature_checkable != b->signature_checkable);
}

struct answer {
	struct firmware firmware;
	struct findings early;
	struct failure why;
};

/* TAKEN: apart as well, and of a copy that nobody cuts, which the process has mapped. */
enum way { HERE, APART, TAKEN, WAYS };

static bool open_by(enum way way, struct answer *out, const char *path, const struct keyring *keys)
{
	struct firmware_content content;

	if (way != TAKEN)
		return firmware_open(&out->firmware, path, keys, &out->why);
	if (!firmware_take(&content, path, NULL, &out->why))
		return false;
	firmware_open_content(&out->firmware, &content, keys);
	return true;
}

static bool ask(enum way way, struct answer *out, const char *path, struct keyring *keys)
{
	bool sound;

	keys->sandboxed = way != HERE;
	*out = (struct answer){ 0 };
	if (!open_by(way, out, path, keys))
		return false;
	out->early = out->firmware.findings;
	sound = firmware_is_sound(&out->firmware, &out->why);
	assert_false(out->firmware.stopped);
	return sound;
}

/* In a process of its own, from the pool where there is one, against here. */
static int compare_way(enum way way, const char *file, struct keyring *keys)
{
	AUTO_FREE char *path = mem_printf(SAMPLES "%s", file);
	struct answer *answers = mem_zalloc(2, sizeof(*answers));
	struct answer *a = &answers[0];
	struct answer *b = &answers[1];
	int wrong = ask(HERE, a, path, keys) != ask(way, b, path, keys);

	wrong += compare_findings(&a->early, &b->early) +
	         compare_findings(&a->firmware.findings, &b->firmware.findings) +
	         DIFFERS(why.text) + !digest_equal(&a->firmware.sha256, &b->firmware.sha256);
	if (wrong)
		print_error("in %s, way %d\n", file, (int)way);
	firmware_done(&a->firmware);
	firmware_done(&b->firmware);
	free(answers);
	return wrong;
}

static int compare_samples(struct samples *samples)
{
	int wrong = 0;

	for (size_t i = 0; i < json_array_size(samples->rows); i++) {
		const json_t *row = json_array_get(samples->rows, i);

		for (enum way way = APART; way < WAYS; way++)
			wrong += compare_way(way, json_string_value(json_object_get(row, "file")),
			                     &samples->keys);
	}
	return wrong;
}

#endif
