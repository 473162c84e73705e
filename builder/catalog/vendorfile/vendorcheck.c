#include "catalog/vendorfile/vendorcheck.h"

#include "base/mem.h"
#include "base/text/url.h"
#include "catalog/vendorfile/upgrade.h"
#include "catalog/vendorfile/vendorname.h"

#include <ctype.h>
#include <string.h>

enum { MD5_TAIL = 5, SHA256_DIGITS = 64 };
static const uint64_t size_limit = UINT64_C(1) << 30; /* bytes: no layout holds more */
static const char printed_problem[] =
        "must be a name of 2 to 100 characters, with a letter or digit and no blank at its ends";
static const char name_problem[] = "must be lower case letters, digits and '-'";
static const struct json_place top = { NULL, NULL, 0 };

static bool is_directory(const char *path)
{
	return path[0] == '/' && !strpbrk(path, "\"*:<>?\\|") && !strstr(path, "//") &&
	       !strstr(path, "..") && (path[1] == '\0' || path[strlen(path) - 1] != '/');
}

static bool is_hex(const char *text, size_t digits)
{
	return strlen(text) == digits && strspn(text, "0123456789abcdef") == digits;
}

/* One of ftp is for people: nothing is fetched from there. */
static bool is_address(const char *url)
{
	static const char ftp[] = "ftp://";
	const bool is_ftp = strncmp(url, ftp, sizeof(ftp) - 1) == 0;
	const size_t scheme = is_ftp ? sizeof(ftp) - 1 : url_scheme(url);

	return scheme && url[scheme] && !strchr(url, ' ');
}

static bool is_channel(const char *channel)
{
	return strcmp(channel, "stable") == 0 || strcmp(channel, "developer") == 0;
}

static bool is_ending(const char *ending)
{
	return strcmp(ending, ".sha256") == 0 || strcmp(ending, ".sig") == 0;
}

static bool is_date(const char *date)
{
	static const char pattern[] = "dddd-dd-dd";

	if (strlen(date) != sizeof(pattern) - 1)
		return false;
	for (size_t i = 0; date[i]; i++) {
		if (pattern[i] == 'd' ? !isdigit((unsigned char)date[i]) : date[i] != pattern[i])
			return false;
	}
	return true;
}

static void check_file(const struct slot *file, const struct json_place *place,
                       struct json_problems *problems)
{
	if (file->name && !vendorname_is_file_name(file->name))
		json_wrong_member(problems, place, "name", "must be one that FAT can hold");
	if (!is_directory(file->directory))
		json_wrong_member(problems, place, "directory",
		                  "must start with '/' and end without");
	if (!file->accept_count)
		json_wrong_member(problems, place, "accepts", "must name at least one format");
	if (file->size_max > size_limit)
		json_wrong_member(problems, place, "size_max", "is more than any layout holds");
	if (file->candidate_suffix &&
	    (file->candidate_suffix[0] != '.' || !file->candidate_suffix[1]))
		json_wrong_member(problems, place, "candidate_suffix", "must be a dot and letters");
}

static bool has_file(const struct recipe *recipe, const char *name, size_t but)
{
	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct slot *file = &recipe->files[i];

		if (i != but && file->name && strcmp(file->name, name) == 0 && !file->same_as)
			return true;
	}
	return false;
}

static void check_same(const struct recipe *recipe, const struct json_place *files,
                       struct json_problems *problems)
{
	for (size_t i = 0; i < recipe->file_count; i++) {
		const char *name = recipe->files[i].same_as;

		if (name && !has_file(recipe, name, i))
			json_wrong_member(problems, &(struct json_place){ files, NULL, i },
			                  "same_as", "must be the name of another of these files");
	}
}

static void check_digests(const struct known_download *download, const struct json_place *place,
                          struct json_problems *problems)
{
	if (download->md5_tail && !is_hex(download->md5_tail, MD5_TAIL))
		json_wrong_member(problems, place, "md5_tail", "must be five digits, 0-9 and a-f");
	if (download->sha256 && !is_hex(download->sha256, SHA256_DIGITS))
		json_wrong_member(problems, place, "sha256", "must be 64 digits, 0-9 and a-f");
}

