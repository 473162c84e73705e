#include "app/folder/server_files.h"

#include <string.h>

enum { USUAL_PREFIX = 24 };

/* The names of an own recipe may be anything. */
static bool is_plain(const char *name)
{
	return !name || name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
	                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-/")] == '\0';
}

static bool gives_addresses(const struct recipe *recipe)
{
	return recipe->method == METHOD_BOOTP_TFTP_SERVE && recipe->network.lease.first;
}

bool server_files_help(const struct recipe *recipe)
{
	const struct network *network = &recipe->network;

	if (recipe->method != METHOD_TFTP_SERVE && !gives_addresses(recipe))
		return false;
	if (!network->pc_address_count || network->by_hand || network->fetches_parts)
		return false;
	for (size_t i = 0; i < network->pc_address_count; i++) {
		if (network->pc_addresses[i].kind != ADDRESS_STATED)
			return false;
	}
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (!is_plain(recipe->files[i].name))
			return false;
	}
	return true;
}

void server_files_settings(FILE *to, const struct recipe *recipe, const char *boot)
{
	char first[IPV4_TEXT];
	char last[IPV4_TEXT];

	fputs("# Settings of dnsmasq for this rescue; ./serve starts it with them.\n"
	      "port=0\nbind-interfaces\nno-hosts\nno-resolv\nenable-tftp\n",
	      to);
	if (!gives_addresses(recipe) || !is_plain(boot))
		return;
	ipv4_text(first, recipe->network.lease.first);
	ipv4_text(last, recipe->network.lease.last);
	fprintf(to, "no-ping\ndhcp-authoritative\nbootp-dynamic\ndhcp-range=%s,%s\ndhcp-boot=%s\n",
	        first, last, boot);
}

static void put_addresses(FILE *to, const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->network.pc_address_count; i++) {
		struct ipv4_range range = recipe->network.pc_addresses[i].range;
		char text[IPV4_RANGE_TEXT];

		range.last = range.first;
		if (!range.prefix)
			range.prefix = USUAL_PREFIX;
		ipv4_range_text(text, &range);
		fprintf(to, "%s%s", i ? " " : "", text);
	}
}

void server_files_script(FILE *to, const struct recipe *recipe)
{
	fputs("#!/bin/sh\n"
	      "# serve INTERFACE: serves this folder by TFTP on that network interface until "
	      "Ctrl-C.\n"
	      "# Needs root, iproute2 and dnsmasq. The addresses are taken away again at the end.\n"
	      "set -eu\n"
	      "[ $# -eq 1 ] || { echo 'usage: serve INTERFACE' >&2; exit 2; }\n"
	      "cd \"$(dirname \"$0\")\"\n"
	      "leases=$(mktemp)\n"
	      "addresses='",
	      to);
	put_addresses(to, recipe);
	fputs("'\n"
	      "stop() {\n"
	      "\tfor address in $addresses; do\n"
	      "\t\tip address del \"$address\" dev \"$1\" 2>/dev/null || true\n"
	      "\tdone\n"
	      "\trm -f \"$leases\"\n"
	      "}\n"
	      "trap 'stop \"$1\"' EXIT\n"
	      "trap 'exit 130' HUP INT TERM\n"
	      "ip link set \"$1\" up\n"
	      "for address in $addresses; do\n"
	      "\tip address add \"$address\" dev \"$1\"\n"
	      "done\n"
	      "dnsmasq -d -C dnsmasq.conf --interface=\"$1\" --tftp-root=\"$PWD\" \\\n"
	      "\t--dhcp-leasefile=\"$leases\"\n",
	      to);
}
