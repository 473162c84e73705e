#include "base/medium/target.h"

#include <inttypes.h>

static bool within(const struct target *target, uint64_t offset, uint64_t size, struct failure *why)
{
	if (offset <= target->size && size <= target->size - offset)
		return true;
	return fail(why, FAIL_IO,
	            "'%s' ends at byte %" PRIu64 "; cannot access %" PRIu64
	            " bytes at byte %" PRIu64,
	            target->name, target->size, size, offset);
}

bool target_read(struct target *target, uint64_t offset, void *data, size_t size,
                 struct failure *why)
{
	return within(target, offset, size, why) &&
	       target->ops->read(target, offset, data, size, why);
}

bool target_write(struct target *target, uint64_t offset, const void *data, size_t size,
                  struct failure *why)
{
	return within(target, offset, size, why) &&
	       target->ops->write(target, offset, data, size, why);
}

bool target_view(struct target *target, uint64_t offset, void *buffer, size_t size,
                 const uint8_t **data, struct failure *why)
{
	if (!within(target, offset, size, why))
		return false;
	*data = target->ops->view ? target->ops->view(target, offset, size) : NULL;
	if (*data)
		return true;
	*data = buffer;
	return target->ops->read(target, offset, buffer, size, why);
}

bool target_flush(struct target *target, struct failure *why)
{
	return !target->ops->flush || target->ops->flush(target, why);
}

bool target_clear(struct target *target, enum target_clear way, uint64_t offset, uint64_t size,
                  struct failure *why)
{
	if (!target->ops->clear)
		return fail(why, FAIL_IO, "'%s' cannot clear ranges by itself", target->name);
	return within(target, offset, size, why) &&
	       target->ops->clear(target, way, offset, size, why);
}

void target_close(struct target *target)
{
	if (target)
		target->ops->close(target);
}
