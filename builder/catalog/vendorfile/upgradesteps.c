#include "catalog/vendorfile/upgrade.h"

#include <string.h>

/* What a step of schema 1 says of the finger, or else of the power, and the act that it is now. */
static const struct {
	const char *member;
	const char *value;
	const char *act; /* NULL: none */
} acts[] = {
	{ "button", "hold", "hold" },    { "button", "release", "release" },
	{ "button", "press", "press" },  { "button", "unchanged", NULL },
	{ "power", "off", "power-out" }, { "power", "on", "power-in" },
};

static bool says(const json_t *step, size_t act)
{
	const char *value = json_string_value(json_object_get(step, acts[act].member));

	return value && strcmp(value, acts[act].value) == 0;
}

static json_t *upgraded_step(const json_t *step)
{
	json_t *out = json_copy((json_t *)(uintptr_t)step);

	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		if (!says(step, i))
			continue;
		if (acts[i].act && !json_object_get(out, "act"))
			json_object_set_new(out, "act", json_string(acts[i].act));
		if (strcmp(acts[i].member, "button") == 0)
			json_object_del(out, "button");
	}
	return out;
}

static json_t *upgraded_condition(json_t *condition)
{
	return json_is_string(condition) ? json_pack("{s:O}", "text", condition)
	                                 : json_incref(condition);
}

void upgrade_steps(json_t *item)
{
	const json_t *steps = json_object_get(item, "steps");
	const json_t *before = json_object_get(item, "before");
	json_t *new_steps = json_array();
	json_t *new_before = json_array();
	size_t i;
	json_t *value;

	json_array_foreach(steps, i, value)
	{
		json_array_append_new(new_steps, json_is_object(value) ? upgraded_step(value)
		                                                       : json_incref(value));
	}
	json_array_foreach(before, i, value)
	{
		json_array_append_new(new_before, upgraded_condition(value));
	}
	if (json_is_array(steps))
		json_object_set(item, "steps", new_steps);
	if (json_is_array(before))
		json_object_set(item, "before", new_before);
	json_decref(new_steps);
	json_decref(new_before);
}
