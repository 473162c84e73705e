/* samples - the list of data/firmware, and the keys that its files are signed with. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include "base/json.h"
#include "firmware/examine/keyring.h"

#include "test.h"

#define SAMPLES TEST_DATA "/firmware/"

struct samples {
	json_t *rows; /* of samples.json */
	struct keyring keys;
};

static inline void samples_load(struct samples *out)
{
	struct failure why;

	*out = (struct samples){ 0 };
	assert_true(json_read_file(SAMPLES "samples.json", FAIL_CATALOG, &out->rows, &why));
	assert_true(keyring_add_file(&out->keys, SAMPLES "xiaomi-test-public.pem", &why));
	assert_true(json_array_size(out->rows) > 80);
}

static inline void samples_done(struct samples *samples)
{
	json_decref(samples->rows);
	keyring_done(&samples->keys);
}

#endif
