#include "app/fleet/fleet_lock.h"

#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VERSION = 1 };

#define END ".json"

char *fleet_lock_path(const struct request *request)
{
	const char *fleet = request->fleet;
	size_t length = strlen(fleet);

	if (request->firmware.lock_file)
		return mem_strdup(request->firmware.lock_file);
	if (length > strlen(END) && strcmp(fleet + length - strlen(END), END) == 0)
		length -= strlen(END);
	return mem_printf("%.*s.lock" END, (int)length, fleet);
}

static bool is_usable(const json_t *lock)
{
	return json_integer_value(json_object_get(lock, "version")) == VERSION &&
	       json_is_object(json_object_get(lock, "images"));
}

bool fleet_lock_read(const char *path, json_t **out, struct failure *why)
{
	if (access(path, R_OK) < 0)
		return fail_errno(why, FAIL_IO,
		                  "cannot read the lock file '%s'; make it with 'mkrescue-usb lock "
		                  "--fleet FILE', or name another with --lock-file",
		                  path);
	if (!json_read_file(path, FAIL_USAGE, out, why))
		return false;
	if (is_usable(*out))
		return true;
	json_decref(*out);
	*out = NULL;
	return fail(why, FAIL_USAGE,
	            "'%s' is not the lock file of a fleet; 'mkrescue-usb lock --fleet FILE' writes "
	            "one",
	            path);
}

bool fleet_lock_text(const json_t *lock, const char *path, const char *image, char **out,
                     struct failure *why)
{
	const json_t *one = json_object_get(json_object_get(lock, "images"), image);

	if (!one)
		return fail(why, FAIL_VERIFY,
		            "'%s' does not lock '%s'; run 'mkrescue-usb lock --fleet' again", path,
		            image);
	*out = json_dumps(one, JSON_COMPACT | JSON_ENCODE_ANY);
	return *out || fail(why, FAIL_MEMORY, "cannot read '%s'", path);
}

json_t *fleet_lock_new(void)
{
	return json_pack("{s:i, s:{}}", "version", VERSION, "images");
}

void fleet_lock_add(json_t *lock, const char *image, json_t *one)
{
	json_object_set_new(json_object_get(lock, "images"), image, one);
}
