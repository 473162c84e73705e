/* The plan in words: what a person must know before it is carried out, on half a screen. */
#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/text.h"
#include "cli/output/summary_words.h"
#include "cli/screen/message.h"
#include "guide/parts.h"

#include <stdio.h>

enum {
	PLAN_LINES = 12, /* with the one that says how to see the rest */
	FILES_EACH = 2,  /* more files than that share one line */
};

/* A part of the plan: whole or not at all. */
typedef void section(const struct paper *paper, const struct summary *summary);

static void source_words(const struct paper *paper, const struct input *file)
{
	const struct provenance *provenance = &file->obtained.provenance;
	AUTO_FREE char *remarks = provenance_remarks(provenance);

	if (provenance->address)
		paper_print(paper, "  ", "from: %s%s%s%s", provenance->address,
		            remarks[0] ? " (" : "", remarks, remarks[0] ? ")" : "");
}

static void authenticity_words(const struct paper *paper, const struct manifest_file *file)
{
	paper_print(paper, "  ", "authenticated by: %s%s%s", file->vouched,
	            file->model ? "; model: " : "", file->model ? file->model : "");
}

static void file_words(const struct paper *paper, const struct input *file,
                       const struct manifest_file *promise)
{
	const struct firmware *firmware = &file->firmware;
	const struct findings *findings = &firmware->findings;
	const bool version = findings->version[0];
	char size[TEXT_SIZE];

	text_size(size, firmware->size);
	paper_print(paper, "Firmware: ", "%s (%s, %s%s%s)", firmware->name,
	            file->verdict.any ? "of an unknown format" : findings->container, size,
	            version ? ", version " : "", version ? findings->version : "");
	source_words(paper, file);
	if (file->content.changed) {
		text_size(size, file->content.size);
		paper_print(paper, "  ", "becomes: %s (%s)",
		            file->slot->name ? file->slot->name : promise->path, size);
	}
	authenticity_words(paper, promise);
}

static void files_words(const struct paper *paper, const struct summary *summary)
{
	for (size_t i = 0; i < summary_file_count(summary); i++)
		file_words(paper, summary->inputs->by_slot[i], &summary->manifest->files[i]);
}

/* By their names alone. */
static void many_files_words(const struct paper *paper, const struct summary *summary)
{
	AUTO_FREE char *list = NULL;
	struct joined names = { 0 };

	for (size_t i = 0; i < summary_file_count(summary); i++)
		joined_add(&names, ", ", "%s", summary->inputs->by_slot[i]->firmware.name);
	list = joined_take(&names);
	paper_text(paper, "Firmware: ", list);
}

static void router_words(const struct paper *paper, const struct summary *summary)
{
	const struct recipe *recipe = summary->recipe;

	if (manifest_is_of_rescue_pc(summary->manifest)) {
		paper_text(paper, "For: ",
		           "a PC, which starts from the stick and rescues the router; no router "
		           "reads it");
		return;
	}
	paper_text(paper, "Router: ", recipe ? recipe->title : summary->manifest->recipe);
	if (recipe && recipe->label)
		paper_print(paper, "  ", "its label %s: %s", recipe_label_verb(recipe),
		            recipe->label);
}

/* One bundle authenticates all of its files. */
static void rescue_pc_words(const struct paper *paper, const struct manifest *manifest)
{
	if (manifest->layout)
		paper_print(paper, "Stick: ", "layout %s with %zu files", manifest->layout,
		            manifest->file_count);
	authenticity_words(paper, &manifest->files[0]);
}

static void contents_words(const struct paper *paper, const struct summary *summary)
{
	const struct manifest *manifest = summary->manifest;
	AUTO_FREE char *list = NULL;
	struct joined paths = { 0 };

	if (manifest_is_of_rescue_pc(manifest)) {
		rescue_pc_words(paper, manifest);
		return;
	}
	for (size_t i = 0; i < manifest->file_count; i++)
		joined_add(&paths, ", ", "%s", manifest->files[i].path);
	list = joined_take(&paths);
	if (manifest->layout)
		paper_print(paper, "Stick: ", "layout %s with %s", manifest->layout, list);
	else
		paper_print(paper, "Folder: ", "with %s", list);
	for (size_t i = 0; !summary->inputs && i < manifest->file_count; i++)
		authenticity_words(paper, &manifest->files[i]);
}

static void disks_words(const struct paper *paper, const struct summary *summary)
{
	AUTO_FREE char *list = NULL;
	struct joined disks = { 0 };

	for (size_t i = 0; i < summary->disk_count; i++) {
		char title[DEVICE_TITLE];

		device_title(&summary->disks[i], title);
		joined_add(&disks, ", ", "%s (%s)", summary->disks[i].path,
		           title[0] ? title : summary->disks[i].kind);
	}
	list = joined_take(&disks);
	paper_text(paper, summary->disk_count > 1 ? "Targets: " : "Target: ", list);
}

static void target_words(const struct paper *paper, const struct summary *summary)
{
	if (summary->disks)
		disks_words(paper, summary);
	else
		paper_text(paper, "Target: ", summary->output);
	if (summary_checks_capacity(summary))
		paper_text(paper, "  ", "its capacity is tested first");
	if (summary_wipes(summary))
		paper_text(paper, "  ", "everything else on it is overwritten with zeros");
}

static void condition_words(const struct paper *paper, const struct summary *summary)
{
	if (summary->recipe && summary->recipe->works_when)
		paper_text(paper, "Works when: ", summary->recipe->works_when);
}

static void before_words(const struct paper *paper, const struct summary *summary)
{
	const struct recipe *recipe = summary->recipe;

	if (recipe && recipe->before_count)
		paper_text(paper, "Before you start:", "");
	for (size_t i = 0; recipe && i < recipe->before_count; i++)
		paper_text(paper, "  - ", recipe->before[i].text);
}

static void confidence_words(const struct paper *paper, const struct summary *summary)
{
	if (summary->recipe)
		parts_confidence(paper, summary->recipe);
}

static size_t count_lines(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

/* What is being put together. */
struct plan {
	const struct summary *summary;
	size_t left; /* lines */
	bool is_whole;
};

/* Shows it if it is needed in any case, or if it fits. */
static void add(struct plan *plan, section *write, bool is_needed)
{
	AUTO_FREE char *text = NULL;
	struct paper paper = message_paper(stdout);
	size_t size = 0;
	size_t lines;

	paper.to = mem_text_begin(&text, &size);
	write(&paper, plan->summary);
	mem_text_end(paper.to, &text);
	lines = count_lines(text);
	if (!is_needed && lines > plan->left) {
		plan->is_whole = false;
		return;
	}
	fputs(text, stdout);
	plan->left -= lines < plan->left ? lines : plan->left;
}

void summary_words_plan(struct report *report, const struct summary *summary)
{
	const bool is_long = report->verbose;
	const bool are_many = !is_long && summary_file_count(summary) > FILES_EACH;
	struct plan plan = { .summary = summary, .left = PLAN_LINES - 1, .is_whole = !are_many };

	if (report->quiet || report->brief)
		return;
	add(&plan, router_words, true);
	if (summary_file_count(summary))
		add(&plan, are_many ? many_files_words : files_words, true);
	add(&plan, contents_words, true);
	add(&plan, target_words, true);
	add(&plan, condition_words, is_long);
	add(&plan, before_words, is_long);
	add(&plan, confidence_words, is_long);
	if (!plan.is_whole)
		puts("('--verbose' shows the rest of the plan.)");
	fflush(stdout);
}
