#include "app/rescue/reach.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/text/text.h"

#include "net/methods/shared/eva_command.h"
#include "net/methods/shared/page_choice.h"
#include "net/protocols/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { HOST_BITS = 0xff, HOST = 10 };

/* Where a source names none: any of a private network will do for a router that is given one. */
static const uint32_t usual_address = 0xc0a8010a; /* 192.168.1.10 */
static const char usual_name[] = "firmware.bin";

static bool is_beside(uint32_t a, uint32_t b)
{
	return (a & ~(uint32_t)HOST_BITS) == (b & ~(uint32_t)HOST_BITS);
}

/* Another host of the same network. */
static uint32_t address_beside(uint32_t address)
{
	const uint32_t net = address & ~(uint32_t)HOST_BITS;

	return net | ((address & HOST_BITS) == HOST ? HOST + 1 : HOST);
}

static void take_devices(struct net_job *job, const struct network *network)
{
	for (size_t i = 0; i < network->device_address_count; i++) {
		const struct address *address = &network->device_addresses[i];

		if (address->kind == ADDRESS_STATED && job->device_count < NET_ADDRESSES)
			job->devices[job->device_count++] = address->range.first;
	}
}

/* Only one address speaks: the first in the router's network. */
static uint32_t address_towards(const struct net_job *job, uint32_t router)
{
	for (size_t i = 0; i < job->address_count; i++) {
		if (is_beside(job->addresses[i], router))
			return job->addresses[i];
	}
	return address_beside(router);
}

static void name_first(struct net_file *file)
{
	if (!file->name_count)
		file->names[file->name_count++] = usual_name;
}

static bool check_size(const struct rescue_plan *plan, struct failure *why)
{
	const struct recipe *recipe = plan->order->recipe;
	const uint64_t most = recipe->network.put.size_max;
	const uint64_t size = plan->job.files[0].content.size;

	if (!most || size <= most)
		return true;
	return fail(why, FAIL_TOO_LARGE,
	            "'%s' has %llu bytes, but the boot loader of '%s' takes at most %llu; use a "
	            "smaller firmware for this model",
	            plan->order->inputs.by_slot[0]->firmware.name, (unsigned long long)size,
	            recipe->title, (unsigned long long)most);
}

static bool take_push(struct rescue_plan *plan, struct failure *why)
{
	const struct network *network = &plan->order->recipe->network;
	struct net_job *job = &plan->job;

	take_devices(job, network);
	job->addresses[0] = address_towards(job, job->devices[0]);
	job->address_count = 1;
	name_first(&job->files[0]);
	job->push = (struct net_push){
		.is_wanted = true,
		.period_ms = network->put.period_ms,
		.port = (uint16_t)network->port,
		.neighbour = network->neighbour,
		.sets_address = network->put.sets_address,
	};
	return check_size(plan, why);
}

/* Makers' pages answer at one of these two, and boards of one family at either. */
static const uint32_t family_addresses[] = { 0xc0a80001, 0xc0a80101 };

static bool is_of_family(uint32_t address)
{
	return address == family_addresses[0] || address == family_addresses[1];
}

/* With an address of this computer beside each of the router's. */
static void take_both_addresses(struct net_job *job)
{
	const uint32_t known = job->devices[0];
	const uint32_t other =
	        known == family_addresses[0] ? family_addresses[1] : family_addresses[0];

	job->addresses[0] = address_towards(job, known);
	job->address_count = 1;
	if (job->device_count != 1 || !is_of_family(known))
		return;
	job->devices[job->device_count++] = other;
	job->addresses[job->address_count++] = address_beside(other);
}

/* A page may look at the file's ending, which the recipe does not always state. */
static void name_as_given(struct net_file *file, const struct input *input)
{
	const char *slash = strrchr(input->firmware.name, '/');

	if (file->name_count)
		return;
	file->names[file->name_count++] = slash ? slash + 1 : input->firmware.name;
}

static void write_md5(const struct net_file *file, char out[33])
{
	const struct digest digest = digest_of(DIGEST_MD5, file->content);

	text_hex(out, digest.bytes, digest_size(DIGEST_MD5));
}

static bool check_options(const struct request_rescue *rescue, struct failure *why)
{
	if (rescue->page_path && !http_is_path(rescue->page_path))
		return fail(why, FAIL_BAD_VALUE, "--page-path '%.64s' must be a path like /upload",
		            rescue->page_path);
	if (rescue->page_field && !http_is_name(rescue->page_field))
		return fail(
		        why, FAIL_USAGE,
		        "--page-field '%.64s' must be the name of a form's field, like firmware",
		        rescue->page_field);
	if ((rescue->page_field && !page_is_safe(rescue->page_field)) ||
	    (rescue->page_path && !page_is_safe(rescue->page_path)))
		return fail(why, FAIL_REFUSED,
		            "'%s' takes a boot loader or a radio's calibration, and this program "
		            "sends firmware only; name another field",
		            rescue->page_field ? rescue->page_field : rescue->page_path);
	return true;
}

