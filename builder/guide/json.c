#include "base/mem.h"
#include "catalog/ability.h"
#include "catalog/vendorfile/shapes.h"
#include "catalog/vendorfile/vendordocument.h"
#include "guide/checklist.h"
#include "guide/course.h"
#include "guide/guide.h"
#include "guide/words.h"

static json_t *text(const char *value)
{
	return value ? json_string(value) : json_null();
}

/* 0 stands for what no source says. */
static json_t *number(uint64_t value)
{
	return value ? json_integer((json_int_t)value) : json_null();
}

static json_t *texts(const char *const *items, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_string(items[i]));
	return array;
}

static json_t *accepts(const struct slot *file)
{
	json_t *array = json_array();

	for (size_t i = 0; i < file->accept_count; i++)
		json_array_append_new(
		        array,
		        json_pack("{s:s, s:o}", "format", file->accepts[i].format, "codes",
		                  texts(file->accepts[i].codes, file->accepts[i].code_count)));
	return array;
}

static json_t *files(const struct recipe *recipe)
{
	json_t *array = json_array();

	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct slot *file = &recipe->files[i];

		json_array_append_new(
		        array,
		        json_pack(
		                "{s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:b, s:s, s:o, s:o, s:b, s:o}",
		                "name", text(file->name), "directory",
		                file->directory ? file->directory : "/", "what", file->what, "from",
		                text(file->from), "same_as", text(file->same_as), "image_types",
		                texts(file->image_types, file->image_type_count), "unpublished",
		                text(file->unpublished), "optional", file->optional, "transform",
		                transform_name(file->transform), "accepts", accepts(file),
		                "size_max", number(file->size_max), "only_candidate",
		                file->only_candidate, "candidate_suffix",
		                text(file->candidate_suffix)));
	}
	return array;
}

/* With what follows from its act, so that readers need no table of acts. */
static json_t *step(const struct recipe *recipe, size_t index)
{
	const struct step *step = &recipe->steps[index];
	json_t *object = json_from(&step_shape, step);

	json_object_set_new(object, "power", json_string(power_name(step_power(step))));
	json_object_set_new(object, "where", json_string(site_name(step_site(step))));
	json_object_set_new(object, "held", json_boolean(step_is_held(recipe->steps, index)));
	return object;
}

static json_t *steps(const struct recipe *recipe)
{
	json_t *array = json_array();

	for (size_t i = 0; i < recipe->step_count; i++)
		json_array_append_new(array, step(recipe, i));
	return array;
}

static json_t *lights(const struct recipe *recipe)
{
	json_t *array = json_array();

	for (size_t i = 0; i < recipe->light_count; i++)
		json_array_append_new(array, json_from(&light_shape, &recipe->lights[i]));
	return array;
}

static json_t *before(const struct recipe *recipe)
{
	json_t *array = json_array();

	for (size_t i = 0; i < recipe->before_count; i++)
		json_array_append_new(array, json_from(&condition_shape, &recipe->before[i]));
	return array;
}

static json_t *sources(const struct recipe *recipe)
{
	json_t *array = json_array();

	for (size_t i = 0; i < recipe->source_count; i++)
		json_array_append_new(array, json_pack("{s:s, s:s}", "ref", recipe->sources[i].ref,
		                                       "kind", recipe->sources[i].kind));
	return array;
}

static json_t *downloads(const struct recipe *recipe)
{
	json_t *array = json_array();

	for (size_t i = 0; i < recipe->download_count; i++) {
		const struct known_download *download = &recipe->downloads[i];

		json_array_append_new(
		        array,
		        json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o}", "url",
		                  download->url, "md5_tail", text(download->md5_tail), "sha256",
		                  text(download->sha256), "size", number(download->size), "channel",
		                  text(download->channel), "region", text(download->region),
		                  "inferred", download->inferred, "beside",
		                  texts(download->beside, download->beside_count), "seen",
		                  text(download->seen), "redistribution",
		                  text(download->redistribution), "note", text(download->note)));
	}
	return array;
}

static json_t *listed_as(const struct recipe *recipe)
{
	json_t *array = json_array();

	for (size_t i = 0; i < recipe->listed_count; i++)
		json_array_append_new(array, json_pack("{s:s, s:s}", "channel",
		                                       recipe->listed_as[i].channel, "code",
		                                       recipe->listed_as[i].code));
	return array;
}

