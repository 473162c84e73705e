/*
 * server_files - what somebody needs to serve a rescue folder with dnsmasq: its settings, and a
 * script that gives the interface its address and takes it away again.
 */
#ifndef SERVER_FILES_H
#define SERVER_FILES_H

#include "catalog/recipe.h"

#include <stdio.h>

/* Whether a router fetches these files: from known addresses, by names that a shell can bear. */
bool server_files_help(const struct recipe *recipe);

/* dnsmasq.conf; `boot` is the file that BOOTP names, where the method gives addresses. */
void server_files_settings(FILE *to, const struct recipe *recipe, const char *boot);

/* serve INTERFACE */
void server_files_script(FILE *to, const struct recipe *recipe);

#endif