static void check_download(const struct known_download *download, const struct json_place *place,
                           struct json_problems *problems)
{
	if (download->url && !is_address(download->url))
		json_wrong_member(problems, place, "url", "must be an http, https or ftp address");
	check_digests(download, place, problems);
	if (download->channel && !is_channel(download->channel))
		json_wrong_member(problems, place, "channel", "must be 'stable' or 'developer'");
	if (download->seen && !is_date(download->seen))
		json_wrong_member(problems, place, "seen", "must be a date such as 2026-01-31");
	for (size_t i = 0; i < download->beside_count; i++) {
		if (!is_ending(download->beside[i]))
			json_wrong_member(problems, place, "beside", "must be '.sha256' or '.sig'");
	}
}

/* It becomes part of an address. */
static bool is_list_code(const char *code)
{
	return code[0] && strlen(code) < 64 &&
	       code[strspn(code,
	                   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")] ==
	               '\0';
}

/* "x86/64", as OpenWrt names targets; it becomes part of an address. */
static bool is_target(const char *target)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
	const size_t name = strspn(target, allowed);
	const size_t sub = target[name] == '/' ? strspn(target + name + 1, allowed) : 0;

	return name && sub && target[name + 1 + sub] == '\0';
}

static void check_target(const struct recipe *recipe, const struct json_place *place,
                         struct json_problems *problems)
{
	if (recipe->target && !is_target(recipe->target))
		json_wrong_member(problems, place, "target", "must be one of OpenWrt's: 'x86/64'");
	if (recipe->target && !recipe->board_count)
		json_wrong_member(problems, place, "target", "needs 'boards', which are in it");
}

static void check_listed(const struct recipe *recipe, const struct json_place *place,
                         struct json_problems *problems)
{
	const struct json_place list = { place, "listed_as", 0 };

	for (size_t i = 0; i < recipe->listed_count; i++) {
		const struct listed_code *listed = &recipe->listed_as[i];
		const struct json_place item = { &list, NULL, i };

		if (listed->channel && !is_channel(listed->channel))
			json_wrong_member(problems, &item, "channel",
			                  "must be 'stable' or 'developer'");
		if (listed->code && !is_list_code(listed->code))
			json_wrong_member(problems, &item, "code",
			                  "must be letters, digits, '_' and '-'");
	}
}

/* What is right or wrong by itself, in a model and in a shared procedure alike. */
static void check_content(const struct recipe *recipe, const struct json_place *place,
                          struct json_problems *problems)
{
	const struct json_place files = { place, "files", 0 };
	const struct json_place downloads = { place, "downloads", 0 };
	const struct json_place network = { place, "network", 0 };

	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct json_place item = { &files, NULL, i };

		check_file(&recipe->files[i], &item, problems);
	}
	for (size_t i = 0; i < recipe->download_count; i++) {
		const struct json_place item = { &downloads, NULL, i };

		check_download(&recipe->downloads[i], &item, problems);
	}
	check_same(recipe, &files, problems);
	vendorcheck_network(&recipe->network, &network, problems);
	vendorcheck_steps(recipe, place, problems);
}

static bool is_called(const struct recipe *recipe, const char *name)
{
	if (recipe->model && strcmp(recipe->model, name) == 0)
		return true;
	for (size_t i = 0; i < recipe->alias_count; i++) {
		if (strcmp(recipe->aliases[i], name) == 0)
			return true;
	}
	return false;
}

/*
 * What may be typed for one model is no name of another. A name as it is printed may stand on the
 * labels of several: then the user is asked which one it is.
 */
static void check_name(const struct vendor_file *file, size_t model, const char *name,
                       const struct json_place *place, struct json_problems *problems)
{
	for (size_t i = 0; i < model; i++) {
		if (is_called(&file->models[i], name))
			json_wrong(problems, place, "'%s' is already a name of /models/%zu", name,
			           i);
	}
}

static void check_names(const struct vendor_file *file, size_t model,
                        const struct json_place *place, struct json_problems *problems)
{
	const struct recipe *recipe = &file->models[model];
	const struct json_place name = { place, "model", 0 };
	const struct json_place aliases = { place, "aliases", 0 };

	if (recipe->model && !vendorname_is_name(recipe->model))
		json_wrong(problems, &name, "%s", name_problem);
	if (recipe->model)
		check_name(file, model, recipe->model, &name, problems);
	for (size_t i = 0; i < recipe->alias_count; i++) {
		const struct json_place alias = { &aliases, NULL, i };

		if (vendorname_is_name(recipe->aliases[i]))
			check_name(file, model, recipe->aliases[i], &alias, problems);
		else if (!vendorname_is_printed(recipe->aliases[i]))
			json_wrong(problems, &alias, "%s", printed_problem);
	}
}

