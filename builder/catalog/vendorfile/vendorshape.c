/* The members a vendor file may have, and where each goes. */
#include "base/mem.h"
#include "catalog/vendorfile/shapes.h"
#include "catalog/vendorfile/vendordocument.h"

#include <string.h>

JSON_CHOICE(method_value, enum method, method_name, METHOD_NONE);
JSON_CHOICE(confidence_value, enum confidence, confidence_name, CONFIDENCE_INFERRED);
JSON_CHOICE(works_class_value, enum works_class, works_class_name, WORKS_INTERNAL_STICK);
JSON_CHOICE(transform_value, enum transform, transform_name, TRANSFORM_BY_HAND);
JSON_CHOICE(address_kind_value, enum address_kind, address_kind_name, ADDRESS_UNKNOWN);
JSON_CHOICE(answer_port_value, enum answer_port, answer_port_name, ANSWER_NEW);
JSON_CHOICE(put_verdict_value, enum put_verdict, put_verdict_name, VERDICT_TEXT);
JSON_CHOICE(end_kind_value, enum end_kind, end_kind_name, END_NOTHING);
JSON_CHOICE(nmrp_region_value, enum nmrp_region, nmrp_region_name, REGION_AU);
JSON_CHOICE(eva_media_value, enum eva_media, eva_media_name, EVA_MEMORY);

static bool read_range(const char *text, void *out)
{
	return ipv4_range_read(text, out);
}

static json_t *write_range(const void *value)
{
	const struct ipv4_range *range = value;
	char text[IPV4_RANGE_TEXT];

	ipv4_range_text(text, range);
	return range->first ? json_string(text) : json_null();
}

static const struct json_value range_value = {
	sizeof(struct ipv4_range),
	"must be an IPv4 address such as '192.168.0.66' or '192.168.0.66/24', or a range such as "
	"'192.168.1.2-192.168.1.99'",
	read_range,
	write_range,
	NULL,
};

static bool read_ipv4(const char *text, void *out)
{
	struct ipv4_range range;

	if (!ipv4_range_read(text, &range) || range.first != range.last || range.prefix)
		return false;
	*(uint32_t *)out = range.first;
	return true;
}

static json_t *write_ipv4(const void *value)
{
	const uint32_t address = *(const uint32_t *)value;
	char text[IPV4_TEXT];

	ipv4_text(text, address);
	return address ? json_string(text) : json_null();
}

static const struct json_value ipv4_value = {
	sizeof(uint32_t),
	"must be an IPv4 address such as '192.168.0.66'",
	read_ipv4,
	write_ipv4,
	NULL,
};

static bool read_mac(const char *text, void *out)
{
	return mac_read(text, out);
}

static json_t *write_mac(const void *value)
{
	static const struct mac none;
	char text[MAC_TEXT];

	mac_text(text, value);
	return memcmp(value, &none, sizeof(none)) != 0 ? json_string(text) : json_null();
}

static const struct json_value mac_value = {
	sizeof(struct mac),
	"must be the MAC address of one device, such as '02:aa:bb:cc:dd:20'",
	read_mac,
	write_mac,
	NULL,
};

static const struct json_member accepted_members[] = {
	TEXT("format", true, struct accepted, format),
	TEXTS("codes", struct accepted, codes, code_count),
};
static SHAPE(accepted_shape, struct accepted, accepted_members);

static const struct json_member file_members[] = {
	TEXT("name", false, struct slot, name),
	TEXT("directory", false, struct slot, directory),
	TEXT("what", true, struct slot, what),
	TEXT("from", false, struct slot, from),
	TEXT("same_as", false, struct slot, same_as),
	TEXTS("image_types", struct slot, image_types, image_type_count),
	TEXT("unpublished", false, struct slot, unpublished),
	FLAG("optional", struct slot, optional),
	FLAG("text", struct slot, text),
	VALUE("transform", false, struct slot, transform, enum transform, transform_value),
	MANY("accepts", true, struct slot, accepts, accept_count, accepted_shape),
	NUMBER("size_max", struct slot, size_max),
	FLAG("only_candidate", struct slot, only_candidate),
	TEXT("candidate_suffix", false, struct slot, candidate_suffix),
};
static SHAPE(file_shape, struct slot, file_members);

