/* maker_list - makers whose own list of firmware is asked: one file for each. */
#ifndef MAKER_LIST_H
#define MAKER_LIST_H

#include "fetch/makers/makerlist.h"

struct maker_list {
	const char *vendor;         /* as the catalogue calls it, and before the colon: "xiaomi" */
	const char *title;          /* "Xiaomi" */
	const char *server;         /* "https://api.miwifi.com" */
	const char *variable;       /* of the environment, that names another server */
	const char *path;           /* behind the server; the code follows */
	const char *const *domains; /* in which its files are; ends with NULL */
	bool (*read)(const struct makerlist_answer *answer, const char *code,
	             struct makerlist_build *out, struct failure *why);
};

extern const struct maker_list xiaomi_list;
extern const struct maker_list glinet_list;

#endif
