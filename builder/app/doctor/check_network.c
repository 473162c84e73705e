#include "app/doctor/checks.h"
#include "app/doctor/packages.h"
#include "base/libraries/curl_library.h"
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the program and libcurl read. */
static const char *const variables[] = {
	"https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy",
	"ALL_PROXY",   "no_proxy",    "NO_PROXY",   "MKRESCUE_OPENWRT_URL",
};

/* "http://user:secret@host" without what stands before the '@': people show this output around. */
static char *without_secret(const char *value)
{
	const char *scheme = strstr(value, "://");
	const char *host = scheme ? scheme + 3 : value;
	const char *end = host + strcspn(host, "/?#");
	const char *at = memrchr(host, '@', (size_t)(end - host));

	return at ? mem_printf("%.*s***%s", (int)(host - value), value, at) : mem_strdup(value);
}

static void check_variables(struct checkup *checkup)
{
	size_t set = 0;

	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		const char *value = getenv(variables[i]);
		AUTO_FREE char *shown = NULL;

		if (!value || !value[0])
			continue;
		shown = without_secret(value);
		checkup_ok(checkup, variables[i], "'%s'", shown);
		set++;
	}
	if (!set)
		checkup_ok(checkup, "proxy", "no environment variable sets one");
}

/* The variable that chooses the certificates, or NULL; *value is what it says. */
static const char *chosen(const char *const *names, size_t count, const char **value)
{
	for (size_t i = 0; i < count; i++) {
		*value = getenv(names[i]);
		if (*value && (*value)[0])
			return names[i];
	}
	return NULL;
}

/* NULL: not known here. */
static const char *usual_certificates(void)
{
	struct curl_library library;
	struct failure why;

	return curl_library_load(&library, &why) ? library.version_info(CURLVERSION_NOW)->cainfo
	                                         : NULL;
}

static void check_certificates(struct checkup *checkup)
{
	static const char *const names[] = { "CURL_CA_BUNDLE", "SSL_CERT_FILE" };
	const char *path = NULL;
	const char *variable = chosen(names, ARRAY_LEN(names), &path);
	AUTO_FREE char *advice = variable ? mem_printf("correct the variable %s", variable)
	                                  : packages_advice_here("ca-certificates");

	if (!variable)
		path = usual_certificates();
	if (!path)
		checkup_ok(checkup, "certificates", "the default of libcurl's TLS library");
	else if (access(path, R_OK) == 0)
		checkup_ok(checkup, "certificates", "'%s'%s%s", path, variable ? ", by " : "",
		           variable ? variable : "");
	else
		checkup_warning(checkup, "certificates", advice,
		                "cannot read '%s' (%s); downloads are not possible", path,
		                strerror(errno));
}

static void check_certificate_folder(struct checkup *checkup)
{
	const char *path = getenv("SSL_CERT_DIR");
	struct stat st;

	if (!path || !path[0])
		return;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode) && access(path, R_OK | X_OK) == 0)
		checkup_ok(checkup, "certificates", "the folder '%s', from SSL_CERT_DIR", path);
	else
		checkup_warning(checkup, "certificates", "correct the variable SSL_CERT_DIR",
		                "cannot read the folder '%s'", path);
}

void check_network(struct checkup *checkup)
{
	check_variables(checkup);
	check_certificates(checkup);
	check_certificate_folder(checkup);
}
