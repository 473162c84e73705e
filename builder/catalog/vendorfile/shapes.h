/* shapes - how the members of a vendor file are written down in tables for json_bind(). */
#ifndef SHAPES_H
#define SHAPES_H

#include "base/json.h"
#include "base/mem.h"

#define TEXT(key, required, type, field) \
	{ \
		key, JSON_TEXT, required, JSON_OFFSET(type, field, const char *), 0, NULL, NULL \
	}
#define NUMBER(key, type, field) \
	{ \
		key, JSON_NUMBER, false, JSON_OFFSET(type, field, uint64_t), 0, NULL, NULL \
	}
#define FLAG(key, type, field) \
	{ \
		key, JSON_FLAG, false, JSON_OFFSET(type, field, bool), 0, NULL, NULL \
	}
#define VALUE(key, required, type, field, of, value) \
	{ \
		key, JSON_VALUE, required, JSON_OFFSET(type, field, of), 0, &(value), NULL \
	}
#define ONE(key, type, field, shape) \
	{ \
		key, JSON_ONE, false, offsetof(type, field), 0, NULL, &(shape) \
	}
#define TEXTS(key, type, field, count) \
	{ \
		key, JSON_TEXTS, false, JSON_OFFSET(type, field, const char **), \
		        JSON_OFFSET(type, count, size_t), NULL, NULL \
	}
#define MANY(key, required, type, field, count, shape) \
	{ \
		key, JSON_MANY, required, offsetof(type, field), JSON_OFFSET(type, count, size_t), \
		        NULL, &(shape) \
	}
#define SHAPE(name, type, members) \
	const struct json_shape name = { members, ARRAY_LEN(members), sizeof(type), 0 }
/* Of a struct that knows which of its members were written. */
#define NOTING_SHAPE(name, type, members, written) \
	const struct json_shape name = { members, ARRAY_LEN(members), sizeof(type), \
		                         JSON_OFFSET(type, written, uint64_t) }

/* Of what a person does and sees, in stepshape.c. */
extern const struct json_shape step_shape;      /* of struct step */
extern const struct json_shape light_shape;     /* of struct light */
extern const struct json_shape condition_shape; /* of struct condition */

#endif
