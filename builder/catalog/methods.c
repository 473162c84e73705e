#include "catalog/methods.h"

#include <string.h>

static const char fetches[] = "What the router fetches";
static const char is_sent[] = "What is sent to the router";
static const char firmware[] = "Firmware";

static const struct method_facts methods[METHOD_COUNT] = {
	[METHOD_USB_STICK] = {
		.name = "usb-stick",
		.words = "the router reads its firmware from a USB stick or card",
		.files = "On the stick",
		.product = METHOD_MAKES_STICK,
		.files_have_folders = true,
		.needs_works_when = true,
		.needs_layout = true,
		.needs_files = true,
	},
	[METHOD_TFTP_SERVE] = {
		.name = "tftp-serve",
		.words = "the router fetches its firmware from this computer by TFTP",
		.files = fetches,
		.product = METHOD_MAKES_FOLDER,
		.is_carried_out = true,
		.needs_instead = true,
	},
	[METHOD_BOOTP_TFTP_SERVE] = {
		.name = "bootp-tftp-serve",
		.words = "the router asks this computer for an address (BOOTP or DHCP), then "
		         "fetches its firmware from it by TFTP",
		.files = fetches,
		.product = METHOD_MAKES_FOLDER,
		.is_carried_out = true,
		.needs_instead = true,
	},
	[METHOD_TFTP_PUT] = {
		.name = "tftp-put",
		.words = "this computer sends the firmware to the router by TFTP",
		.files = is_sent,
		.product = METHOD_MAKES_FOLDER,
		.is_carried_out = true,
		.speaks_first = true,
		.needs_instead = true,
	},
	[METHOD_HTTP_POST] = {
		.name = "http-post",
		.words = "a browser sends the firmware to the router's rescue page",
		.files = is_sent,
		.product = METHOD_MAKES_FOLDER,
		.is_carried_out = true,
		.speaks_first = true,
		.needs_instead = true,
	},
	[METHOD_NMRP] = {
		.name = "nmrp",
		.words = "this computer sends the firmware to the router by Netgear's NMRP",
		.files = is_sent,
		.product = METHOD_MAKES_FOLDER,
		.is_carried_out = true,
		.speaks_first = true,
		.needs_instead = true,
	},
	[METHOD_NETINSTALL] = {
		.name = "netinstall",
		.words = "MikroTik's Netinstall sends the firmware to the router",
		.files = fetches,
		.product = METHOD_MAKES_FOLDER,
		.needs_instead = true,
	},
	[METHOD_DUAL_BOOT] = {
		.name = "dual-boot",
		.words = "the router has a second firmware that it can start",
		.files = firmware,
		.product = METHOD_MAKES_WORDS,
		.needs_instead = true,
	},
	[METHOD_FTP_EVA] = {
		.name = "ftp-eva",
		.words = "the router's boot loader (EVA) takes the firmware by FTP",
		.files = is_sent,
		.product = METHOD_MAKES_FOLDER,
		.is_carried_out = true,
		.speaks_first = true,
		.needs_instead = true,
	},
	[METHOD_DISK_IMAGE] = {
		.name = "disk-image",
		.words = "the router starts from a whole-disk image on a stick or card",
		.files = "The image on the stick or card",
		.product = METHOD_MAKES_STICK,
		.needs_instead = true,
	},
	[METHOD_MULTICAST] = {
		.name = "multicast",
		.words = "this computer sends the firmware by multicast to every router that listens",
		.files = is_sent,
		.product = METHOD_MAKES_FOLDER,
		.needs_instead = true,
	},
	[METHOD_VENDOR_TOOL] = {
		.name = "vendor-tool",
		.words = "the maker's own rescue program sends the firmware to the router",
		.files = is_sent,
		.product = METHOD_MAKES_FOLDER,
		.needs_instead = true,
	},
	[METHOD_FAMILY] = {
		.name = "family",
		.words = "the way that is usual for the maker's routers",
		.files = firmware,
		.product = METHOD_MAKES_WORDS,
		.needs_instead = true,
	},
	[METHOD_NONE] = {
		.name = "none",
		.words = "no rescue is known",
		.files = firmware,
		.product = METHOD_MAKES_WORDS,
		.needs_instead = true,
	},
};

const struct method_facts *method_facts(enum method method)
{
	return &methods[method];
}

const char *method_name(enum method method)
{
	return methods[method].name;
}

bool method_named(const char *name, enum method *out)
{
	for (enum method i = 0; i < METHOD_COUNT; i++) {
		if (strcmp(methods[i].name, name) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

bool method_takes_folder(enum method method)
{
	switch (methods[method].product) {
	case METHOD_MAKES_FOLDER: return true;
	case METHOD_MAKES_STICK:
	case METHOD_MAKES_WORDS: break;
	}
	return false;
}