static json_t *excluded_layouts(const struct recipe *recipe)
{
	json_t *array = json_array();

	for (size_t i = 0; i < recipe->excluded_layout_count; i++)
		json_array_append_new(array, json_pack("{s:s, s:s}", "layout",
		                                       recipe->excluded_layouts[i].layout, "why",
		                                       recipe->excluded_layouts[i].why));
	return array;
}

static json_t *loader(const struct loader_limits *loader)
{
	return json_pack("{s:b, s:b, s:o, s:o}", "fat16_only", loader->fat16_only, "one_file",
	                 loader->one_file, "cluster_max", number(loader->cluster_max), "why",
	                 text(loader->why));
}

static json_t *identity(const struct recipe *recipe)
{
	/* What is only inferred has no class: no source says when it works. */
	const char *works = recipe->confidence == CONFIDENCE_INFERRED
	                            ? NULL
	                            : works_class_name(recipe->works_class);

	return json_pack(
	        "{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:s, s:s, s:b, s:o, s:s, s:o, s:o, s:o}",
	        "vendor", recipe->vendor, "model", recipe->model, "title", recipe->title, "label",
	        text(recipe->label), "label_print",
	        texts(recipe->label_print, recipe->label_print_count), "aliases",
	        texts(recipe->aliases, recipe->alias_count), "boards",
	        texts(recipe->boards, recipe->board_count), "method", method_name(recipe->method),
	        "can", ability_name(recipe_ability(recipe)), "built", recipe_is_built(recipe),
	        "not_built", text(recipe->not_built), "confidence",
	        confidence_name(recipe->confidence), "confidence_basis",
	        text(recipe->confidence_basis), "works_class", text(works), "works_when",
	        text(recipe->works_when));
}

static void add_procedure(json_t *all, const struct recipe *recipe)
{
	json_object_set_new(all, "port", text(recipe->port));
	json_object_set_new(all, "before", before(recipe));
	json_object_set_new(all, "steps", steps(recipe));
	json_object_set_new(all, "minutes", number(recipe->minutes));
	json_object_set_new(all, "lights", lights(recipe));
	json_object_set_new(all, "after", texts(recipe->after, recipe->after_count));
	json_object_set_new(all, "undo", texts(recipe->undo, recipe->undo_count));
	json_object_set_new(all, "failure_signs",
	                    texts(recipe->failure_signs, recipe->failure_sign_count));
	json_object_set_new(all, "gotchas", texts(recipe->gotchas, recipe->gotcha_count));
}

/* What the card says of all of it. */
static json_t *card(const struct recipe *recipe)
{
	const struct guide_card card = { .recipe = recipe };
	const struct course course = course_of(recipe);
	AUTO_FREE char *rescue = words_rescue(recipe);
	struct checklist list;
	json_t *object;

	checklist_make(&list, &card);
	object = json_pack("{s:o, s:b, s:o, s:o, s:o, s:o}", "plan_minutes", number(course.minutes),
	                   "open_end", course.is_open, "boxes",
	                   texts((const char *const *)list.boxes, list.box_count), "special_cases",
	                   texts(list.special, list.special_count), "worked_when",
	                   text(course_worked(recipe)), "rescue", text(rescue));
	checklist_done(&list);
	return object;
}

json_t *guide_json(const struct recipe *recipe)
{
	json_t *all = identity(recipe);

	json_object_set_new(all, "carried_out", json_boolean(recipe_is_carried_out(recipe)));
	json_object_set_new(all, "label_inferred", json_boolean(recipe->label_inferred));
	json_object_set_new(all, "any_machine", json_boolean(recipe->any_machine));
	json_object_set_new(all, "generic", json_boolean(recipe->generic));
	json_object_set_new(all, "covers", texts(recipe->covers, recipe->cover_count));
	json_object_set_new(all, "target", text(recipe->target));
	json_object_set_new(all, "listed_as", listed_as(recipe));
	json_object_set_new(all, "instead", text(recipe->instead));
	json_object_set_new(all, "layout", text(recipe->layout));
	json_object_set_new(all, "excluded_layouts", excluded_layouts(recipe));
	json_object_set_new(all, "loader", loader(&recipe->loader));
	json_object_set_new(all, "files", files(recipe));
	json_object_set_new(all, "network", json_from(&network_shape, &recipe->network));
	add_procedure(all, recipe);
	json_object_set_new(all, "card", card(recipe));
	json_object_set_new(all, "downloads", downloads(recipe));
	json_object_set_new(all, "sources", sources(recipe));
	return all;
}
