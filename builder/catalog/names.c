/* The short names of a recipe's choices, as vendor files and --json have them. */
#include "catalog/recipe.h"

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

const char *power_name(enum power power)
{
	static const char *const names[] = {
		[POWER_UNCHANGED] = "unchanged",
		[POWER_ON] = "on",
		[POWER_OFF] = "off",
	};

	return names[power];
}

const char *button_name(enum button button)
{
	static const char *const names[] = {
		[BUTTON_UNCHANGED] = "unchanged",
		[BUTTON_HOLD] = "hold",
		[BUTTON_RELEASE] = "release",
		[BUTTON_PRESS] = "press",
	};

	return names[button];
}
