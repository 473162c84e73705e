#include "fetch/fetch.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESS_SHOWN = 400 };

/* A part as the place a download goes to. */
struct part_sink {
	struct download_sink sink;
	struct part *part;
	const char *address;
};

static bool restart(struct download_sink *sink, const char *validator, struct failure *why)
{
	struct part_sink *to = (struct part_sink *)sink;
	AUTO_FREE char *note = validator[0] ? mem_printf("%s %s", to->address, validator) : NULL;

	if (note && strlen(note) + 2 > PART_NOTE_MAX)
		note[0] = '\0';
	return part_restart(to->part, note ? note : "", why);
}

static bool add(struct download_sink *sink, const void *data, size_t size, struct failure *why)
{
	return part_add(((struct part_sink *)sink)->part, data, size, why);
}

/* Continues only what came from the same address. */
static void open_sink(struct part_sink *out, struct part *part, const char *address)
{
	const size_t length = strlen(address);
	const char *validator;

	*out = (struct part_sink){ { .restart = restart, .add = add }, part, address };
	if (strncmp(part->note, address, length) != 0 || part->note[length] != ' ')
		return;
	validator = part->note + length + 1;
	if (strlen(validator) >= DOWNLOAD_VALIDATOR_MAX)
		return;
	out->sink.have = part->size;
	memcpy(out->sink.validator, validator, strlen(validator) + 1);
}

/* One file that is being fetched. */
struct fetch_task {
	const struct store *store;
	const struct fetch_order *order;
	struct fetched *out;
	struct failure *why;
	bool is_unresolved; /* the time for a server's name was used up */
};

static struct part_expected expected_by(const struct fetch_order *order)
{
	return (struct part_expected){ order->what, order->sha256, order->size, order->judge,
		                       order->context };
}

static bool download_part(struct fetch_task *task, const char *address, struct part *part,
                          bool *was_continued)
{
	const struct fetch_order *order = task->order;
	struct download download = {
		.address = address,
		.http_allowed = order->sha256 || (order->judge && order->check_proves),
		.limits = order->limits,
		.clock = order->clock,
		.progress = order->progress,
	};
	struct part_sink to;
	bool is_whole;

	if (order->size)
		download.limits.size = order->size;
	if (task->is_unresolved)
		download.limits.lookup_seconds = LOOKUP_SECONDS_IN_DOUBT;
	open_sink(&to, part, address);
	is_whole = download_run(&download, &to.sink, task->why);
	*was_continued = to.sink.was_continued;
	task->is_unresolved = to.sink.was_unresolved;
	return is_whole;
}

static bool finish_part(const struct fetch_task *task, const char *address, struct part *part)
{
	const struct part_expected expected = expected_by(task->order);
	char shown[ADDRESS_SHOWN];

	if (part_finish(part, &expected, &task->out->object, task->why)) {
		task->out->address = address;
		return true;
	}
	text_clean(shown, sizeof(shown), address);
	if (task->why->kind == FAIL_FIRMWARE)
		fail_while(task->why, "'%s'", shown);
	return false;
}

static bool judge_stored(const struct fetch_task *task)
{
	const struct fetch_order *order = task->order;
	struct stored *object = &task->out->object;

	if (!order->judge || order->judge(order->context, object, task->why))
		return true;
	stored_done(object);
	return false;
}

/* False: a failure. Whether it was there is what task->out->object says. */
static bool look(const struct fetch_task *task, const struct digest *sha256)
{
	struct stored *object = &task->out->object;

	if (!store_find(task->store, sha256, object, task->why))
		return false;
	if (object->was_damaged)
		task->out->was_damaged = true;
	return object->fd == -1 || judge_stored(task);
}

/*
 * Holds the part, or has found what another program fetched meanwhile; a program that began
 * a moment ago may have ended before this one got the lock.
 */
static bool begin(const struct fetch_task *task, struct part *part)
{
	const struct fetch_order *order = task->order;
	const struct part_wait wait = { order->limits.total_seconds, order->progress };
	AUTO_FREE char *name = NULL;
	char hex[DIGEST_HEX];

	if (order->sha256) {
		digest_to_hex(order->sha256, hex);
		name = mem_printf("sha256:%s", hex);
	}
	do {
		if (!part_begin(task->store, name ? name : order->addresses[0], &wait, part,
		                task->why))
			return false;
		if (part->is_finished && !look(task, &part->finished))
			return false;
	} while (part->is_finished && task->out->object.fd == -1);
	if (part->is_finished || !order->sha256 || look(task, order->sha256))
		return true;
	part_done(part);
	return false;
}

static bool has_it(const struct fetch_task *task)
{
	return task->out->object.fd != -1;
}

static bool fetch_once(struct fetch_task *task, const char *address, bool *was_continued)
{
	struct part part;
	bool fetched;

	*was_continued = false;
	if (!begin(task, &part))
		return false;
	fetched = has_it(task) || (download_part(task, address, &part, was_continued) &&
	                           finish_part(task, address, &part));
	part_done(&part);
	return fetched;
}

