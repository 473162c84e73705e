#include "stick/proof/verdict.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

enum { PLACES_SHOWN = 3, NAMES_SHOWN = 6, NAME_SHOWN = 60 };

static void write_place(FILE *out, const struct difference *difference, const char *before)
{
	AUTO_FREE char *text = difference_text(difference);

	fprintf(out, "%s%s", before, text);
}

/* What is no computer's everyday doing comes first: the rest is only counted. */
static void write_places(FILE *out, const struct differences *differences)
{
	size_t shown = 0;
	size_t all = differences->count + differences->left_out;

	for (size_t i = 0; i < differences->count && shown < PLACES_SHOWN; i++) {
		if (differences->items[i].harmless && !differences->harmless)
			continue;
		write_place(out, &differences->items[i], shown++ ? "; " : "");
	}
	if (all > shown)
		fprintf(out, "; and %zu more place%s", all - shown, all - shown > 1 ? "s" : "");
}

static void write_added(FILE *out, const struct diagnosis *diagnosis)
{
	size_t count = diagnosis->added_count < NAMES_SHOWN ? diagnosis->added_count : NAMES_SHOWN;

	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s'%.*s'", i ? ", " : "", NAME_SHOWN, diagnosis->added[i]);
	if (diagnosis->added_count > count)
		fprintf(out, " and %zu more", diagnosis->added_count - count);
}

/* Each kind of change once. */
static void write_changes(FILE *out, const struct differences *differences)
{
	unsigned shown = 0;

	for (size_t i = 0; i < differences->count; i++) {
		enum layer layer = differences->items[i].layer;

		if (shown & 1u << layer)
			continue;
		fprintf(out, "%s%s", shown ? ", " : "", layer_title(layer));
		shown |= 1u << layer;
	}
}

static const char *files_of(const struct diagnosis *diagnosis)
{
	return diagnosis->manifest.file_count == 1 ? "the rescue file is" : "the rescue files are";
}

/* Only what happens to a stick that is put into a computer. */
static void write_harmless(FILE *out, const struct diagnosis *diagnosis, const char *name)
{
	fprintf(out, "%s intact; a computer has changed the rest of '%s': it ", files_of(diagnosis),
	        name);
	if (diagnosis->added_count) {
		fputs("added ", out);
		write_added(out, diagnosis);
		fputs(" and ", out);
	}
	fputs("changed ", out);
	write_changes(out, &diagnosis->differences);
	fputs("; make the stick again to restore it", out);
}

static void write_damage(FILE *out, const struct diagnosis *diagnosis, const char *name,
                         const struct failure *flaw)
{
	if (diagnosis->intact)
		fprintf(out,
		        "%s intact, but '%s' differs from what was written: ", files_of(diagnosis),
		        name);
	else
		fprintf(out, "a boot loader cannot find the right files on '%s': %s; differences: ",
		        name, flaw->text);
	write_places(out, &diagnosis->differences);
	if (diagnosis->added_count) {
		fputs("; added: ", out);
		write_added(out, diagnosis);
	}
	fputs("; make the stick again", out);
}

static void write_text(FILE *out, const struct diagnosis *diagnosis,
                       const struct diagnosis_request *request, const struct failure *flaw)
{
	const char *name = request->target->name;

	if (diagnosis->differences.count == 0 && !diagnosis->intact)
		fputs(flaw->text, out);
	else if (diagnosis->differences.count == 0)
		fprintf(out,
		        "'%s' returned different data when it was read again; it is failing or "
		        "badly connected",
		        name);
	else if (diagnosis->intact && diagnosis->complete && diagnosis->differences.harmless)
		write_harmless(out, diagnosis, name);
	else
		write_damage(out, diagnosis, name, flaw);
}

void verdict_find(struct diagnosis *diagnosis, const struct diagnosis_request *request,
                  const struct failure *flaw)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out) {
		write_text(out, diagnosis, request, flaw);
		fclose(out);
	}
	fail_like(&diagnosis->verdict, request->found, "%s", text ? text : request->found->text);
}