static const struct json_member download_members[] = {
	TEXT("url", true, struct known_download, url),
	TEXT("md5_tail", false, struct known_download, md5_tail),
	TEXT("sha256", false, struct known_download, sha256),
	NUMBER("size", struct known_download, size),
	TEXT("channel", false, struct known_download, channel),
	TEXT("region", false, struct known_download, region),
	FLAG("inferred", struct known_download, inferred),
	TEXTS("beside", struct known_download, beside, beside_count),
	TEXT("seen", false, struct known_download, seen),
	TEXT("redistribution", false, struct known_download, redistribution),
	TEXT("note", false, struct known_download, note),
};
static SHAPE(download_shape, struct known_download, download_members);

static const struct json_member listed_members[] = {
	TEXT("channel", true, struct listed_code, channel),
	TEXT("code", true, struct listed_code, code),
};
static SHAPE(listed_shape, struct listed_code, listed_members);

static const struct json_member source_members[] = {
	TEXT("ref", true, struct source, ref),
	TEXT("kind", true, struct source, kind),
};
static SHAPE(source_shape, struct source, source_members);

static const struct json_member address_members[] = {
	VALUE("kind", false, struct address, kind, enum address_kind, address_kind_value),
	VALUE("address", false, struct address, range, struct ipv4_range, range_value),
	TEXT("note", false, struct address, note),
};
static SHAPE(address_shape, struct address, address_members);

static const struct json_member lease_members[] = {
	VALUE("first", true, struct lease, first, uint32_t, ipv4_value),
	VALUE("last", true, struct lease, last, uint32_t, ipv4_value),
};
static NOTING_SHAPE(lease_shape, struct lease, lease_members, written);

static const struct json_member put_members[] = {
	NUMBER("period_ms", struct tftp_put, period_ms),
	VALUE("port", false, struct tftp_put, port, enum answer_port, answer_port_value),
	NUMBER("window_seconds", struct tftp_put, window_seconds),
	NUMBER("size_max", struct tftp_put, size_max),
	VALUE("verdict", false, struct tftp_put, verdict, enum put_verdict, put_verdict_value),
	TEXT("sets_address", false, struct tftp_put, sets_address),
};
static NOTING_SHAPE(put_shape, struct tftp_put, put_members, written);

static const struct json_member end_members[] = {
	VALUE("kind", true, struct end_sign, kind, enum end_kind, end_kind_value),
	VALUE("value", false, struct end_sign, value, uint32_t, ipv4_value),
	TEXT("text", false, struct end_sign, text),
};
static NOTING_SHAPE(end_shape, struct end_sign, end_members, written);

static const struct json_member link_members[] = {
	FLAG("switch_between", struct link_needs, switch_between),
	NUMBER("max_mbit", struct link_needs, max_mbit),
};
static NOTING_SHAPE(link_shape, struct link_needs, link_members, written);

static const struct json_member toggle_members[] = {
	NUMBER("on_seconds", struct toggle, on_seconds),
	NUMBER("off_seconds", struct toggle, off_seconds),
	NUMBER("times", struct toggle, times),
};
static NOTING_SHAPE(toggle_shape, struct toggle, toggle_members, written);

static const struct json_member page_members[] = {
	TEXT("first_path", false, struct rescue_page, first_path),
	TEXT("second_path", false, struct rescue_page, second_path),
	TEXT("success", false, struct rescue_page, success),
	TEXT("failure", false, struct rescue_page, failure),
	FLAG("head_alone", struct rescue_page, head_alone),
};
static NOTING_SHAPE(page_shape, struct rescue_page, page_members, written);

static const struct json_member nmrp_members[] = {
	VALUE("region", false, struct nmrp, region, enum nmrp_region, nmrp_region_value),
};
static NOTING_SHAPE(nmrp_shape, struct nmrp, nmrp_members, written);

