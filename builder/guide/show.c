#include "base/mem.h"
#include "base/text/text.h"
#include "catalog/ability.h"
#include "guide/guide.h"
#include "guide/parts.h"
#include "guide/words.h"

#include <inttypes.h>

/* "a, b, c"; owned. */
static char *join(const char *const *texts, size_t count)
{
	char *all = mem_strdup("");

	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *before = all;

		all = mem_printf("%s%s%s", before, i ? ", " : "", texts[i]);
	}
	return all;
}

static void accepted(const struct paper *paper, const struct accepted *accepted)
{
	AUTO_FREE char *codes = join(accepted->codes, accepted->code_count);

	paper_print(paper, "      ", "format: %s%s%s", accepted->format,
	            codes[0] ? ", board code " : "", codes);
}

static void origin(const struct paper *paper, const struct slot *file)
{
	AUTO_FREE char *types = join(file->image_types, file->image_type_count);

	if (file->from)
		paper_text(paper, "      from: ", file->from);
	if (types[0])
		paper_text(paper, "      the right image type of OpenWrt: ", types);
	if (file->unpublished)
		paper_text(paper, "      not published: ", file->unpublished);
	for (size_t i = 0; i < file->accept_count; i++)
		accepted(paper, &file->accepts[i]);
}

static void slot(const struct paper *paper, const struct recipe *recipe, const struct slot *file)
{
	AUTO_FREE char *path = words_path(recipe, file);
	const char *transform = words_transform(file->transform);
	char size[TEXT_SIZE];

	paper_print(paper, "  - ", "%s%s", path, file->optional ? " (optional)" : "");
	paper_text(paper, "      ", file->what);
	origin(paper, file);
	if (transform)
		paper_text(paper, "      ", transform);
	text_size(size, file->size_max);
	if (file->size_max)
		paper_print(paper, "      ", "at most %s (%" PRIu64 " bytes)", size,
		            file->size_max);
	if (file->only_candidate)
		paper_print(paper, "      ", "no second file%s%s may be there",
		            file->candidate_suffix ? " that ends in " : " of firmware",
		            file->candidate_suffix ? file->candidate_suffix : "");
}

static void files(const struct paper *paper, const struct recipe *recipe)
{
	if (recipe->file_count)
		paper_heading(paper, method_facts(recipe->method)->files);
	for (size_t i = 0; i < recipe->file_count; i++)
		slot(paper, recipe, &recipe->files[i]);
}

static void layouts(const struct paper *paper, const struct recipe *recipe)
{
	const struct loader_limits *loader = &recipe->loader;

	if (!recipe->layout)
		return;
	paper_heading(paper, "How the stick or card is laid out");
	paper_print(paper, "  - ", "layout %s", recipe->layout);
	for (size_t i = 0; i < recipe->excluded_layout_count; i++)
		paper_print(paper, "  - ", "not %s: %s", recipe->excluded_layouts[i].layout,
		            recipe->excluded_layouts[i].why);
	if (loader->why)
		paper_print(paper, "  - ", "the boot loader's limits:%s%s%s (%s)",
		            loader->fat16_only ? " FAT16 only;" : "",
		            loader->one_file ? " one file only;" : "",
		            loader->cluster_max ? " no large clusters;" : "", loader->why);
}

static void channel(const struct paper *paper, const struct known_download *download)
{
	if (download->channel && download->region)
		paper_print(paper, "      ", "%s channel, region %s", download->channel,
		            download->region);
	else if (download->channel)
		paper_print(paper, "      ", "%s channel", download->channel);
	else if (download->region)
		paper_print(paper, "      ", "region %s", download->region);
	if (download->inferred)
		paper_text(paper, "      ", "the address is inferred from others");
}

static void download(const struct paper *paper, const struct known_download *download)
{
	paper_exact(paper, "  - ", download->url);
	channel(paper, download);
	if (download->size)
		paper_print(paper, "      ", "%" PRIu64 " bytes", download->size);
	if (download->md5_tail)
		paper_print(paper, "      ", "MD5 ends in %s", download->md5_tail);
	if (download->sha256)
		paper_exact(paper, "      SHA-256 ", download->sha256);
	for (size_t i = 0; i < download->beside_count; i++)
		paper_exact(paper, "      beside it: ", download->beside[i]);
	paper_text(paper, "      last seen there: ", download->seen ? download->seen : "untested");
	if (download->redistribution)
		paper_text(paper, "      may be passed on: ", download->redistribution);
	if (download->note)
		paper_text(paper, "      ", download->note);
}

static void downloads(const struct paper *paper, const struct recipe *recipe)
{
	if (recipe->download_count)
		paper_heading(paper, "Firmware seen in public");
	for (size_t i = 0; i < recipe->download_count; i++)
		download(paper, &recipe->downloads[i]);
}

static void identity(const struct paper *paper, const struct recipe *recipe)
{
	paper_text(paper, "", recipe->title);
	paper_text(paper, "What the program can do: ", ability_words(recipe_ability(recipe)));
	paper_print(paper, "The router's label ", "%s: %s", recipe_label_verb(recipe),
	            recipe->label);
	if (recipe->board_count) {
		AUTO_FREE char *boards = join(recipe->boards, recipe->board_count);

		paper_text(paper, "OpenWrt calls it: ", boards);
	}
	if (recipe_takes_openwrt(recipe))
		paper_text(paper, "OpenWrt's image is fetched with: ", "--firmware openwrt:latest");
	for (size_t i = 0; i < recipe->listed_count; i++)
		paper_print(paper, "The maker's newest build is fetched with: ", "--firmware %s:%s",
		            recipe->vendor, recipe->listed_as[i].channel);
	paper_print(paper, "Rescue method: ", "%s: %s", method_name(recipe->method),
	            method_facts(recipe->method)->words);
	parts_confidence(paper, recipe);
	if (recipe->not_built)
		paper_text(paper, "This program does not make it: ", recipe->not_built);
	if (recipe->instead)
		paper_text(paper, "What it needs: ", recipe->instead);
}

void guide_everything(const struct recipe *recipe, FILE *to)
{
	const struct paper paper = paper_on(to);

	identity(&paper, recipe);
	paper_text(&paper, "Works: ", words_works_class(recipe));
	if (recipe->works_when)
		paper_text(&paper, "Works when: ", recipe->works_when);
	files(&paper, recipe);
	layouts(&paper, recipe);
	parts_network(&paper, recipe, NULL);
	downloads(&paper, recipe);
	if (recipe->port)
		fputc('\n', to);
	parts_port(&paper, recipe);
	parts_before(&paper, recipe);
	parts_steps(&paper, recipe);
	parts_lights(&paper, recipe);
	parts_ending(&paper, recipe);
	paper_list(&paper, "Good to know", recipe->gotchas, recipe->gotcha_count);
	if (recipe->source_count)
		paper_heading(&paper, "Sources");
	for (size_t i = 0; i < recipe->source_count; i++)
		paper_print(&paper, "  - ", "%s (%s)", recipe->sources[i].ref,
		            recipe->sources[i].kind);
}
