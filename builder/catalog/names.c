/* The short names of a recipe's choices, as vendor files and --json have them. */
#include "base/mem.h"
#include "catalog/recipe.h"

#include <string.h>

const char *method_name(enum method method)
{
	static const char *const names[] = {
		[METHOD_USB_STICK] = "usb-stick",
		[METHOD_TFTP_SERVE] = "tftp-serve",
		[METHOD_BOOTP_TFTP_SERVE] = "bootp-tftp-serve",
		[METHOD_TFTP_PUT] = "tftp-put",
		[METHOD_HTTP_POST] = "http-post",
		[METHOD_NMRP] = "nmrp",
		[METHOD_NETINSTALL] = "netinstall",
		[METHOD_DUAL_BOOT] = "dual-boot",
		[METHOD_FTP_EVA] = "ftp-eva",
		[METHOD_DISK_IMAGE] = "disk-image",
		[METHOD_NONE] = "none",
	};

	return names[method];
}

bool method_named(const char *name, enum method *out)
{
	for (enum method i = 0; i < METHOD_COUNT; i++) {
		if (strcmp(method_name(i), name) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
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
