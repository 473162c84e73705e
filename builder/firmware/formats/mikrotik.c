/*
 * MikroTik's packages, little endian (botlabsDev/npkpy@cbfc8373, elseif/MikroTikPatch@68dcd99,
 * openwrt/firmware-utils@d21804ad): 0 1E F1 D0 BA, 4 size of what follows, 8 containers,
 * each 0 kind, 2 length, 6 data.
 *
 *   1 the package: 0 name (16), 16 revision, 17 'a' alpha 'b' beta 'c' candidate 'f' final,
 *     18 minor, 19 major; 4 and 21 content; 16 architecture; 18 members of a bundle follow;
 *   9 signature: 0 SHA-1, 20 a KCDSA signature (48), whose key nobody knows; in newer ones
 *     68 Ed25519 signature of the SHA-256 (64)
 *
 * Both digests cover everything from the head of container 1 up to the head of 9, which
 * is included. (DPK files begin FB 0F 10 A1; more is not known.)
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	HEADER = 8,
	HEAD = 6,
	SHA1 = 20,
	OLD_SIGNATURE = 68,
	SIGNATURE = OLD_SIGNATURE + ED25519_SIGNATURE,
	NAME = 16,
	INFO = NAME + 4,
	CONTAINERS_MAX = 512,
};

enum kind {
	KIND_PACKAGE = 1,
	KIND_SIGNATURE = 9,
	KIND_ARCHITECTURE = 16,
	KIND_BUNDLE = 18,
	KIND_SQUASHFS = 21,
	KIND_BEGINNING = 25,
};

/* How far the containers were followed. */
struct walk {
	struct view file;
	uint64_t at; /* of the container's head */
	unsigned kind;
	struct view data;
	uint64_t package; /* of the last package's head; 0: none is open */
	size_t signatures;
	bool is_bundle;
	bool has_unsigned; /* something is in no package that is signed */
};

static void add_package(struct walk *walk, struct findings *out)
{
	uint8_t info[INFO];
	char name[NAME + 1];
	char version[64];
	const char *kind = "";
	unsigned revision;

	walk->is_bundle |= walk->package || walk->signatures;
	walk->package = walk->at;
	if (!view_read(walk->data, 0, info, sizeof(info)))
		return;
	revision = info[NAME] & 0x7f;
	switch (info[NAME + 1]) {
	case 'a': kind = "alpha"; break;
	case 'b': kind = "beta"; break;
	case 'c': kind = "rc"; break;
	default: kind = info[NAME] & 0x80 ? "test" : revision ? "." : ""; break;
	}
	text_clean_bytes(name, sizeof(name), info, NAME);
	snprintf(version, sizeof(version), "%u.%u%s", info[NAME + 3], info[NAME + 2], kind);
	if (kind[0])
		snprintf(version + strlen(version), sizeof(version) - strlen(version), "%u",
		         revision);
	snprintf(version + strlen(version), sizeof(version) - strlen(version), " (%s)", name);
	findings_version(out, version);
}

static void add_architecture(const struct walk *walk, struct findings *out)
{
	char text[NAME + 1] = "";

	if (walk->data.size < 2 || walk->data.size > NAME)
		return; /* of one byte: the mark at the end */
	view_read(walk->data, 0, text, (size_t)walk->data.size);
	findings_board(out, text, "");
}

/* What the judge of the Ed25519 signature needs. */
struct signing {
	uint8_t signature[ED25519_SIGNATURE];
	bool is_all; /* of the only package, and there is nothing else */
};

static const struct public_key *find_signer(const struct keyring *keys, struct bytes digest,
                                            const uint8_t signature[ED25519_SIGNATURE])
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct public_key *key = &keys->keys[i];
		bool is_for = key->class == KEY_TRUSTED || (key->use && !strcmp(key->use, "npk"));

		if (is_for && key->is_ed25519 &&
		    AGREES(public_key_verifies(key, digest, signature)))
			return key;
	}
	return NULL;
}

static void judge_signature(const struct sum *sum, struct examination *exam)
{
	const struct signing *signing = sum->context;
	struct findings *out = exam->findings;
	const struct public_key *key = find_signer(
	        exam->keys, (struct bytes){ sum->value, sum_size(sum->kind) }, signing->signature);

	if (key)
		findings_check(out, "Ed25519 signature", CHECK_OK, "by '%s'", key->name);
	else
		findings_check(out, "Ed25519 signature", CHECK_UNKNOWN, "no known key matches");
	if (!signing->is_all)
		return;
	out->signature_checkable = true;
	if (!key) {
		out->signature = SIGNATURE_UNKNOWN_KEY;
		snprintf(out->signature_detail, sizeof(out->signature_detail),
		         "its signing key is unknown, or the file was altered");
		return;
	}
	out->signature = SIGNATURE_VALID;
	findings_origin(out, key->class == KEY_VENDOR ? ORIGIN_VENDOR_SIGNED : ORIGIN_TRUSTED);
	snprintf(out->signer, sizeof(out->signer), "%s", key->name);
	snprintf(out->signature_detail, sizeof(out->signature_detail), "Ed25519");
}

