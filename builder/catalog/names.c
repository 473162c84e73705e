/* The short names and words of a recipe's choices, as vendor files and --json have them. */
#include "catalog/recipe.h"

const char *recipe_label_verb(const struct recipe *recipe)
{
	return recipe->label_inferred ? "probably says" : "must say";
}

const char *confidence_name(enum confidence confidence)
{
	static const char *const names[] = {
		[CONFIDENCE_GOOD] = "good",
		[CONFIDENCE_PARTIAL] = "partial",
		[CONFIDENCE_THIN] = "thin",
		[CONFIDENCE_INFERRED] = "inferred",
	};

	return names[confidence];
}

const char *works_class_name(enum works_class works_class)
{
	static const char *const names[] = {
		[WORKS_STOCK_BOOTLOADER] = "stock-bootloader",
		[WORKS_AFTER_PREPARATION] = "after-preparation",
		[WORKS_SERIAL_CONSOLE] = "serial-console",
		[WORKS_STOCK_OS] = "stock-os",
		[WORKS_INTERNAL_STICK] = "internal-stick",
	};

	return names[works_class];
}

const char *transform_name(enum transform transform)
{
	static const char *const names[] = {
		[TRANSFORM_NONE] = "none",
		[TRANSFORM_CUT_METADATA] = "cut-metadata",
		[TRANSFORM_ZEROS_128K] = "zeros-128k",
		[TRANSFORM_UNPACK] = "unpack",
		[TRANSFORM_BY_HAND] = "by-hand",
	};

	return names[transform];
}

const char *condition_kind_name(enum condition_kind kind)
{
	static const char *const names[] = {
		[CONDITION_UNKNOWN] = "unknown", [CONDITION_HAVE] = "have",
		[CONDITION_ACCEPT] = "accept",   [CONDITION_PREPARE] = "prepare",
		[CONDITION_ONLY_IF] = "only-if",
	};

	return names[kind];
}

const char *address_kind_name(enum address_kind kind)
{
	static const char *const names[] = {
		[ADDRESS_STATED] = "stated",
		[ADDRESS_GIVEN_BY_US] = "given-by-us",
		[ADDRESS_GIVEN_BY_ROUTER] = "given-by-router",
		[ADDRESS_ANY] = "any",
		[ADDRESS_NONE] = "none",
		[ADDRESS_UNKNOWN] = "unknown",
	};

	return names[kind];
}

const char *answer_port_name(enum answer_port port)
{
	static const char *const names[] = {
		[ANSWER_UNKNOWN] = "unknown",
		[ANSWER_SAME] = "same",
		[ANSWER_NEW] = "new",
	};

	return names[port];
}

const char *put_verdict_name(enum put_verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_UNKNOWN] = "unknown", [VERDICT_NONE] = "none",
		[VERDICT_PACKETS] = "packets", [VERDICT_ERROR] = "error",
		[VERDICT_TEXT] = "text",
	};

	return names[verdict];
}

const char *end_kind_name(enum end_kind kind)
{
	static const char *const names[] = {
		[END_UNKNOWN] = "unknown", [END_LAST_BLOCK] = "last-block",
		[END_ANSWERS] = "answers", [END_REPLY] = "reply",
		[END_LIGHT] = "light",     [END_RESTART] = "restart",
		[END_NOTHING] = "nothing",
	};

	return names[kind];
}

const char *nmrp_region_name(enum nmrp_region region)
{
	static const char *const names[] = {
		[REGION_UNKNOWN] = "unknown", [REGION_NA] = "NA", [REGION_WW] = "WW",
		[REGION_GR] = "GR",           [REGION_PR] = "PR", [REGION_RU] = "RU",
		[REGION_BZ] = "BZ",           [REGION_IN] = "IN", [REGION_KO] = "KO",
		[REGION_JP] = "JP",           [REGION_AU] = "AU",
	};

	return names[region];
}

const char *eva_media_name(enum eva_media media)
{
	static const char *const names[] = {
		[EVA_UNKNOWN] = "unknown",
		[EVA_FLASH] = "flash",
		[EVA_MEMORY] = "memory",
	};

	return names[media];
}
