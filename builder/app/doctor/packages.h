/* packages - how a program that is missing gets installed here. */
#ifndef PACKAGES_H
#define PACKAGES_H

/*
 * "install: apt install mtools", where the text of an os-release file (freedesktop.org) says
 * that this is Debian or descends from it; a general word elsewhere, or for NULL. Owned.
 */
char *packages_advice(const char *os_release, const char *packages);

/* The same for this computer. */
char *packages_advice_here(const char *packages);

#endif