static const struct json_member eva_members[] = {
	VALUE("media", false, struct eva, media, enum eva_media, eva_media_value),
	TEXT("target", false, struct eva, target),
};
static NOTING_SHAPE(eva_shape, struct eva, eva_members, written);

static const struct json_member network_members[] = {
	MANY("pc_addresses", false, struct network, pc_addresses, pc_address_count, address_shape),
	MANY("device_addresses", false, struct network, device_addresses, device_address_count,
	     address_shape),
	ONE("lease", struct network, lease, lease_shape),
	NUMBER("port", struct network, port),
	TEXT("socket", false, struct network, socket),
	TEXT("path", false, struct network, path),
	TEXT("field", false, struct network, field),
	TEXT("login", false, struct network, login),
	TEXT("done", false, struct network, done),
	TEXT("command", false, struct network, command),
	NUMBER("wait_seconds", struct network, wait_seconds),
	TEXT("by_hand", false, struct network, by_hand),
	TEXTS("asked_as", struct network, asked_as, asked_as_count),
	FLAG("fetches_parts", struct network, fetches_parts),
	TEXT("arp_model", false, struct network, arp_model),
	TEXT("vendor_class", false, struct network, vendor_class),
	VALUE("neighbour", false, struct network, neighbour, struct mac, mac_value),
	FLAG("keeps_block_size", struct network, keeps_block_size),
	ONE("put", struct network, put, put_shape),
	ONE("ends", struct network, ends, end_shape),
	NUMBER("write_seconds", struct network, write_seconds),
	NUMBER("write_bytes_per_second", struct network, write_bytes_per_second),
	ONE("link", struct network, link, link_shape),
	ONE("toggle", struct network, toggle, toggle_shape),
	ONE("page", struct network, page, page_shape),
	ONE("nmrp", struct network, nmrp, nmrp_shape),
	ONE("eva", struct network, eva, eva_shape),
};
NOTING_SHAPE(network_shape, struct network, network_members, written);

static const struct json_member excluded_members[] = {
	TEXT("layout", true, struct excluded_layout, layout),
	TEXT("why", true, struct excluded_layout, why),
};
static SHAPE(excluded_shape, struct excluded_layout, excluded_members);

static const struct json_member loader_members[] = {
	FLAG("fat16_only", struct loader_limits, fat16_only),
	FLAG("one_file", struct loader_limits, one_file),
	NUMBER("cluster_max", struct loader_limits, cluster_max),
	TEXT("why", true, struct loader_limits, why),
};
static NOTING_SHAPE(loader_shape, struct loader_limits, loader_members, written);

/* What a model may say itself or leave to a procedure; `at` is where in `type`. */
#define SHARED_MEMBERS(type, at) \
	VALUE("method", false, type, at method, enum method, method_value), \
	        TEXT("layout", false, type, at layout), \
	        MANY("files", false, type, at files, at file_count, file_shape), \
	        TEXT("not_built", false, type, at not_built), \
	        MANY("excluded_layouts", false, type, at excluded_layouts, \
	             at excluded_layout_count, excluded_shape), \
	        ONE("loader", type, at loader, loader_shape), \
	        ONE("network", type, at network, network_shape), \
	        VALUE("works_class", false, type, at works_class, enum works_class, \
	              works_class_value), \
	        TEXT("works_when", false, type, at works_when), \
	        TEXT("port", false, type, at port), \
	        MANY("before", false, type, at before, at before_count, condition_shape), \
	        MANY("steps", false, type, at steps, at step_count, step_shape), \
	        NUMBER("minutes", type, at minutes), \
	        MANY("lights", false, type, at lights, at light_count, light_shape), \
	        TEXTS("after", type, at after, at after_count), \
	        TEXTS("undo", type, at undo, at undo_count), \
	        TEXTS("failure_signs", type, at failure_signs, at failure_sign_count), \
	        TEXTS("gotchas", type, at gotchas, at gotcha_count), \
	        TEXT("instead", false, type, at instead), \
	        VALUE("confidence", false, type, at confidence, enum confidence, \
	              confidence_value), \
	        TEXT("confidence_basis", false, type, at confidence_basis), \
	        MANY("downloads", false, type, at downloads, at download_count, download_shape), \
	        MANY("sources", false, type, at sources, at source_count, source_shape), \
	        TEXTS("records", type, at records, at record_count)

