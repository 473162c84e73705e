/*
 * vendordocument - a vendor file as a JSON document: its shape, and where in it a fact is written.
 */
#ifndef VENDORDOCUMENT_H
#define VENDORDOCUMENT_H

#include "base/json.h"
#include "catalog/vendor.h"

/*
 * What several models of a vendor share, written once: members of a recipe, but not
 * those that distinguish models.
 */
struct procedure {
	const char *name;
	struct recipe gives;
};

struct vendor_file {
	json_t *document;         /* as written, or upgraded; NULL after vendorfile_read() */
	bool is_old;              /* it was upgraded */
	char *texts;              /* what every text is borrowed from */
	struct json_lists *lists; /* what every list is in; NULL: they are apart */
	uint64_t schema;
	const char *vendor;
	const char *title;
	const char **aliases;
	size_t alias_count;
	struct board_code *codes;
	size_t code_count;
	struct procedure *procedures;
	size_t procedure_count;
	struct recipe *models;  /* as written: what a shared procedure gives is not filled in */
	struct recipe *recipes; /* as they are meant: filled in, and with the vendor's name; NULL
	                           where only names were read: models have it then */
	size_t model_count;
	const struct procedure **shared; /* the one that each model names; NULL: none */
};

/* As json_bind() reads them. */
extern const struct json_shape vendor_shape; /* of struct vendor_file */
/* Of the same structs, but what vendors and models are called, and whether a stick is made. */
extern const struct json_shape vendor_name_shape;
extern const struct json_shape recipe_name_shape;
extern const struct json_shape recipe_shape;    /* of struct recipe, as a model is written */
extern const struct json_shape procedure_shape; /* of struct procedure */
extern const struct json_shape network_shape;   /* of struct network */

/* Finds ->shared, which all that follow need; to be freed. */
void vendordocument_link(struct vendor_file *file);

/* The one a model names; NULL: none. */
const struct procedure *vendordocument_procedure(const struct vendor_file *file, size_t index);

/* Whether the model, or its procedure, has that member. */
bool vendordocument_has(const struct vendor_file *file, size_t model, const char *member);

/* A model's method, also where its procedure gives it; false where none that is known is written.
 */
bool vendordocument_method(const struct vendor_file *file, size_t model, enum method *out);

/* A recipe's member where it is written: in the model, else in the model's procedure. */
struct written {
	struct json_place list;
	struct json_place item;
	struct json_place member;
};

/* The place of `member`; it refers to *out. */
const struct json_place *vendordocument_place(struct written *out, const struct vendor_file *file,
                                              size_t model, const char *member);

#endif