static bool take_page(struct rescue_plan *plan, struct failure *why)
{
	const struct network *network = &plan->order->recipe->network;
	const struct request_rescue *rescue = &plan->order->request.rescue;
	struct net_job *job = &plan->job;

	if (!check_options(rescue, why))
		return false;
	take_devices(job, network);
	take_both_addresses(job);
	name_as_given(&job->files[0], plan->order->inputs.by_slot[0]);
	job->push.is_wanted = true;
	job->page = (struct net_page){
		.is_wanted = true,
		.port = (uint16_t)network->port,
		.path = network->path,
		.field = network->field,
		.chosen_path = rescue->page_path,
		.chosen_field = rescue->page_field,
		.first_path = network->page.first_path,
		.second_path = network->page.second_path,
		.success = network->page.success,
		.failure = network->page.failure,
		.head_alone = network->page.head_alone,
	};
	write_md5(&job->files[0], job->page.md5);
	return check_size(plan, why);
}

/* The router is called without an address, and given one. */
static void take_call(struct rescue_plan *plan)
{
	const struct network *network = &plan->order->recipe->network;
	struct net_job *job = &plan->job;

	job->devices[0] = network->lease.first;
	job->device_count = 1;
	job->addresses[0] = address_towards(job, job->devices[0]);
	job->address_count = 1;
	job->push = (struct net_push){
		.is_wanted = true,
		.region = (uint16_t)network->nmrp.region,
	};
}

/* "adam2/adam2" */
static void take_login(struct net_eva *eva, const char *login)
{
	const size_t name = strcspn(login, "/");

	snprintf(eva->user, sizeof(eva->user), "%.*s", (int)name, login);
	if (login[name])
		snprintf(eva->password, sizeof(eva->password), "%s", login + name + 1);
}

static bool check_memory(const struct rescue_plan *plan, struct failure *why)
{
	const struct net_job *job = &plan->job;

	if (eva_fits(job->eva.memory_end, job->files[0].content.size))
		return true;
	return fail(
	        why, FAIL_FIRMWARE,
	        "'%s' does not fit into the memory of '%s' in one piece; use an initramfs image "
	        "below 32 MiB",
	        plan->order->inputs.by_slot[0]->firmware.name, plan->order->recipe->title);
}

static bool take_eva(struct rescue_plan *plan, struct failure *why)
{
	const struct network *network = &plan->order->recipe->network;
	struct net_job *job = &plan->job;
	const bool is_flash = network->eva.media == EVA_FLASH;

	take_devices(job, network);
	job->addresses[0] = address_towards(job, job->devices[0]);
	job->address_count = 1;
	name_first(&job->files[0]);
	job->push.is_wanted = true;
	job->eva = (struct net_eva){
		.is_wanted = true,
		.port = (uint16_t)network->port,
		.target = is_flash ? network->eva.target : NULL,
		.memory_end = is_flash ? 0 : (uint32_t)strtoul(network->eva.target, NULL, 16),
	};
	take_login(&job->eva, network->login);
	return is_flash ? check_size(plan, why) : check_memory(plan, why);
}

static bool has_name(const struct net_file *file, const char *name)
{
	for (size_t i = 0; i < file->name_count; i++) {
		if (strcasecmp(file->names[i], name) == 0)
			return true;
	}
	return false;
}

/* "C0A81F64.img": some loaders ask for an address when they are given no name, and some read it
 * from its other end. */
static void add_address_names(struct rescue_plan *plan, uint32_t address)
{
	const uint32_t orders[] = { address, __builtin_bswap32(address) };

	for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
		struct net_file *file = &plan->job.files[0];
		char *name = plan->address_names[plan->address_name_count];

		if (file->name_count == NET_NAMES)
			return;
		snprintf(name, RESCUE_ADDRESS_NAME, "%08X.img", orders[i]);
		if (has_name(file, name))
			continue;
		plan->address_name_count++;
		file->names[file->name_count++] = name;
	}
}

static uint32_t lease_of(const struct network *network, uint32_t here)
{
	const struct lease *lease = &network->lease;

	if (!lease->first)
		return address_beside(here);
	return lease->first == here && lease->last > here ? here + 1 : lease->first;
}

static void take_lease(struct rescue_plan *plan)
{
	const struct network *network = &plan->order->recipe->network;
	struct net_job *job = &plan->job;

	if (!job->address_count)
		job->addresses[0] =
		        network->lease.first ? address_beside(network->lease.first) : usual_address;
	job->address_count = 1;
	job->lease = (struct net_lease){
		.address = lease_of(network, job->addresses[0]),
		.file = job->files[0].name_count ? job->files[0].names[0] : usual_name,
		.vendor_class = network->vendor_class,
	};
	/* Without a name of its own a file is given under any. */
	if (job->file_count != 1 || !job->files[0].name_count)
		return;
	add_address_names(plan, job->addresses[0]);
	add_address_names(plan, job->lease.address);
}

bool reach_take(struct rescue_plan *plan, struct failure *why)
{
	switch (plan->order->recipe->method) {
	case METHOD_TFTP_PUT: return take_push(plan, why);
	case METHOD_HTTP_POST: return take_page(plan, why);
	case METHOD_FTP_EVA: return take_eva(plan, why);
	case METHOD_BOOTP_TFTP_SERVE: take_lease(plan); return true;
	case METHOD_NMRP: take_call(plan); return true;
	default: return true;
	}
}