static const struct json_member recipe_members[] = {
	TEXT("model", true, struct recipe, model),
	TEXT("title", true, struct recipe, title),
	TEXT("label", true, struct recipe, label),
	TEXTS("label_print", struct recipe, label_print, label_print_count),
	FLAG("label_inferred", struct recipe, label_inferred),
	TEXTS("aliases", struct recipe, aliases, alias_count),
	TEXTS("boards", struct recipe, boards, board_count),
	TEXT("target", false, struct recipe, target),
	TEXTS("old_boards", struct recipe, old_boards, old_board_count),
	MANY("listed_as", false, struct recipe, listed_as, listed_count, listed_shape),
	FLAG("any_machine", struct recipe, any_machine),
	FLAG("generic", struct recipe, generic),
	TEXTS("covers", struct recipe, covers, cover_count),
	TEXT("procedure", false, struct recipe, procedure),
	SHARED_MEMBERS(struct recipe, ),
};
NOTING_SHAPE(recipe_shape, struct recipe, recipe_members, written);

static const struct json_member recipe_name_members[] = {
	TEXT("model", true, struct recipe, model),
	TEXT("title", true, struct recipe, title),
	TEXT("label", true, struct recipe, label),
	TEXTS("aliases", struct recipe, aliases, alias_count),
	TEXTS("boards", struct recipe, boards, board_count),
	TEXT("procedure", false, struct recipe, procedure),
	TEXT("layout", false, struct recipe, layout),
	TEXT("not_built", false, struct recipe, not_built),
};
NOTING_SHAPE(recipe_name_shape, struct recipe, recipe_name_members, written);

static const struct json_member procedure_members[] = {
	TEXT("name", true, struct procedure, name),
	SHARED_MEMBERS(struct procedure, gives.),
};
NOTING_SHAPE(procedure_shape, struct procedure, procedure_members, gives.written);

static const struct json_member code_members[] = {
	TEXT("format", true, struct board_code, format),
	TEXT("code", true, struct board_code, code),
	TEXT("model", true, struct board_code, model),
};
static SHAPE(code_shape, struct board_code, code_members);

static const struct json_member vendor_members[] = {
	NUMBER("schema", struct vendor_file, schema),
	TEXT("vendor", true, struct vendor_file, vendor),
	TEXT("title", true, struct vendor_file, title),
	TEXTS("aliases", struct vendor_file, aliases, alias_count),
	MANY("codes", false, struct vendor_file, codes, code_count, code_shape),
	MANY("procedures", false, struct vendor_file, procedures, procedure_count, procedure_shape),
	MANY("models", true, struct vendor_file, models, model_count, recipe_shape),
};
SHAPE(vendor_shape, struct vendor_file, vendor_members);

static const struct json_member procedure_name_members[] = {
	TEXT("name", true, struct procedure, name),
	TEXT("layout", false, struct procedure, gives.layout),
	TEXT("not_built", false, struct procedure, gives.not_built),
};
static SHAPE(procedure_name_shape, struct procedure, procedure_name_members);

static const struct json_member vendor_name_members[] = {
	NUMBER("schema", struct vendor_file, schema),
	TEXT("vendor", true, struct vendor_file, vendor),
	TEXT("title", true, struct vendor_file, title),
	TEXTS("aliases", struct vendor_file, aliases, alias_count),
	MANY("procedures", false, struct vendor_file, procedures, procedure_count,
	     procedure_name_shape),
	MANY("models", true, struct vendor_file, models, model_count, recipe_name_shape),
};
SHAPE(vendor_name_shape, struct vendor_file, vendor_name_members);
