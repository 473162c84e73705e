/*
 * json - JSON read strictly, and bound to C structs by tables.
 *
 * A shape lists the members an object may have and where each goes; anything
 * else is a problem, reported with its JSON pointer (RFC 6901). Reading continues after
 * a problem, so that all of them can be reported; callers that need a valid document
 * keep the first one (json_first). Texts are borrowed from the document: keep the
 * document as long as the structs, or the texts by json_keep_texts(). Arrays and nested
 * objects that binding allocates are freed by json_unbind().
 */
#ifndef JSON_H
#define JSON_H

#include "base/fail.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum json_kind {
	JSON_TEXT,   /* const char *                                                */
	JSON_NUMBER, /* uint64_t; whole and not negative                            */
	JSON_FLAG,   /* bool                                                        */
	JSON_VALUE,  /* what `value` reads out of a text: a choice, an address      */
	JSON_TEXTS,  /* const char ** and, at count_offset, size_t: a list of texts */
	JSON_ONE,    /* struct of `shape`, embedded                                 */
	JSON_MANY,   /* pointer to structs of `shape` and, at count_offset, size_t  */
};

struct json_shape;

/* What a document writes as a text and a struct holds as a value of its own type. */
struct json_value {
	size_t size;
	const char *problem; /* the problem of a text that `read` refuses */
	bool (*read)(const char *text, void *out);
	json_t *(*write)(const void *value); /* a text again, or null */
	const char *(*choice)(size_t i);     /* every text that `read` takes, then NULL; NULL: they
	                                        are too many to be listed */
};

struct json_member {
	const char *name;
	enum json_kind kind;
	bool required;
	size_t offset;                  /* of the value in the struct */
	size_t count_offset;            /* of the size_t for JSON_TEXTS and JSON_MANY */
	const struct json_value *value; /* JSON_VALUE */
	const struct json_shape *shape; /* JSON_ONE, JSON_MANY */
};

struct json_shape {
	const struct json_member *members;
	size_t member_count;
	size_t size;           /* of the struct */
	size_t written_offset; /* of the uint64_t in it that has json_bit() of each member that the
	                          document has, and JSON_IS_OBJECT; 0: it has none */
};

#define JSON_IS_OBJECT (UINT64_C(1) << 63)

/* Of the member with that index; a shape with more than 63 members cannot tell them apart. */
static inline uint64_t json_bit(size_t member)
{
	return UINT64_C(1) << member;
}

/* The offset of a member that must be of type `wanted`: another one is a compiler's warning. */
#define JSON_OFFSET(type, member, wanted) \
	(offsetof(type, member) + 0 * sizeof(*(true ? (wanted *)NULL : &((type *)NULL)->member)))

/*
 * Defines `name`, the json_value of an enumeration. `name_of` gives the names of its values,
 * which are those from 0 to `last`.
 */
