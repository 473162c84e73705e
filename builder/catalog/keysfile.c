#include "catalog/keysfile.h"

#include "base/mem.h"
#include "catalog/folder.h"

#include <unistd.h>

static const struct json_member key_members[] = {
	{ "name", JSON_TEXT, true, offsetof(struct vendor_key, name), 0, NULL, NULL },
	{ "use", JSON_TEXT, true, offsetof(struct vendor_key, use), 0, NULL, NULL },
	{ "source", JSON_TEXT, true, offsetof(struct vendor_key, source), 0, NULL, NULL },
	{ "modulus", JSON_TEXT, false, offsetof(struct vendor_key, modulus), 0, NULL, NULL },
	{ "exponent", JSON_NUMBER, false, offsetof(struct vendor_key, exponent), 0, NULL, NULL },
	{ "key", JSON_TEXT, false, offsetof(struct vendor_key, key), 0, NULL, NULL },
	{ "usign_id", JSON_TEXT, false, offsetof(struct vendor_key, usign_id), 0, NULL, NULL },
};
static const struct json_shape key_shape = { key_members, ARRAY_LEN(key_members),
	                                     sizeof(struct vendor_key), 0 };

static const struct json_member file_members[] = {
	{ "keys", JSON_MANY, true, offsetof(struct keys_file, keys),
	  offsetof(struct keys_file, key_count), NULL, &key_shape },
};
static const struct json_shape file_shape = { file_members, ARRAY_LEN(file_members),
	                                      sizeof(struct keys_file), 0 };

bool keysfile_examine(struct keys_file *out, const char *folder, uid_t owner,
                      struct json_problems *problems, struct failure *why)
{
	AUTO_FREE char *path = mem_printf("%s/keys.json", folder);
	AUTO_CLOSE int fd = -1;
	json_t *document;

	*out = (struct keys_file){ 0 };
	if (access(path, F_OK) != 0)
		return true;
	fd = folder_open(path, owner, why);
	if (fd == -1 || !json_read_fd(fd, path, FAIL_CATALOG, &document, why))
		return false;
	json_bind_all(document, &file_shape, problems, out);
	out->document = document;
	return true;
}

bool keysfile_read(struct keys_file *out, const char *folder, uid_t owner, struct failure *why)
{
	AUTO_FREE char *path = mem_printf("%s/keys.json", folder);
	struct json_first first = json_first(path, FAIL_CATALOG, why);

	if (!keysfile_examine(out, folder, owner, &first.problems, why))
		return false;
	if (first.problems.count)
		keysfile_done(out);
	return !first.problems.count;
}

void keysfile_done(struct keys_file *file)
{
	json_t *document = file->document;

	if (!document)
		return;
	json_unbind(&file_shape, file);
	json_decref(document);
	*file = (struct keys_file){ 0 };
}
