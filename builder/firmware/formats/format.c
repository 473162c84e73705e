#include "firmware/formats/format.h"

#include "base/mem.h"
#include "firmware/formats/named.h"

#include <stdio.h>
#include <string.h>

#define FORMAT(name) extern const struct format format_##name;
#define NAMED(...)
#define NAMED2(...)
#include "firmware/formats/formats.def"
#undef FORMAT
#undef NAMED
#undef NAMED2

#define MAGIC(place, text) \
	{ \
		.at = (place), .bytes = (text), .size = sizeof(text) - 1 \
	}
#define BY_MAGIC(name, text, ...) \
	&(const struct format){ .id = (name), \
		                .title = (text), \
		                .magic = { __VA_ARGS__ }, \
		                .parse = named_parse, \
		                .check = named_check },

#define FORMAT(name) &format_##name,
#define NAMED(id, title, at, magic) BY_MAGIC(id, title, MAGIC(at, magic))
#define NAMED2(id, title, at, magic, at2, magic2) \
	BY_MAGIC(id, title, MAGIC(at, magic), MAGIC(at2, magic2))
static const struct format *const formats[] = {
#include "firmware/formats/formats.def"
};

static bool has_magic(struct bytes file, const struct magic *magic)
{
	uint64_t at = magic->at < 0 ? file.size - (uint64_t)-magic->at : (uint64_t)magic->at;
	const uint8_t *found = bytes_at(file, at, magic->size);

	return magic->size == 0 || (found && memcmp(found, magic->bytes, magic->size) == 0);
}

const struct format *format_of(struct bytes file)
{
	size_t i = 0;

	while (!has_magic(file, &formats[i]->magic[0]) || !has_magic(file, &formats[i]->magic[1]) ||
	       (formats[i]->recognise && !formats[i]->recognise(file)))
		i++;
	return formats[i];
}

const struct format *format_named(const char *id)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (formats[i]->id && strcmp(formats[i]->id, id) == 0)
			return formats[i];
	}
	return NULL;
}

void format_parse(const struct format *format, struct bytes file, struct findings *out)
{
	*out = (struct findings){ .format = format->id };
	snprintf(out->container, sizeof(out->container), "%s", format->id ? format->id : "unknown");
	format->parse(file, out);
}