#define JSON_CHOICE(name, type, name_of, last) \
	static bool read_##name(const char *text, void *out) \
	{ \
		for (type i = 0; i <= (last); i++) { \
			if (strcmp(name_of(i), text) == 0) { \
				*(type *)out = i; \
				return true; \
			} \
		} \
		return false; \
	} \
	static json_t *write_##name(const void *value) \
	{ \
		return json_string(name_of(*(const type *)value)); \
	} \
	static const char *choice_##name(size_t i) \
	{ \
		return i <= (size_t)(last) ? name_of((type)i) : NULL; \
	} \
	static const struct json_value name = { sizeof(type), "is an unknown value", read_##name, \
		                                write_##name, choice_##name }

/* Where in a document. A place is made on the way down and refers to the one around it. */
struct json_place {
	const struct json_place *outer; /* NULL: this is the document itself */
	const char *key;                /* NULL: the item `index` of a list */
	size_t index;
};

/* Receives problems. */
struct json_problems {
	void (*tell)(struct json_problems *problems, const char *pointer, const char *problem);
	size_t count;
};

void json_wrong(struct json_problems *problems, const struct json_place *place, const char *fmt,
                ...) PRINTF_LIKE(3, 4);

/* The same of one member of the object at `place`. */
void json_wrong_member(struct json_problems *problems, const struct json_place *place,
                       const char *member, const char *problem);

/* Makes a failure of the first problem. `name` is the document's in the message. */
struct json_first {
	struct json_problems problems;
	const char *name;
	enum fail_kind kind;
	struct failure *why;
};

struct json_first json_first(const char *name, enum fail_kind kind, struct failure *why);

/*
 * Once, before all others: Jansson without memory would report mistakes that are not in the
 * document; so it ends the program, as mem.h does.
 */
void json_use_memory(void);

/* A document as it is written. */
struct json_written {
	char *text; /* owned; with a NUL behind it */
	size_t size;
	size_t room; /* allocated */
};

/*
 * Reads a whole document; duplicate keys, a second document and files over
 * 16 MiB are refused. `kind` is what a failure will be. json_decref() it.
 */
bool json_read_file(const char *path, enum fail_kind kind, json_t **out,
                    struct failure *why) MUST_CHECK;
bool json_read_fd(int fd, const char *name, enum fail_kind kind, json_t **out,
                  struct failure *why) MUST_CHECK;
/* Its text instead. *out is zeroed, or from an earlier call, whose memory is used again. */
bool json_read_whole(int fd, const char *name, enum fail_kind kind, struct json_written *out,
                     struct failure *why) MUST_CHECK;
bool json_read_text(const char *text, size_t size, const char *name, enum fail_kind kind,
                    json_t **out, struct failure *why) MUST_CHECK;

/*
 * Fills *out (zeroed first) from an object. `name` is the document's name in
 * messages. On failure nothing is left to free.
 */
bool json_bind(const json_t *object, const struct json_shape *shape, const char *name,
               enum fail_kind kind, void *out, struct failure *why) MUST_CHECK;

/*
 * The same, telling every problem. Where there was one, *out holds 0, NULL, "" in a list;
 * json_unbind() it in any case.
 */
void json_bind_all(const json_t *object, const struct json_shape *shape,
                   struct json_problems *problems, void *out);

/* The lists of a document that was bound from text. */
struct json_lists;
void json_lists_done(struct json_lists *lists);

/*
 * The same from text that ends with NUL, several times as quickly; it is written to, and the texts
 * stay in it. The lists are in *lists, in place of json_unbind() for json_lists_done(); that may be
 * a member of *out. False, with nothing to free, where something is wrong, or unusual and perhaps
 * right: what it is, json_read_text() and json_bind_all() find out.
 */
bool json_bind_text(char *text, const struct json_shape *shape, void *out,
                    struct json_lists **lists) MUST_CHECK;

/* The same, passing over members that the shape does not have, of which only the ends are found. */
bool json_bind_part(char *text, const struct json_shape *shape, void *out,
                    struct json_lists **lists) MUST_CHECK;

/* Whether the document has that member; the shape has a written_offset. */
bool json_is_written(const struct json_shape *shape, const void *bound, const char *member);

/*
 * Gives *out the members that its document leaves out, as *from has them: by what was written,
 * which *out and every JSON_ONE in it must say. Lists stay the property of *from: *out must then
 * not be freed.
 */
void json_inherit(const struct json_shape *shape, void *out, const void *from);

/*
 * The object again, with every member of the shape: null or [] for what is zero or NULL. A new
 * reference.
 */
json_t *json_from(const struct json_shape *shape, const void *bound);

/*
 * A document as people write it, and as vendors/ is written: tabs, and what is short on one line.
 * Members keep their order. Owned; NULL without memory.
 */
char *json_text(const json_t *document);

/*
 * Copies all texts into one block, to be freed after the struct's last use: the document,
 * several times as large, is then no longer needed.
 */
char *json_keep_texts(const struct json_shape *shape, void *bound) MUST_CHECK;

/* Frees what json_bind() allocated; accepts a zeroed struct. */
void json_unbind(const struct json_shape *shape, void *bound);

#endif
