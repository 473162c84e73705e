#include "app/rescue/rescue_plan.h"

#include "app/knowledge/askers.h"
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

/* The content stays mapped until the plan is done: the process that sends it inherits it. */
static bool add_file(struct rescue_plan *plan, const struct input *input, struct failure *why)
{
	const struct network *network = &plan->order->recipe->network;
	struct net_file *file = &plan->job.files[plan->job.file_count];
	void *map = mmap(NULL, input->content.size, PROT_READ, MAP_PRIVATE, input->content.fd, 0);

	if (map == MAP_FAILED)
		return fail_errno(why, FAIL_IO, "reading '%s'", input->firmware.name);
	*file = (struct net_file){
		.content = { map, input->content.size },
		.optional = input->slot->optional,
	};
	plan->job.file_count++;
	add_name(file, input->slot->name);
	for (size_t i = 0; plan->order->inputs.count == 1 && i < network->asked_as_count; i++)
		add_name(file, network->asked_as[i]);
	return true;
}

static bool add_files(struct rescue_plan *plan, struct failure *why)
{
	const struct inputs *inputs = &plan->order->inputs;

	if (inputs->count > NET_FILES)
		return fail(why, FAIL_USAGE, "more than %d files cannot be sent", NET_FILES);
	for (size_t i = 0; i < inputs->count; i++) {
		if (!add_file(plan, inputs->by_slot[i], why))
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
	plan->targets = askers_addresses(&plan->order->knowledge, &job->target_count);
	job->targets = plan->targets;
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
	for (size_t i = 0; i < plan->job.file_count; i++) {
		const struct bytes *content = &plan->job.files[i].content;

		munmap((void *)(uintptr_t)content->data, content->size);
	}
	free(plan->targets);
}
