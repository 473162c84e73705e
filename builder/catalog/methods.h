/*
 * methods - every way to rescue a router, once: its name, its words, and what follows from it.
 *
 * A new method is an enumerator here and a row in methods.c. No other code compares methods
 * by name or lists them again.
 */
#ifndef METHODS_H
#define METHODS_H

#include <stdbool.h>

enum method {
	METHOD_USB_STICK,
	METHOD_TFTP_SERVE,
	METHOD_BOOTP_TFTP_SERVE,
	METHOD_TFTP_PUT,
	METHOD_HTTP_POST,
	METHOD_NMRP,
	METHOD_NETINSTALL,
	METHOD_DUAL_BOOT,
	METHOD_FTP_EVA,
	METHOD_DISK_IMAGE,
	METHOD_MULTICAST,
	METHOD_VENDOR_TOOL,
	METHOD_FAMILY, /* what is usual for many devices of the maker */
	METHOD_NONE,   /* no rescue is known */
};
#define METHOD_COUNT (METHOD_NONE + 1)

/* What the program makes for a method. */
enum method_product {
	METHOD_MAKES_STICK,  /* a stick, a card or an image of one: its recipes may have a layout */
	METHOD_MAKES_FOLDER, /* a folder with the files that go over the network */
	METHOD_MAKES_WORDS,  /* nothing but the card */
};

struct method_facts {
	const char *name;  /* "bootp-tftp-serve": in vendor files, on the command line, in --json */
	const char *words; /* how it works, in half a sentence for the person at the router */
	const char *files; /* the heading above the recipe's files */
	enum method_product product;
	bool is_carried_out;     /* by this program, over the network */
	bool speaks_first;       /* this computer does: it must know where the router is */
	bool files_have_folders; /* "/a/b.bin"; over a network it is the name alone */

	/* What check-catalog demands of a recipe. */
	bool needs_works_when;
	bool needs_instead;
	/* Of one that is made, that is, without 'not_built': */
	bool needs_layout;
	bool needs_files;
};

const struct method_facts *method_facts(enum method method);

/* "usb-stick", "bootp-tftp-serve" ... */
const char *method_name(enum method method);

/* False when there is no such method; *out is then as it was. */
bool method_named(const char *name, enum method *out);

/* Whether the router takes files over the network, which --output-dir lays out. */
bool method_takes_folder(enum method method);

#endif
