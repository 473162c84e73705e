/* reviewfile - what is wrong in one vendor file although it can be loaded. */
#ifndef REVIEWFILE_H
#define REVIEWFILE_H

#include "base/layout.h"
#include "catalog/vendor.h"
#include "catalog/vendorfile/vendordocument.h"

struct review_problem {
	const char *file;
	const char *pointer; /* NULL: the file is no JSON, and the text names the place */
	const char *text;
};

struct review_request {
	const char *folder;
	const struct layout *layouts; /* those there are */
	size_t layout_count;
	const struct vendor *known; /* the program's own, where the folder is another one */
	size_t known_count;
	/* What other layers know; the context is theirs. */
	bool (*knows_format)(const char *id);
	/* How such a format's codes look, where `code` looks otherwise; else NULL. */
	const char *(*wrong_code)(const char *format, const char *code);
	bool (*takes_key)(void *context, const struct vendor_key *key, struct failure *why);
	void (*report)(void *context, const struct review_problem *problem);
	void *context;
};

/* The file may be half bound, as vendorfile_examine() leaves it. */
void reviewfile(const struct review_request *request, const struct vendor_file *file,
                const char *path, struct json_problems *problems);

#endif
