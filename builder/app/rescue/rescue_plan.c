#include "app/rescue/rescue_plan.h"

#include "app/rescue/patience.h"
#include "app/rescue/reach.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
	SECOND_MS = 1000,
	WRITE_S = 60, /* where no source says how long */
	LOOK_S = 240,
};

/* 192.168.1.1, where OpenWrt answers unless it was changed. */
static const uint32_t openwrt_address = 0xc0a80101;

static void add_name(struct net_file *file, const char *name)
{
	if (name && file->name_count < NET_NAMES)
		file->names[file->name_count++] = name;
}

/* NULL when there are too many. */
static struct net_file *new_file(struct rescue_plan *plan, const struct input *input,
                                 struct bytes content, struct failure *why)
{
	struct net_job *job = &plan->job;
	struct net_file *file = &job->files[job->file_count];

	if (job->file_count == NET_FILES) {
		fail(why, FAIL_USAGE, "more than %d files cannot be sent", NET_FILES);
		return NULL;
	}
	plan->inputs[job->file_count++] = input;
	*file = (struct net_file){ .content = content };
	return file;
}

static bool begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool is_signature(const char *name)
{
	const char *end = strrchr(name, '.');

	return end && strcmp(end, ".sig") == 0;
}

/* What the boot loader goes by is called after the model where an image is for several. */
static bool add_parts(struct rescue_plan *plan, const struct input *input, struct bytes whole,
                      struct failure *why)
{
	const struct findings *found = &input->firmware.findings;

	for (size_t i = 0; i < found->segment_count; i++) {
		const struct segment *part = &found->segments[i];
		struct net_file *file;

		if (begins_with(part->name, "fwupgrade.cfg-"))
			return fail(why, FAIL_FIRMWARE,
			            "'%s' is a combined image for several models, which cannot be "
			            "served; give the image that is for this model alone",
			            input->firmware.name);
		if (part->offset > whole.size || part->size > whole.size - part->offset)
			return fail(why, FAIL_FIRMWARE, "'%s' ends before its file '%s'",
			            input->firmware.name, part->name);
		file = new_file(plan, input,
		                (struct bytes){ whole.data + part->offset, part->size }, why);
		if (!file)
			return false;
		file->optional = is_signature(part->name);
		add_name(file, part->name);
	}
	return true;
}

static bool add_whole(struct rescue_plan *plan, const struct input *input, struct bytes whole,
                      struct failure *why)
{
	const struct network *network = &plan->order->recipe->network;
	struct net_file *file = new_file(plan, input, whole, why);

	if (!file)
		return false;
	file->optional = input->slot->optional;
	add_name(file, input->slot->name);
	for (size_t i = 0; plan->order->inputs.count == 1 && i < network->asked_as_count; i++)
		add_name(file, network->asked_as[i]);
	return true;
}

/* The content stays mapped until the plan is done: the process that sends it inherits it. */
static bool map_content(struct rescue_plan *plan, const struct input *input, struct bytes *out,
                        struct failure *why)
{
	void *map;

	if (plan->map_count == NET_FILES)
		return fail(why, FAIL_USAGE, "more than %d files cannot be sent", NET_FILES);
	map = mmap(NULL, input->content.size, PROT_READ, MAP_PRIVATE, input->content.fd, 0);
	if (map == MAP_FAILED)
		return fail_errno(why, FAIL_IO, "reading '%s'", input->firmware.name);
	*out = (struct bytes){ map, input->content.size };
	plan->maps[plan->map_count++] = *out;
	return true;
}

static bool add_files(struct rescue_plan *plan, struct failure *why)
{
	const struct inputs *inputs = &plan->order->inputs;

	for (size_t i = 0; i < inputs->count; i++) {
		const struct input *input = inputs->by_slot[i];
		struct bytes whole = { 0 };
		bool good = map_content(plan, input, &whole, why);

		if (good && plan->order->recipe->network.fetches_parts)
			good = add_parts(plan, input, whole, why);
		else if (good)
			good = add_whole(plan, input, whole, why);
		if (!good)
			return false;
	}
	return true;
}

static void take_addresses(struct rescue_plan *plan)
{
	const struct network *network = &plan->order->recipe->network;
	struct net_job *job = &plan->job;

	for (size_t i = 0; i < network->pc_address_count; i++) {
		const uint32_t address = network->pc_addresses[i].range.first;

		if (address && job->address_count < NET_ADDRESSES)
			job->addresses[job->address_count++] = address;
	}
	job->keeps_block_size = network->keeps_block_size;
}

static uint64_t size_of_all(const struct net_job *job)
{
	uint64_t size = 0;

	for (size_t i = 0; i < job->file_count; i++)
		size += job->files[i].content.size;
	return size;
}

/* The longest of what sources say. */
static void take_times(struct rescue_plan *plan)
{
	const struct network *network = &plan->order->recipe->network;
	uint64_t seconds = network->write_seconds;

	/* The router says itself when it has finished. */
	if (plan->order->recipe->method == METHOD_NMRP)
		return;
	if (network->write_bytes_per_second)
		seconds += size_of_all(&plan->job) / network->write_bytes_per_second;
	if (network->wait_seconds > seconds)
		seconds = network->wait_seconds;
	plan->writes_for_unknown = seconds == 0;
	plan->job.write_ms = (seconds ? seconds : WRITE_S) * SECOND_MS;
}

static bool is_openwrt(const struct recipe *recipe)
{
	return recipe->file_count && recipe->files[0].image_type_count;
}

static void take_end(struct rescue_plan *plan)
{
	const struct recipe *recipe = plan->order->recipe;
	const struct end_sign *ends = &recipe->network.ends;

	if (ends->kind == END_ANSWERS)
		plan->job.next_address = ends->value;
	else if (is_openwrt(recipe))
		plan->job.next_address = openwrt_address;
	/* What answers after the writing is looked for at once; it may be quicker than said. */
	if (plan->order->request.rescue.no_wait)
		plan->job.look_ms = 0;
	else
		plan->job.look_ms = (uint64_t)LOOK_S * SECOND_MS;
}

bool rescue_plan_make(struct rescue_plan *out, const struct order *order, struct failure *why)
{
	*out = (struct rescue_plan){
		.order = order,
		.job = { .method = method_name(order->recipe->method) },
	};
	if (!patience_read(order->request.rescue.patience, "--patience", &out->job.patience_ms,
	                   why) ||
	    !add_files(out, why))
		return false;
	out->job.captures = order->request.rescue.capture != NULL;
	take_addresses(out);
	if (!reach_take(out, why))
		return false;
	take_times(out);
	take_end(out);
	return true;
}

void rescue_plan_done(struct rescue_plan *plan)
{
	for (size_t i = 0; i < plan->map_count; i++)
		munmap((void *)(uintptr_t)plan->maps[i].data, plan->maps[i].size);
}
