#include "app/summary.h"

static const char *unsigned_because(const struct input *file)
{
	if (file->verdict.any)
		return "it contains nothing that can be checked";
	return file->firmware.findings.signature_detail[0]
	               ? file->firmware.findings.signature_detail
	               : "its format carries no signature";
}

static void warn_of_file(const struct input *file, struct ui *ui)
{
	const struct firmware *firmware = &file->firmware;

	for (size_t i = 0; i < firmware->findings.warning_count; i++)
		ui_warning(ui, "%s", firmware->findings.warnings[i]);
	if (file->verdict.unsigned_accepted)
		ui_warning(ui,
		           "'%s' has no proof of origin: %s; it was accepted because of "
		           "--accept-unsigned",
		           firmware->name, unsigned_because(file));
	if (file->verdict.model_is_open)
		ui_warning(ui,
		           "'%s' does not say in a comparable way which model it is for; it "
		           "was accepted for this one",
		           firmware->name);
}

void summary_warn(const struct summary *summary, struct ui *ui)
{
	const size_t count = summary->inputs ? summary->inputs->count : 0;

	for (size_t i = 0; i < count; i++)
		warn_of_file(summary->inputs->by_slot[i], ui);
	if (summary->recipe && summary->recipe->confidence >= CONFIDENCE_THIN)
		ui_warning(ui, "little is known about this rescue: %s",
		           summary->recipe->confidence_basis);
}

json_t *summary_file_json(const struct manifest_file *file)
{
	char hex[DIGEST_HEX];

	digest_to_hex(&file->sha256, hex);
	return json_pack("{s:s, s:I, s:s, s:s*, s:s, s:s*}", "path", file->path, "size",
	                 (json_int_t)file->size, "sha256", hex, "address", file->address, "vouched",
	                 file->vouched, "model", file->model);
}
