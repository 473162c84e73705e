#include "cli/guide.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdbool.h>

static void bullets(FILE *to, const char *title, const char *const *items, size_t count)
{
	if (!count)
		return;
	fprintf(to, "%s:\n", title);
	for (size_t i = 0; i < count; i++)
		fprintf(to, "  - %s\n", items[i]);
}

void guide_conditions(const struct recipe *recipe, FILE *to)
{
	if (recipe->works_when)
		fprintf(to, "Works when:\n  - %s\n", recipe->works_when);
	bullets(to, "Before the stick can help", recipe->before, recipe->before_count);
	fprintf(to, "How sure this is:\n  - %s: %s\n", confidence_name(recipe->confidence),
	        recipe->confidence_basis);
}

static void step_details(const struct step *step, FILE *to)
{
	if (step->until)
		fprintf(to, "     until: %s\n", step->until);
	if (step->seconds)
		fprintf(to, "     takes about %" PRIu64 " %s\n",
		        step->seconds < 120 ? step->seconds : step->seconds / 60,
		        step->seconds < 120 ? "seconds" : "minutes");
	if (step->lights)
		fprintf(to, "     lights: %s\n", step->lights);
}

void guide_steps(const struct recipe *recipe, FILE *to)
{
	if (recipe->step_count)
		fprintf(to, "At the router (%s):\n", recipe->title);
	for (size_t i = 0; i < recipe->step_count; i++) {
		fprintf(to, "  %zu. %s\n", i + 1, recipe->steps[i].action);
		step_details(&recipe->steps[i], to);
	}
	if (recipe->light_count)
		fputs("What the lights mean:\n", to);
	for (size_t i = 0; i < recipe->light_count; i++)
		fprintf(to, "  - %s: %s\n", recipe->lights[i].shows, recipe->lights[i].means);
	bullets(to, "If it fails", recipe->failure_signs, recipe->failure_sign_count);
}

static void accepted_format(const struct accepted *accepted, FILE *to)
{
	fprintf(to, "  - format %s", accepted->format);
	for (size_t i = 0; i < accepted->code_count; i++)
		fprintf(to, "%s %s", i ? "," : " with board code", accepted->codes[i]);
	fputc('\n', to);
}

static void wanted_file(const struct wanted_file *file, FILE *to)
{
	bool top = file->directory[0] && !file->directory[1];
	char size[TEXT_SIZE];

	fprintf(to, "On the stick: %s/%s\n", top ? "" : file->directory, file->name);
	fprintf(to, "  - %s\n", file->what);
	for (size_t i = 0; i < file->accept_count; i++)
		accepted_format(&file->accepts[i], to);
	text_size(size, file->size_max);
	if (file->size_max)
		fprintf(to, "  - at most %s\n", size);
	if (file->only_candidate)
		fputs("  - no other firmware file may be on the stick\n", to);
}

static void references(const struct recipe *recipe, FILE *to)
{
	if (recipe->download_count)
		fputs("Firmware files seen in public (check what you download):\n", to);
	for (size_t i = 0; i < recipe->download_count; i++)
		fprintf(to, "  - %s%s%s\n", recipe->downloads[i].url,
		        recipe->downloads[i].note ? "  " : "",
		        recipe->downloads[i].note ? recipe->downloads[i].note : "");
	if (recipe->source_count)
		fputs("Sources:\n", to);
	for (size_t i = 0; i < recipe->source_count; i++)
		fprintf(to, "  - %s (%s)\n", recipe->sources[i].ref, recipe->sources[i].kind);
}

void guide_everything(const struct recipe *recipe, FILE *to)
{
	fprintf(to, "%s\n", recipe->title);
	if (recipe->label)
		fprintf(to, "On the router's label: %s\n", recipe->label);
	fprintf(to, "Rescue method: %s\n", method_name(recipe->method));
	if (recipe->instead)
		fprintf(to, "  - %s\n", recipe->instead);
	for (size_t i = 0; i < recipe->file_count; i++)
		wanted_file(&recipe->files[i], to);
	if (recipe->layout)
		fprintf(to, "Layout: %s\n", recipe->layout);
	guide_conditions(recipe, to);
	guide_steps(recipe, to);
	bullets(to, "Good to know", recipe->gotchas, recipe->gotcha_count);
	references(recipe, to);
}

static json_t *texts_json(const char *const *items, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_string(items[i]));
	return array;
}

static json_t *files_json(const struct recipe *recipe)
{
	json_t *files = json_array();

	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct wanted_file *file = &recipe->files[i];
		json_t *accepts = json_array();

		for (size_t j = 0; j < file->accept_count; j++)
			json_array_append_new(accepts,
			                      json_pack("{s:s, s:o}", "format",
			                                file->accepts[j].format, "codes",
			                                texts_json(file->accepts[j].codes,
			                                           file->accepts[j].code_count)));
		json_array_append_new(files, json_pack("{s:s, s:s, s:s, s:o, s:I, s:b}", "name",
		                                       file->name, "directory", file->directory,
		                                       "what", file->what, "accepts", accepts,
		                                       "size_max", (json_int_t)file->size_max,
		                                       "only_candidate", file->only_candidate));
	}
	return files;
}

static json_t *steps_json(const struct recipe *recipe)
{
	json_t *steps = json_array();

	for (size_t i = 0; i < recipe->step_count; i++)
		json_array_append_new(steps, json_pack("{s:s, s:s*, s:I, s:s*}", "do",
		                                       recipe->steps[i].action, "until",
		                                       recipe->steps[i].until, "seconds",
		                                       (json_int_t)recipe->steps[i].seconds,
		                                       "lights", recipe->steps[i].lights));
	return steps;
}

static json_t *lights_json(const struct recipe *recipe)
{
	json_t *lights = json_array();

	for (size_t i = 0; i < recipe->light_count; i++)
		json_array_append_new(lights,
		                      json_pack("{s:s, s:s}", "shows", recipe->lights[i].shows,
		                                "means", recipe->lights[i].means));
	return lights;
}

static json_t *sources_json(const struct recipe *recipe)
{
	json_t *sources = json_array();

	for (size_t i = 0; i < recipe->source_count; i++)
		json_array_append_new(sources,
		                      json_pack("{s:s, s:s}", "ref", recipe->sources[i].ref, "kind",
		                                recipe->sources[i].kind));
	return sources;
}

json_t *guide_json(const struct recipe *recipe)
{
	json_t *all = json_pack(
	        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s*, s:s*, s:s*, s:s*}", "vendor", recipe->vendor,
	        "model", recipe->model, "title", recipe->title, "method",
	        method_name(recipe->method), "confidence", confidence_name(recipe->confidence),
	        "confidence_basis", recipe->confidence_basis, "label", recipe->label, "layout",
	        recipe->layout, "works_when", recipe->works_when, "instead", recipe->instead);

	json_object_set_new(all, "boards", texts_json(recipe->boards, recipe->board_count));
	json_object_set_new(all, "before", texts_json(recipe->before, recipe->before_count));
	json_object_set_new(all, "files", files_json(recipe));
	json_object_set_new(all, "steps", steps_json(recipe));
	json_object_set_new(all, "lights", lights_json(recipe));
	json_object_set_new(all, "failure_signs",
	                    texts_json(recipe->failure_signs, recipe->failure_sign_count));
	json_object_set_new(all, "gotchas", texts_json(recipe->gotchas, recipe->gotcha_count));
	json_object_set_new(all, "sources", sources_json(recipe));
	return all;
}
