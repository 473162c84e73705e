#include "app/doctor/checks.h"

#include "app/doctor/packages.h"
#include "base/libraries/archive_library.h"
#include "base/libraries/crypto_library.h"
#include "base/libraries/curl_library.h"
#include "base/libraries/edit_library.h"
#include "base/mem.h"
#include <jansson.h>

#include <blkid.h>
#include <string.h>

static bool speaks_https(const curl_version_info_data *curl)
{
	for (const char *const *name = curl->protocols; *name; name++) {
		if (strcmp(*name, "https") == 0)
			return true;
	}
	return false;
}

static void warn_not_loaded(struct checkup *checkup, const char *check, const char *package,
                            const char *loss)
{
	AUTO_FREE char *advice = packages_advice_here(package);

	checkup_warning(checkup, check, advice, "it cannot be loaded, so %s", loss);
}

static void check_curl(struct checkup *checkup)
{
	const curl_version_info_data *curl;
	struct curl_library library;
	struct failure why;

	if (!curl_library_load(&library, &why)) {
		warn_not_loaded(checkup, "libcurl", "libcurl4", "downloads are not possible");
		return;
	}
	curl = library.version_info(CURLVERSION_NOW);
	if (speaks_https(curl)) {
		checkup_ok(checkup, "libcurl", "%s with %s", curl->version, curl->ssl_version);
		return;
	}
	checkup_warning(checkup, "libcurl", "install a libcurl with HTTPS support",
	                "%s has no TLS; downloads are not possible", curl->version);
}

static bool has_digest(const char *name)
{
	EVP_MD *digest = crypto()->EVP_MD_fetch(NULL, name, NULL);
	bool found = digest != NULL;

	crypto()->EVP_MD_free(digest);
	return found;
}

/* Where rules for authorities are in force, old digests are switched off. */
static void check_openssl(struct checkup *checkup)
{
	const char *version = crypto()->OpenSSL_version(OPENSSL_VERSION);

	if (!has_digest("SHA256"))
		checkup_missing(checkup, "openssl", "repair OpenSSL and its configuration",
		                "%s cannot compute SHA-256", version);
	else if (!has_digest("MD5") || !has_digest("SHA1"))
		checkup_warning(checkup, "openssl",
		                "allow MD5 and SHA-1 in OpenSSL's configuration; many formats have "
		                "no other checksum",
		                "%s cannot compute MD5 or SHA-1", version);
	else
		checkup_ok(checkup, "openssl", "%s", version);
}

/* One that runs other programs to unpack says so by a warning. */
static bool is_whole(const struct archive_library *lib)
{
	struct archive *archive = lib->archive_read_new();
	bool whole = archive && lib->archive_read_support_filter_gzip(archive) == ARCHIVE_OK &&
	             lib->archive_read_support_filter_xz(archive) == ARCHIVE_OK &&
	             lib->archive_read_support_filter_zstd(archive) == ARCHIVE_OK &&
	             lib->archive_read_support_format_zip(archive) == ARCHIVE_OK &&
	             lib->archive_read_support_format_tar(archive) == ARCHIVE_OK;

	lib->archive_read_free(archive);
	return whole;
}

static void check_archive(struct checkup *checkup)
{
	struct archive_library lib;
	struct failure why;

	if (!archive_library_load(&lib, &why))
		warn_not_loaded(checkup, "libarchive", "libarchive13",
		                "ZIP files, compressed images and cache exports are not possible");
	else if (is_whole(&lib))
		checkup_ok(checkup, "libarchive", "%s", lib.archive_version_details());
	else
		checkup_warning(checkup, "libarchive",
		                "install a libarchive with zlib, liblzma and libzstd",
		                "%s cannot read gzip, xz, zstd, ZIP and tar without other programs",
		                lib.archive_version_details());
}

static void check_edit(struct checkup *checkup)
{
	struct edit_library library;
	struct failure why;

	if (edit_library_load(&library, &why))
		checkup_ok(checkup, "libedit", "loaded");
	else
		warn_not_loaded(checkup, "libedit", "libedit2",
		                "answers are typed without Tab and arrow keys");
}

static void check_others(struct checkup *checkup)
{
	const char *blkid = NULL;

	blkid_get_library_version(&blkid, NULL);
	checkup_ok(checkup, "libblkid", "%s", blkid ? blkid : "of an unknown version");
#if JANSSON_VERSION_HEX >= 0x020d00
	checkup_ok(checkup, "jansson", "%s", jansson_version_str());
#else
	checkup_ok(checkup, "jansson", "%s", JANSSON_VERSION);
#endif
}

void check_libraries(struct checkup *checkup)
{
	check_curl(checkup);
	check_openssl(checkup);
	check_archive(checkup);
	check_edit(checkup);
	check_others(checkup);
}
