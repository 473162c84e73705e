/* What a person does and sees, as a vendor file has it. */
#include "catalog/recipe.h"
#include "catalog/vendorfile/shapes.h"

JSON_CHOICE(act_value, enum act, act_name, ACT_CASE);
JSON_CHOICE(power_value, enum power, power_name, POWER_CYCLE);
JSON_CHOICE(site_value, enum site, site_name, SITE_CASE);
JSON_CHOICE(rhythm_value, enum rhythm, rhythm_name, RHYTHM_OFF);
JSON_CHOICE(join_value, enum join, join_name, JOIN_AND);
JSON_CHOICE(condition_value, enum condition_kind, condition_kind_name, CONDITION_ONLY_IF);

static const struct json_member light_part_members[] = {
	VALUE("join", false, struct light_part, join, enum join, join_value),
	TEXT("which", false, struct light_part, which),
	TEXT("colour", false, struct light_part, colour),
	VALUE("rhythm", false, struct light_part, rhythm, enum rhythm, rhythm_value),
	NUMBER("count", struct light_part, count),
};
static SHAPE(light_part_shape, struct light_part, light_part_members);

static const struct json_member step_members[] = {
	VALUE("act", false, struct step, act, enum act, act_value),
	TEXT("do", true, struct step, action),
	TEXT("note", false, struct step, note),
	VALUE("power", false, struct step, power, enum power, power_value),
	NUMBER("times", struct step, times),
	TEXT("button", false, struct step, button),
	TEXT("socket", false, struct step, socket),
	VALUE("where", false, struct step, site, enum site, site_value),
	TEXT("until", false, struct step, until),
	MANY("until_light", false, struct step, until_light, until_light_count, light_part_shape),
	TEXT("if_not", false, struct step, if_not),
	NUMBER("seconds", struct step, span.about),
	NUMBER("seconds_min", struct step, span.least),
	NUMBER("seconds_max", struct step, span.most),
	TEXT("lights", false, struct step, lights),
	MANY("light", false, struct step, light, light_count, light_part_shape),
	FLAG("by_computer", struct step, by_computer),
};
SHAPE(step_shape, struct step, step_members);

static const struct json_member light_members[] = {
	TEXT("shows", true, struct light, shows),
	MANY("light", false, struct light, light, light_count, light_part_shape),
	TEXT("means", true, struct light, means),
};
SHAPE(light_shape, struct light, light_members);

static const struct json_member condition_members[] = {
	VALUE("kind", false, struct condition, kind, enum condition_kind, condition_value),
	TEXT("text", true, struct condition, text),
};
SHAPE(condition_shape, struct condition, condition_members);
