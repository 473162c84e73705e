#include "app/sticks/delivery.h"

#include "stick/proof/verify.h"

bool delivery_prove_files(const struct delivery *delivery, struct target *target,
                          struct progress *progress, struct failure *why)
{
	return delivery->raw ||
	       verify_files_by(target, delivery->manifest, delivery->contents, progress, why);
}