/* A missing choice would silently be the first one. */
static void check_given(const struct vendor_file *file, size_t model,
                        const struct json_place *place, struct json_problems *problems)
{
	static const char *const wanted[] = { "method", "confidence", "confidence_basis",
		                              "sources" };

	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		if (!vendordocument_has(file, model, wanted[i]))
			json_wrong_member(problems, place, wanted[i], "is missing");
	}
}

static void check_named(const struct vendor_file *file, size_t model, const struct recipe *recipe,
                        struct json_problems *problems)
{
	struct written written;
	const struct json_place *files = vendordocument_place(&written, file, model, "files");

	for (size_t i = 0; recipe->layout && i < recipe->file_count; i++) {
		const struct json_place item = { files, NULL, i };

		if (!recipe->files[i].name)
			json_wrong_member(problems, &item, "name",
			                  "is missing: a file on a stick has one");
	}
}

/* What a model needs follows from its method. */
static void check_method(const struct recipe *recipe, const struct json_place *place,
                         struct json_problems *problems)
{
	const struct method_facts *method = method_facts(recipe->method);

	if (method->needs_works_when && !recipe->works_when)
		json_wrong_member(problems, place, "works_when", "is missing");
	if (method->needs_layout && !recipe->not_built && !recipe->layout)
		json_wrong_member(problems, place, "layout", "is missing");
	if (method->needs_files && !recipe->not_built && !recipe->file_count)
		json_wrong_member(problems, place, "files",
		                  "must name at least one file for the stick");
	if (method->needs_instead && !recipe->instead)
		json_wrong_member(problems, place, "instead", "must say what this model needs");
	if (recipe->layout && method->product != METHOD_MAKES_STICK)
		json_wrong_member(problems, place, "layout", "only sticks and cards have one");
}

static void check_model(const struct vendor_file *file, size_t model,
                        const struct json_place *place, struct json_problems *problems)
{
	const struct recipe *recipe = &file->recipes[model];
	struct written written;
	enum method method;

	if (!(file->models[model].written & JSON_IS_OBJECT))
		return;
	if (recipe->procedure && !vendordocument_procedure(file, model))
		json_wrong_member(problems, place, "procedure", "the vendor has no such procedure");
	check_names(file, model, place, problems);
	check_content(&file->models[model], place, problems);
	check_listed(&file->models[model], place, problems);
	check_target(&file->models[model], place, problems);
	check_given(file, model, place, problems);
	if (recipe->sources && !recipe->source_count)
		json_wrong(problems, vendordocument_place(&written, file, model, "sources"),
		           "must name at least one");
	if (vendordocument_method(file, model, &method))
		check_method(recipe, place, problems);
	check_named(file, model, recipe, problems);
}

static void check_procedures(const struct vendor_file *file, struct json_problems *problems)
{
	const struct json_place list = { &top, "procedures", 0 };

	for (size_t i = 0; i < file->procedure_count; i++) {
		const char *name = file->procedures[i].name;
		const struct json_place place = { &list, NULL, i };

		if (name && !vendorname_is_name(name))
			json_wrong_member(problems, &place, "name", name_problem);
		for (size_t j = 0; name && j < i; j++) {
			const char *other = file->procedures[j].name;

			if (other && strcmp(other, name) == 0)
				json_wrong_member(problems, &place, "name",
				                  "is also the name of another procedure");
		}
		check_content(&file->procedures[i].gives, &place, problems);
	}
}

static void check_vendor(const struct vendor_file *file, struct json_problems *problems)
{
	const struct json_place aliases = { &top, "aliases", 0 };
	const json_t *schema = json_object_get(file->document, "schema");

	if (json_is_integer(schema) && file->schema != UPGRADE_SCHEMA)
		json_wrong(problems, &(struct json_place){ &top, "schema", 0 },
		           "must be %d, the only one that this version supports", UPGRADE_SCHEMA);
	if (file->vendor && !vendorname_is_name(file->vendor))
		json_wrong_member(problems, &top, "vendor", name_problem);
	for (size_t i = 0; i < file->alias_count; i++) {
		const struct json_place alias = { &aliases, NULL, i };

		if (!vendorname_is_name(file->aliases[i]))
			json_wrong(problems, &alias, "%s", name_problem);
	}
}

void vendorcheck(const struct vendor_file *file, struct json_problems *problems)
{
	const struct json_place models = { &top, "models", 0 };

	check_vendor(file, problems);
	check_procedures(file, problems);
	for (size_t i = 0; i < file->model_count; i++) {
		const struct json_place model = { &models, NULL, i };

		check_model(file, i, &model, problems);
	}
}
