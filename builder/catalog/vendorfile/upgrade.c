#include "catalog/vendorfile/upgrade.h"

#include "base/mem.h"
#include "catalog/network.h"

#include <string.h>

/* What an old text begins with, and what it says. */
struct phrase {
	const char *words;
	enum address_kind kind;
};

#define GIVEN "given to it by this computer"
static const struct phrase pc_phrases[] = {
	{ "by DHCP", ADDRESS_GIVEN_BY_ROUTER },
	{ "none needed", ADDRESS_NONE },
	{ "any fixed address", ADDRESS_ANY },
};
static const struct phrase device_phrases[] = {
	{ GIVEN, ADDRESS_GIVEN_BY_US },
	{ "a lease", ADDRESS_GIVEN_BY_US },
	{ "its own", ADDRESS_ANY },
};

/* Where the old text is, and where its addresses go. */
static const struct side {
	const char *text;
	const char *addresses;
	const struct phrase *phrases;
	size_t phrase_count;
} sides[] = {
	{ "pc_address", "pc_addresses", pc_phrases, ARRAY_LEN(pc_phrases) },
	{ "device_address", "device_addresses", device_phrases, ARRAY_LEN(device_phrases) },
};

/* A text being understood. */
struct reading {
	const struct side *side;
	const struct json_place *place;
	struct json_problems *problems; /* or NULL */
};

static json_t *of_kind(enum address_kind kind, const char *note)
{
	json_t *address = json_pack("{s:s}", "kind", address_kind_name(kind));

	if (note[0])
		json_object_set_new(address, "note", json_string(note));
	return address;
}

/* NULL when the text begins with none of the phrases. What follows one is a note. */
static json_t *of_phrase(const struct side *side, const char *text)
{
	static const char separators[] = " ,:;";

	for (size_t i = 0; i < side->phrase_count; i++) {
		const struct phrase *phrase = &side->phrases[i];
		const size_t length = strlen(phrase->words);
		const size_t gap = strspn(text + strnlen(text, length), separators);

		if (strncmp(text, phrase->words, length) == 0 && (gap || !text[length]))
			return of_kind(phrase->kind, text + length + gap);
	}
	return NULL;
}

static bool is_address(const char *text)
{
	struct ipv4_range range;

	return ipv4_range_read(text, &range);
}

static json_t *one_address(const struct reading *reading, const char *text)
{
	json_t *address = is_address(text) ? json_pack("{s:s}", "address", text)
	                                   : of_phrase(reading->side, text);

	if (address)
		return address;
	if (reading->problems)
		json_wrong(reading->problems, reading->place,
		           "'%s' contains no address; it is kept as a note", text);
	return of_kind(ADDRESS_UNKNOWN, text);
}

/* Cuts the next of "a or b, or c" off *rest, which is NULL behind the last. */
static char *next_alternative(char **rest)
{
	char *part = *rest;
	char *end = strstr(part, " or ");

	*rest = end ? end + strlen(" or ") : NULL;
	if (end)
		*end = '\0';
	if (end > part && end[-1] == ',')
		end[-1] = '\0';
	return part;
}

static json_t *all_addresses(const struct reading *reading, const char *text)
{
	AUTO_FREE char *copy = mem_strdup(text);
	json_t *list = json_array();
	char *rest = copy;

	while (rest)
		json_array_append_new(list, one_address(reading, next_alternative(&rest)));
	return list;
}

/* Prose is parsed only where its first alternative is an address. */
static json_t *addresses(const struct reading *reading, const char *text)
{
	AUTO_FREE char *copy = mem_strdup(text);
	char *rest = copy;

	if (is_address(next_alternative(&rest)))
		return all_addresses(reading, text);
	return json_pack("[o]", one_address(reading, text));
}

/* "10.164.183.253, given to it by this computer": the address; else NULL. To be freed. */
static char *given_address(const struct side *side, const char *text)
{
	const char *comma = strchr(text, ',');
	AUTO_FREE char *address = NULL;
	uint32_t ignored;

	if (side->phrases != device_phrases || !comma || strcmp(comma, ", " GIVEN) != 0)
		return NULL;
	address = mem_printf("%.*s", (int)(comma - text), text);
	return is_address(address) && ipv4_read(address, &ignored) ? TAKE(address) : NULL;
}

static void add_addresses(json_t *network, const struct reading *reading, const char *text)
{
	AUTO_FREE char *given = given_address(reading->side, text);

	json_object_set_new(network, reading->side->addresses,
	                    addresses(reading, given ? GIVEN : text));
	if (given)
		json_object_set_new(network, "lease",
		                    json_pack("{s:s, s:s}", "first", given, "last", given));
}

/* The side whose old text this member is; NULL when it is none, or cannot be one. */
static const struct side *side_of(const json_t *network, const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(sides); i++) {
		if (strcmp(sides[i].text, key) == 0 &&
		    json_is_string(json_object_get(network, key)) &&
		    !json_object_get(network, sides[i].addresses))
			return &sides[i];
	}
	return NULL;
}

static json_t *upgrade_network(const json_t *network, const struct json_place *place,
                               struct json_problems *problems)
{
	json_t *out = json_object();
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)network, key, value)
	{
		const struct json_place inner = { place, key, 0 };
		const struct reading reading = { side_of(network, key), &inner, problems };

		if (reading.side)
			add_addresses(out, &reading, json_string_value(value));
		else
			json_object_set(out, key, value);
	}
	return out;
}

/* A model or a procedure. */
static json_t *upgrade_item(json_t *item, const struct json_place *place,
                            struct json_problems *problems)
{
	const struct json_place inner = { place, "network", 0 };
	const json_t *network = json_object_get(item, "network");
	json_t *out;

	if (!json_is_object(item))
		return json_incref(item);
	out = json_copy(item); /* shallow, and in the same order */
	if (json_is_object(network))
		json_object_set_new(out, "network", upgrade_network(network, &inner, problems));
	upgrade_steps(out);
	return out;
}

static json_t *upgrade_items(const json_t *items, const char *key, struct json_problems *problems)
{
	const struct json_place top = { NULL, NULL, 0 };
	const struct json_place list = { &top, key, 0 };
	json_t *out = json_array();
	size_t i;
	json_t *item;

	json_array_foreach(items, i, item)
	{
		const struct json_place place = { &list, NULL, i };

		json_array_append_new(out, upgrade_item(item, &place, problems));
	}
	return out;
}

bool upgrade_is_needed(const json_t *document)
{
	return json_object_get(document, "models") && !json_object_get(document, "schema");
}

json_t *upgrade_document(const json_t *document, struct json_problems *problems)
{
	json_t *out = json_pack("{s:i}", "schema", UPGRADE_SCHEMA);
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)document, key, value)
	{
		bool has_items = json_is_array(value) &&
		                 (strcmp(key, "models") == 0 || strcmp(key, "procedures") == 0);

		if (has_items)
			json_object_set_new(out, key, upgrade_items(value, key, problems));
		else
			json_object_set(out, key, value);
	}
	return out;
}