static struct sum *add_digest(struct walk *walk, enum sum_kind kind, struct examination *exam)
{
	struct sum *sum = sums_add(exam, kind, walk->file);

	sum_range(sum, walk->file, walk->package, walk->at + HEAD - walk->package);
	return sum;
}

static void check_signature(struct walk *walk, struct signing **last, struct examination *exam)
{
	uint8_t data[SIGNATURE];
	struct sum *sum;

	walk->signatures++;
	*last = NULL;
	if (!walk->package || walk->data.size < OLD_SIGNATURE ||
	    !view_read(walk->data, 0, data, OLD_SIGNATURE)) {
		findings_check(exam->findings, "signature", CHECK_BAD, "it covers no data");
		return;
	}
	sum_expect(add_digest(walk, SUM_SHA1, exam), "SHA-1", data);
	if (walk->data.size == SIGNATURE && view_read(walk->data, 0, data, SIGNATURE)) {
		sum = add_digest(walk, SUM_SHA256, exam);
		sum->context = *last = mem_zalloc(1, sizeof(**last));
		memcpy((*last)->signature, data + OLD_SIGNATURE, ED25519_SIGNATURE);
		sum->judge = judge_signature;
	} else {
		findings_check(exam->findings, "KCDSA signature", CHECK_UNKNOWN,
		               "the vendor's key is not public");
	}
	walk->package = 0;
}

/* The next container; false at the end, and where the rest is none. */
static bool next(struct walk *walk)
{
	uint8_t head[HEAD];

	if (walk->data.source)
		walk->at += HEAD + walk->data.size;
	if (!view_read(walk->file, walk->at, head, sizeof(head)) ||
	    get_le32(head + 2) > walk->file.size - walk->at - HEAD)
		return false;
	walk->kind = get_le16(head);
	walk->data = view_part(walk->file, walk->at + HEAD, get_le32(head + 2));
	return true;
}

/* What lies between packages without a word to say: the empty beginning, the mark at the end. */
static bool may_be_unsigned(const struct walk *walk)
{
	switch (walk->kind) {
	case KIND_PACKAGE: return true;
	case KIND_BEGINNING: return walk->data.size == 0;
	case KIND_ARCHITECTURE: return walk->data.size == 1 && walk->signatures;
	default: return false;
	}
}

static void take(struct walk *walk, struct signing **last, struct examination *exam)
{
	walk->has_unsigned |= !walk->package && !may_be_unsigned(walk);
	switch (walk->kind) {
	case KIND_PACKAGE: add_package(walk, exam->findings); break;
	case KIND_ARCHITECTURE: add_architecture(walk, exam->findings); break;
	case KIND_BUNDLE: walk->is_bundle = true; break;
	case KIND_SQUASHFS: examine_inside(exam, walk->data); break;
	case KIND_SIGNATURE: check_signature(walk, last, exam); break;
	default: break;
	}
}

/* What the signatures say about the file as a whole; of a single one its judge may say more. */
static void report_signature(const struct walk *walk, struct signing *last, struct findings *out)
{
	const char *detail = "its signing key is not public";

	/* Everything a vendor writes is signed; OpenWrt wraps its kernel without. */
	if (!walk->signatures)
		findings_origin(out, ORIGIN_THIRD_PARTY);
	if (out->layer)
		return;
	out->signature = SIGNATURE_MISSING;
	if (!walk->signatures)
		detail = "it is not signed";
	else if (walk->is_bundle)
		detail = "its packages are signed, but the file as a whole is not";
	else if (walk->has_unsigned || walk->package)
		detail = "not all of it is signed";
	else
		out->signature = SIGNATURE_UNKNOWN_KEY;
	if (last && out->signature == SIGNATURE_UNKNOWN_KEY)
		last->is_all = true;
	snprintf(out->signature_detail, sizeof(out->signature_detail), "%s", detail);
}

static void parse_npk(struct view file, struct examination *exam)
{
	struct walk walk = { .at = HEADER };
	struct signing *last = NULL;
	uint8_t header[HEADER];
	uint64_t end;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	end = HEADER + (uint64_t)get_le32(header + 4);
	examine_ends_at(exam, file, end);
	walk.file = view_part(file, 0, end < file.size ? end : file.size);
	for (int i = 0; i < CONTAINERS_MAX && next(&walk); i++)
		take(&walk, &last, exam);
	if (end > file.size)
		return;
	if (walk.at != end)
		findings_check(exam->findings, "containers", CHECK_BAD,
		               "a container is missing at byte %" PRIu64, walk.at);
	report_signature(&walk, last, exam->findings);
}

static void parse_dpk(struct view file, struct examination *exam)
{
	(void)file;
	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	examine_unproven(exam, "content", "this version does not read it");
}

static const struct format npk = {
	.id = "mikrotik-npk",
	.title = "a MikroTik package",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\x1e\xf1\xd0\xba") },
	.parse = parse_npk,
};

static const struct format dpk = {
	.id = "mikrotik-dpk",
	.title = "a MikroTik package",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\xfb\x0f\x10\xa1") },
	.parse = parse_dpk,
};

FORMATS(mikrotik, &npk, &dpk);