/*
 * Pieces may not belong together: a crash, or a server with two files under one tag. Then
 * once more, from the beginning.
 */
static bool fetch_from(struct fetch_task *task, const char *address)
{
	bool was_continued;

	return fetch_once(task, address, &was_continued) ||
	       (was_continued && task->why->kind == FAIL_FIRMWARE &&
	        fetch_once(task, address, &was_continued));
}

static bool is_about_content(enum fail_kind kind)
{
	return kind == FAIL_NETWORK || kind == FAIL_FIRMWARE;
}

static bool fail_all_addresses(const struct fetch_task *task, enum fail_kind kind,
                               const char *reasons)
{
	const struct fetch_order *order = task->order;

	if (kind == FAIL_NETWORK && task->is_unresolved)
		kind = FAIL_NO_SERVER;
	return fail(task->why, kind, "cannot download %s from %s%s%s%s", order->what, reasons,
	            order->advice ? "; " : "", order->advice ? order->advice : "",
	            task->is_unresolved ? "; without a network, bring what another computer "
	                                  "downloaded: 'mkrescue-usb help cache'"
	                                : "");
}

/* The wrong content somewhere weighs more than a dead address. */
static bool fetch_from_any(struct fetch_task *task)
{
	enum fail_kind kind = FAIL_NETWORK;
	AUTO_FREE char *reasons = mem_strdup("");

	for (const char *const *at = task->order->addresses; *at; at++) {
		char *longer;

		if (fetch_from(task, *at))
			return true;
		if (!is_about_content(task->why->kind))
			return false;
		kind = task->why->kind == FAIL_FIRMWARE ? FAIL_FIRMWARE : kind;
		longer =
		        mem_printf("%s%s%s", reasons, reasons[0] ? ", from " : "", task->why->text);
		free(reasons);
		reasons = longer;
	}
	return fail_all_addresses(task, kind, reasons);
}

typedef bool recall_note(const struct store *store, const char *name, struct digest *out);

/* False: a failure. */
static bool look_by_note(const struct fetch_task *task, recall_note *recall)
{
	struct digest last;

	for (const char *const *at = task->order->addresses; *at; at++) {
		if (!recall(task->store, *at, &last))
			continue;
		if (!look(task, &last))
			return false;
		if (has_it(task))
			return true;
	}
	return true;
}

/* What others say of an address counts only without a network. */
static bool look_at_home(const struct fetch_task *task)
{
	const struct fetch_order *order = task->order;

	if (order->sha256)
		return look(task, order->sha256);
	if ((order->offline || order->is_immutable) && !look_by_note(task, store_recall))
		return false;
	if (!order->offline || has_it(task))
		return true;
	task->out->is_imported = true;
	return look_by_note(task, store_recall_imported);
}

static bool is_missing(const struct fetch_task *task)
{
	char hex[DIGEST_HEX] = "";
	char shown[ADDRESS_SHOWN] = "";

	if (task->order->sha256)
		digest_to_hex(task->order->sha256, hex);
	if (!task->order->addresses[0])
		return fail(task->why, FAIL_NO_ADDRESS,
		            "no address is known for %s%s%s, and it is not in the cache '%s'; give "
		            "the file with --firmware FILE",
		            task->order->what, hex[0] ? ", SHA-256 " : "", hex, task->store->path);
	text_clean(shown, sizeof(shown), task->order->addresses[0]);
	return fail(task->why, FAIL_NOT_CACHED,
	            "%s is not in the cache '%s' (%s%s%s); download it with a network connection",
	            task->order->what, task->store->path, shown, hex[0] ? ", SHA-256 " : "", hex);
}

bool fetch_file(const struct store *store, const struct fetch_order *order, struct fetched *out,
                struct failure *why)
{
	struct fetch_task task = { store, order, out, why, false };

	*out = (struct fetched){ .object = { .fd = -1 } };
	if (!look_at_home(&task))
		return false;
	if (has_it(&task))
		return true;
	if (order->offline || !order->addresses[0])
		return is_missing(&task);
	if (!fetch_from_any(&task))
		return false;
	if (!out->address || store_remember(store, out->address, &out->object.sha256, why))
		return true;
	fetched_done(out);
	return false;
}

void fetched_done(struct fetched *fetched)
{
	stored_done(&fetched->object);
}

/* The bytes that are used are the bytes that are compared. */
bool fetch_text(const struct store *store, const struct fetch_order *order, char **out,
                size_t *size, struct failure *why)
{
	struct fetched fetched;
	struct digest holds;

	if (!fetch_file(store, order, &fetched, why))
		return false;
	*size = (size_t)fetched.object.size;
	*out = mem_zalloc(1, *size + 1);
	if (file_read_at(fetched.object.fd, 0, *out, *size)) {
		holds = digest_of(DIGEST_SHA256, (struct bytes){ (uint8_t *)*out, *size });
		if (digest_equal(&holds, &fetched.object.sha256)) {
			fetched_done(&fetched);
			return true;
		}
	}
	free(TAKE(*out));
	fetched_done(&fetched);
	return fail(why, FAIL_IO, "%s changed in the cache while it was read", order->what);
}
