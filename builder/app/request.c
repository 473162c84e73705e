#include "app/request.h"

#include "stick/medium/compress.h"

bool request_has_sticks(const struct request *request)
{
	return request->target.devices.count || request->target.all_usb;
}

bool request_has_target(const struct request *request)
{
	return request_has_sticks(request) || request->target.output || request->target.output_dir;
}

bool request_check_sticks(const struct request *request, struct failure *why)
{
	const struct request_target *target = &request->target;

	if (target->devices.count && target->all_usb)
		return fail(why, FAIL_CONFLICT, "--device and --all-usb cannot be used together");
	if (target->replug && (target->output || target->output_dir))
		return fail(why, FAIL_CONFLICT,
		            "--replug needs a stick; a file cannot be pulled out");
	return true;
}

bool request_check_file(const struct request *request, struct failure *why)
{
	const struct request_target *target = &request->target;
	const char *path = target->output ? target->output : target->output_dir;
	const char *suffix = target->output ? compression_unsupported(target->output) : NULL;

	if (suffix)
		return fail(
		        why, FAIL_USAGE,
		        "cannot write '%s': '%s' files are not supported; use .img, or .gz, .xz, "
		        ".zst or .bz2 for a compressed image",
		        path, suffix);
	if (target->output && !compress_is_possible(target->output, why))
		return false;
	if (!path || !(target->check_capacity || target->wipe))
		return true;
	return fail(why, FAIL_CONFLICT, "--%s needs a stick: use --device instead of '%s'",
	            target->check_capacity ? "check-capacity" : "wipe", path);
}

bool request_check_targets(const struct request *request, struct failure *why)
{
	const struct request_target *target = &request->target;

	return request_has_sticks(request) + !!target->output + !!target->output_dir <= 1 ||
	       fail(why, FAIL_CONFLICT,
	            "--device, --output and --output-dir cannot be used together");
}
