#include "app/sources/acceptance.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MD5_TAIL = 5 };

static bool has_md5_tail(const struct stored *content, const struct known_download *download,
                         struct failure *why)
{
	const char *tail = download ? download->md5_tail : NULL;
	char hex[2 * DIGEST_MAX + 1];
	const char *holds = hex + 2 * digest_size(DIGEST_MD5) - MD5_TAIL;
	struct digest md5;

	if (!tail)
		return true;
	if (!file_digest(content->fd, content->size, DIGEST_MD5, &md5))
		return fail_errno(why, FAIL_IO, "cannot read what was downloaded");
	text_hex(hex, md5.bytes, digest_size(DIGEST_MD5));
	return strcmp(holds, tail) == 0 ||
	       fail(why, FAIL_WRONG_FILE, "its MD5 ends in '%s' instead of '%s'", holds, tail);
}

/* The vendor's own keys, and those that the user trusts; NULL: it is not known. */
static const struct public_key *key_of(const struct acceptance *acceptance)
{
	const struct keyring *keys = &acceptance->supply->knowledge->keys;
	const struct supply_order *order = acceptance->order;

	for (size_t i = 0; i < keys->count; i++) {
		const struct public_key *key = &keys->keys[i];
		const bool is_theirs = !key->use || (order->recipe &&
		                                     strcmp(key->use, order->recipe->vendor) == 0);

		if (key->is_ed25519 && is_theirs &&
		    memcmp(key->usign_id, order->signature->id, USIGN_ID) == 0)
			return key;
	}
	return NULL;
}

static bool verifies(const struct public_key *key, const struct stored *content,
                     const struct usign *signature)
{
	void *data = mmap(NULL, content->size, PROT_READ, MAP_PRIVATE, content->fd, 0);
	bool good;

	if (data == MAP_FAILED)
		return false;
	good = public_key_verifies(key, (struct bytes){ data, content->size }, signature->data);
	munmap(data, content->size);
	return good;
}

static bool signature_file_agrees(const struct acceptance *acceptance, const struct stored *content,
                                  struct failure *why)
{
	struct provenance *provenance = &acceptance->order->provenance;
	const struct public_key *key = acceptance->order->signature ? key_of(acceptance) : NULL;

	if (!key)
		return true;
	if (!verifies(key, content, acceptance->order->signature))
		return fail(why, FAIL_ALTERED,
		            "its signature file names the key '%s' but does not match; one of the "
		            "two files was altered",
		            key->name);
	if (provenance->trust > TRUST_SIGNATURE) {
		free(provenance->authenticated_by);
		provenance->trust = TRUST_SIGNATURE;
		provenance->authenticated_by = mem_printf("signature beside it, by %s", key->name);
	}
	return true;
}

static bool is_signed(const struct acceptance *acceptance, const struct firmware *firmware,
                      struct failure *why)
{
	return !acceptance->must_be_signed || firmware->findings.signature == SIGNATURE_VALID ||
	       trust_suffices(acceptance->order->provenance.trust) ||
	       fail(why, FAIL_UNSIGNED,
	            "'%s' is not signed by a known key, and http gives no proof of origin; give "
	            "its "
	            "SHA-256 with --sha256, or download it by other means and give it with "
	            "--firmware",
	            firmware->name);
}

static void note_trust(struct supply_order *order, const struct firmware *firmware)
{
	const struct findings *findings = &firmware->findings;
	const bool is_signed = findings->signature == SIGNATURE_VALID;

	order->judged = provenance_trust(&order->provenance, firmware);
	text_clean(order->signer, sizeof(order->signer), is_signed ? findings->signer : "");
}

static bool suits_recipe(const struct acceptance *acceptance, struct firmware *firmware,
                         struct failure *why)
{
	const struct supply_order *order = acceptance->order;
	const struct recipe *recipe = order->recipe;
	struct provenance provenance = order->provenance;
	struct slot_verdict verdict;
	const struct slot_terms terms = {
		.recipe = recipe,
		.slot = order->slot,
		.knowledge = acceptance->supply->knowledge,
		.request = acceptance->supply->request,
		.raw = recipe->layout && strcmp(recipe->layout, "raw") == 0,
	};

	/* The store has compared the digest; a file out of an archive has another one. */
	provenance.has_sha256 = false;
	return (!firmware_is_archive(firmware) || slot_take_out(&terms, firmware, why)) &&
	       slot_suits(&terms, firmware, &provenance, &verdict, why);
}

bool acceptance_check(void *context, const struct stored *content, struct failure *why)
{
	const struct acceptance *acceptance = context;
	const struct firmware_content file = {
		.fd = fcntl(content->fd, F_DUPFD_CLOEXEC, 0),
		.size = content->size,
		.path = acceptance->name,
		.name = acceptance->name,
		.sha256 = &content->sha256,
	};
	struct firmware firmware;
	bool good;

	if (file.fd == -1)
		return fail_errno(why, FAIL_IO, "cannot examine '%s'", acceptance->name);
	if (content->size == 0) {
		mem_auto_close(&file.fd);
		return fail(why, FAIL_FIRMWARE, "it is empty");
	}
	firmware_open_content(&firmware, &file, &acceptance->supply->knowledge->keys);
	firmware_finish(&firmware);
	good = has_md5_tail(content, acceptance->order->provenance.download, why) &&
	       signature_file_agrees(acceptance, content, why) &&
	       is_signed(acceptance, &firmware, why) &&
	       (acceptance->order->recipe ? suits_recipe(acceptance, &firmware, why)
	                                  : firmware_is_sound(&firmware, why));
	note_trust(acceptance->order, &firmware);
	firmware_done(&firmware);
	return good;
}
