/* app/knowledge/search, app/find, base/spelling: what is on its box finds a router. */
#include "app/knowledge/search/search.h"

#include "app/knowledge/find.h"
#include "app/knowledge/search/search_words.h"
#include "base/text/spelling.h"

#include <stdio.h>
#include <string.h>

#include "own_knowledge.h"
#include "test.h"

static struct knowledge knowledge;

/* What people type, and the router that they have. */
static const struct {
	const char *typed;
	const char *router;
} spellings[] = {
	{ "r3g", "xiaomi/r3g" },
	{ "R3G", "xiaomi/r3g" },
	{ "xiaomi r3g", "xiaomi/r3g" },
	{ "mi router 3g", "xiaomi/r3g" },
	{ "Xiaomi Mi Router 3G", "xiaomi/r3g" },
	{ "mi-router-3g", "xiaomi/r3g" },
	{ "MiRouter3G", "xiaomi/r3g" },
	{ "redmi r3g", "xiaomi/r3g" },
	{ "my old xiaomi r3g router", "xiaomi/r3g" },
	{ "xiaomi,mi-router-3g", "xiaomi/r3g" },
	{ "Mi Router 3G v2", "xiaomi/r3gv2" },
	{ "mi router 3 pro", "xiaomi/r3p" },
	{ "R3P", "xiaomi/r3p" },
	{ "Xiaomi Mi Router 4A Gigabit Edition", "xiaomi/r4a" },
	{ "mi wifi mini", "xiaomi/r1cm" },
	{ "xiaomi miwifi mini", "xiaomi/r1cm" },
	{ "archer c7 v5", "tplink/archer-c7-v5" },
	{ "Archer C7(US) Ver:5.0", "tplink/archer-c7-v5" },
	{ "TP-Link Archer C7 AC1750 v2", "tplink/archer-c7-v2" },
	{ "TPLink ArcherC7 V5", "tplink/archer-c7-v5" },
	{ "tp link archer c 7 v 5", "tplink/archer-c7-v5" },
	{ "archerc7v4", "tplink/archer-c7-v4" },
	{ "Model: Archer C7 Ver: 2.0", "tplink/archer-c7-v2" },
	{ "AC1750 Wireless Dual Band Gigabit Router Archer C7 v4", "tplink/archer-c7-v4" },
	{ "TL-WR841N(EU) Ver:11.1", "tplink/tl-wr841n-v11" },
	{ "tl wr841n v11", "tplink/tl-wr841n-v11" },
	{ "wr841nd v11", "tplink/tl-wr841n-v11" },
	{ "tlwr841nv12", "tplink/tl-wr841n-v12" },
	{ "wr841n v10", "tplink/tl-wr841n-v10" },
	{ "TL-WR841N/ND v12", "tplink/tl-wr841n-v12" },
	{ "tp-link wdr3500", "tplink/tl-wdr3500-v1" },
	{ "TL-WDR4300", "tplink/tl-wdr4300-v1" },
	{ "wdr 4300", "tplink/tl-wdr4300-v1" },
	{ "tplink cpe210 v2", "tplink/cpe210-v2" },
	{ "CPE210 Ver:2.0", "tplink/cpe210-v2" },
	{ "Archer A6 v2 (US)", "tplink/archer-c6-v2-us" },
	{ "archer c6 v2 eu", "tplink/archer-c6-v2" },
	{ "Archer C50(EU) Ver 6", "tplink/archer-c50-v6" },
	{ "archer c60 version 3", "tplink/archer-c60-v3" },
	{ "R7000", "netgear/r7000" },
	{ "netgear r7000 nighthawk ac1900", "netgear/r7000" },
	{ "R7000-100NAS", "netgear/r7000" },
	{ "Nighthawk R7000", "netgear/r7000" },
	{ "netgaer r7000", "netgear/r7000" },
	{ "r7000p", "netgear/r7000p" },
	{ "R7000 P", "netgear/r7000p" },
	{ "wndr4300", "netgear/wndr4300" },
	{ "wndr 4300", "netgear/wndr4300" },
	{ "Netgear N750 WNDR4300", "netgear/wndr4300" },
	{ "wndr3700 v1", "netgear/wndr3700-v1" },
	{ "WNDR3700v2", "netgear/wndr3700-v2" },
	{ "wndr3800", "netgear/wndr3800" },
	{ "R6220-100PES", "netgear/r6220" },
	{ "netgear ex8000", "netgear/ex8000" },
	{ "EX3700/EX3800", "netgear/ex3700" },
	{ "ex3800", "netgear/ex3700" },
	{ "EX6400 v3", "netgear/ex6250-v2" },
	{ "DIR-615 E4", "dlink/dir-615-e4" },
	{ "d-link dir 615 rev. e4", "dlink/dir-615-e4" },
	{ "DIR-615 H/W Ver.: E4", "dlink/dir-615-e4" },
	{ "dir2640", "dlink/dir-2640-a1" },
	{ "D-Link DIR-2640 A1", "dlink/dir-2640-a1" },
	{ "dlink dir 882 a1", "dlink/dir-882-a1" },
	{ "DIR-882 hw rev A1", "dlink/dir-882-a1" },
	{ "DAP-1620 B1", "dlink/dap-1620-b1" },
	{ "dap1325", "dlink/dap-1325-a1" },
	{ "dwr 921 c3", "dlink/dwr-921-c3" },
	{ "dir-510l", "dlink/dir-510l" },
	{ "covr-x1860", "dlink/covr-x1860-a1" },
	{ "gl.inet mt300n v2", "glinet/gl-mt300n-v2" },
	{ "GL-MT300N-V2 Mango", "glinet/gl-mt300n-v2" },
	{ "gl inet beryl", "glinet/gl-mt1300" },
	{ "GL-MT1300", "glinet/gl-mt1300" },
	{ "mt1300", "glinet/gl-mt1300" },
	{ "flint 2", "glinet/gl-mt6000" },
	{ "GL.iNet Flint 2 (GL-MT6000)", "glinet/gl-mt6000" },
	{ "mt6000", "glinet/gl-mt6000" },
	{ "zbt-link we826", "zbtlink/we826-e" },
	{ "ZBT Z8102AX V2", "zbtlink/z8102ax-v2" },
	{ "fritz!box 4040", "avm/fritzbox-4040" },
	{ "FRITZBox4040", "avm/fritzbox-4040" },
	{ "avm fritz box 4040", "avm/fritzbox-4040" },
	{ "FRITZ!WLAN Repeater 450E", "avm/fritzrepeater-450e" },
	{ "NSM2", "ubiquiti/nanostation-m-xm" },
	{ "nanostation m2", "ubiquiti/nanostation-m-xm" },
	{ "NanoStation M2 XM", "ubiquiti/nanostation-m-xm" },
	{ "ubnt nanostation m", "ubiquiti/nanostation-m-xm" },
	{ "omega2+", "onion/omega2p" },
	{ "omega 2 plus", "onion/omega2p" },
	{ "Onion Omega2+", "onion/omega2p" },
	{ "onion omega2", "onion/omega2" },
	{ "wrt54g", "linksys/wrt54g" },
	{ "WRT54GL v1.1", "linksys/wrt54gl" },
	{ "linksys wrt54gl", "linksys/wrt54gl" },
	{ "Linksys WRT54GS", "linksys/wrt54gs" },
	{ "ea6350 v3", "linksys/ea6350-v3" },
	{ "EA6350v3", "linksys/ea6350-v3" },
	{ "Linksys EA6350 Ver. 3", "linksys/ea6350-v3" },
	{ "wrt1900acs", "linksys/wrt1900ac" },
	{ "linksys velop mx5300", "linksys/mx5300" },
	{ "MX5300", "linksys/mx5300" },
	{ "e1700", "linksys/e1700" },
	{ "rt-ac57u", "asus/rt-ac57u-v1" },
	{ "RT-AC1200GU", "asus/rt-ac57u-v1" },
	{ "rt n600", "asus/rt-ac1200" },
	{ "RT-AC58U v2", "asus/rt-ac59u" },
	{ "ASUS RT-N12+", "asus/rt-n12p" },
	{ "rt-ac88u", "asus/rt-ac88u" },
	{ "asus rt ac3200", "asus/rt-ac3200" },
	{ "Banana Pi R3", "bananapi/bpi-r3" },
	{ "bpi-r3 mini", "bananapi/bpi-r3-mini" },
	{ "bananapi bpi r4", "bananapi/bpi-r4" },
	{ "BPi-R4 Lite", "bananapi/bpi-r4-lite" },
	{ "turris omnia", "turris/omnia" },
	{ "Omnia NG", "turris/omnia-ng" },
	{ "cz.nic turris omnia", "turris/omnia" },
	{ "raspberry pi 4", "raspberrypi/rpi-4" },
	{ "Raspberry Pi 4 Model B", "raspberrypi/rpi-4" },
	{ "rpi zero w", "raspberrypi/rpi-1" },
	{ "Raspberry Pi 5", "raspberrypi/rpi-5" },
	{ "pc engines apu2", "pc-engines/apu" },
	{ "PC Engines APU2D4", "pc-engines/apu" },
	{ "buffalo wzr-hp-ag300h", "buffalo/wzr-hp-ag300h" },
	{ "WZR HP AG300H", "buffalo/wzr-hp-ag300h" },
	{ "buffalo wzr-600dhp", "buffalo/wzr-600dhp" },
	{ "zyxel nsa325", "zyxel/nsa325" },
	{ "NSA 325", "zyxel/nsa325" },
	{ "zyxel nsa325 v2", "zyxel/nsa325" },
	{ "comfast cf-wr752ac", "comfast/cf-wr752ac-v1" },
	{ "cf wr752ac v1", "comfast/cf-wr752ac-v1" },
	{ "yuncore a770", "yuncore/a770" },
	{ "cudy wr1300 v1", "cudy/wr1300-v1" },
	{ "Cudy WR1300 V1.0", "cudy/wr1300-v1" },
	{ "cudy ap3000wall", "cudy/ap3000wall-v1" },
	{ "wavlink wl-wn578a2", "wavlink/wl-wn578a2" },
	{ "WN578A2", "wavlink/wl-wn578a2" },
	{ "keenetic kn-1711", "keenetic/kn-1711" },
	{ "KN1711", "keenetic/kn-1711" },
	{ "dynalink dl-wrx36", "dynalink/dl-wrx36" },
	{ "DL-WRX36", "dynalink/dl-wrx36" },
	{ "netis nx32u", "netis/nx32u" },
	{ "pakedge wr-1", "pakedge/wr-1" },
	{ "ocedo koala", "ocedo/koala" },
	{ "ocedo raccoon", "ocedo/raccoon" },
	{ "yamaha rtx1300", "yamaha/rtx1300" },
	{ "allied telesis awplus", "allied-telesis/awplus" },
	{ "wbs510 v2", "tplink/wbs510-v2" },
	{ "tp-link onhub", "tplink/onhub" },
	{ "asus onhub", "asus/onhub" },
	{ "OnHub SRT-AC1900", "asus/onhub" },
	{ "mikrotik hex", "mikrotik/hex" },
	{ "acer predator connect w6x", "acer/predator-w6x" },
	{ "Predator W6x", "acer/predator-w6x" },
	{ "Pogoplug V4", "pogoplug/v4" },
	{ "xiaomi router 3", "xiaomi/r3" },
	{ "LinkIt Smart 7688 Duo", "seeed/linkit-7688-duo" },
	{ "gl-mt2500", "glinet/gl-mt2500" },
	{ "brume 2", "glinet/gl-mt2500" },
	{ "snr cpe ax2", "snr/cpe-ax2" },
	{ "creality wifi box", "creality/wb-01" },
	{ "Routerich BE7200", "routerich/be7200" },
	{ "hAP ac2", "mikrotik/hap-ac2" },
	{ "hap ac\xc2\xb2", "mikrotik/hap-ac2" },
	{ "RBD52G-5HacD2HnD", "mikrotik/hap-ac2" },
	{ "Beryl AX", "glinet/gl-mt3000" },
	{ "GL-MT3000", "glinet/gl-mt3000" },
	{ "gl.inet mt3000", "glinet/gl-mt3000" },
	{ "UniFi AC Pro", "ubiquiti/unifi-ac-pro" },
	{ "dir-505", "dlink/dir-505" },
	{ "linksys ea8300", "linksys/ea8300" },
	{ "WRT3200ACM", "linksys/wrt1900ac" },
	{ "archer c80", "tplink/archer-c80" },
	{ "Archer C5 v1", "tplink/archer-c5-v1" },
	{ "RT-AC68U", "asus/rt-ac68u" },
	{ "netgear r7800 nighthawk x4s", "netgear/r7800" },
	{ "D7800", "netgear/d7800" },
	{ "FRITZ!Box 7490", "avm/fritzbox-7490" },
	{ "zbt we1326", "zbtlink/we1326" },
	{ "Z8102AX", "zbtlink/z8102ax" },
	{ "TL-WR1043ND v2", "tplink/tl-wr1043nd-v2" },
	{ "wr841n v8", "tplink/tl-wr841n-v8" },
	{ "nanopi r2c", "friendlyelec/nanopi-r2c" },
	{ "orange pi zero 2", "xunlong/orange-pi-zero-2" },
};

/* The place of the router among the hits, from 1 on; 0: not among the best. */
static size_t place_of(const char *typed, const char *router)
{
	struct search_result result;
	size_t place = 0;

	search_find(&result, &knowledge.catalog, NULL, typed);
	for (size_t i = 0; !place && i < result.count && i < SEARCH_BEST; i++) {
		const struct recipe *recipe = result.hits[i].recipe;
		AUTO_FREE char *name = mem_printf("%s/%s", recipe->vendor, recipe->model);

		if (strcmp(name, router) == 0)
			place = i + 1;
	}
	search_done(&result);
	return place;
}

static void what_is_on_the_box_finds_the_router(void **state)
{
	size_t first = 0;
	size_t among = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
		const size_t place = place_of(spellings[i].typed, spellings[i].router);

		if (place != 1)
			print_message("'%s': %s is hit %zu\n", spellings[i].typed,
			              spellings[i].router, place);
		first += place == 1;
		among += place != 0;
	}
	assert_true(ARRAY_LEN(spellings) >= 150);
	assert_true(100 * first >= 95 * ARRAY_LEN(spellings));
	assert_true(100 * among >= 99 * ARRAY_LEN(spellings));
}

static bool has_alias(const struct recipe *recipe, const char *alias)
{
	for (size_t i = 0; i < recipe->alias_count; i++) {
		if (spelling_equal(recipe->aliases[i], alias))
			return true;
	}
	return spelling_equal(recipe->model, alias);
}

/* How many models of the vendor are called that. */
static size_t count_called(const struct vendor *vendor, const char *alias)
{
	size_t count = 0;

	for (size_t i = 0; i < vendor->recipe_count; i++)
		count += has_alias(&vendor->recipes[i], alias);
	return count;
}

/* catalog_recipe() must be NULL then, so that the search asks which one it is; a key is first. */
static void check_aliases(const struct vendor *vendor, const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->alias_count; i++) {
		const char *alias = recipe->aliases[i];
		const struct recipe *found = catalog_recipe(vendor, alias);

		if (count_called(vendor, alias) == 1 && found != recipe)
			print_error("%s/%s: '%s' does not find it\n", vendor->name, recipe->model,
			            alias);
		if (count_called(vendor, alias) == 1)
			assert_ptr_equal(found, recipe);
		else
			assert_true(!found || spelling_equal(found->model, alias));
	}
}

static void every_alias_is_unique_or_asked_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < knowledge.catalog.vendor_count; i++) {
		const struct vendor *vendor = &knowledge.catalog.vendors[i];

		for (size_t k = 0; k < vendor->recipe_count; k++)
			check_aliases(vendor, &vendor->recipes[k]);
	}
}

/* What find_router() says of it; "" when it found one. */
static void answer_to(const char *typed, char out[sizeof(((struct failure *)0)->text)])
{
	const struct find_request request = { .knowledge = &knowledge };
	const struct recipe *recipe = NULL;
	struct failure why = { 0 };

	snprintf(out, sizeof(why.text), "%s",
	         find_router(&request, typed, &recipe, &why) ? "" : why.text);
}

static void assert_found(const char *typed, const char *model)
{
	const struct find_request request = { .knowledge = &knowledge };
	const struct recipe *recipe = NULL;
	struct failure why;

	if (!find_router(&request, typed, &recipe, &why))
		print_error("%s\n", why.text);
	assert_non_null(recipe);
	assert_string_equal(recipe->model, model);
}

static void assert_not_found(const char *typed, const char *part)
{
	char text[sizeof(((struct failure *)0)->text)];

	answer_to(typed, text);
	if (!strstr(text, part))
		print_error("'%s': '%s' does not say '%s'\n", typed, text, part);
	assert_non_null(strstr(text, part));
}

static void one_phrase_is_enough(void **state)
{
	(void)state;
	assert_found("r3g", "r3g");
	assert_found("xiaomi/r3g", "r3g");
	assert_found("mi router 3g", "r3g");
	assert_found("archer c7 v5", "archer-c7-v5");
	assert_found("Archer C7(US) Ver:5.0", "archer-c7-v5");
}

static void a_phrase_for_several_is_asked_back(void **state)
{
	(void)state;
	assert_not_found("onhub", "asus/onhub");
	assert_not_found("onhub", "tplink/onhub");
	assert_not_found("archer c7", "'archer c7' may be tplink/archer-c7-v1 (Model: Archer C7");
}

static void another_version_is_no_answer(void **state)
{
	static const struct {
		const char *typed;
		const char *other;
	} versions[] = {
		{ "archer c7 v9", "tplink/archer-c7-v5" },
		{ "tl-wr841n v99", "tplink/tl-wr841n-v11" },
		{ "dir-882 z7", "dlink/dir-882-a1" },
		{ "Archer C5 v1", "tplink/archer-c58-v1" },
		{ "Archer C5 v1", "tplink/archer-c5-v4" },
		{ "DIR-615 D", "dlink/dir-615-e4" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(versions); i++)
		assert_int_equal(place_of(versions[i].typed, versions[i].other), 0);
	assert_not_found("archer c7 v9", "may need another rescue");
}

static void a_number_in_a_name_is_whole(void **state)
{
	(void)state;
	assert_int_equal(place_of("Archer C5", "tplink/archer-c58-v1"), 0);
	assert_int_equal(place_of("dir-6", "dlink/dir-615-e4"), 0);
	assert_int_equal(place_of("r30", "xiaomi/r3"), 0);
}

/* "dir-99600" may be no typing mistake of a "dir-2640". */
static void a_number_is_not_taken_for_another(void **state)
{
	(void)state;
	assert_not_found("dir-99600", "'dir-99600' is not in the catalogue");
	assert_not_found("ea98300", "'ea98300' is not in the catalogue");
	assert_false(search_may_be_typo("dir-600", "dir-2640"));
	assert_false(search_may_be_typo("ea8300", "engenius"));
	assert_true(search_may_be_typo("netgaer", "netgear"));
	assert_true(search_may_be_typo("wrdn4300", "wndr4300"));
}

static void assert_spelled(const char *text, const char *spelled)
{
	struct spelling spelling;

	spelling_of(&spelling, text);
	assert_int_equal(spelling.length, strlen(spelled));
	assert_memory_equal(spelling.text, spelled, strlen(spelled));
}

static void versions_are_spelled_alike(void **state)
{
	(void)state;
	assert_spelled("C7(US) Ver:5.0", "c7usv5");
	assert_spelled("version 2", "v2");
	assert_spelled("Rev. A1", "a1");
	assert_spelled("H/W Ver.: A1", "hwa1");
	assert_spelled("hAP ac\xc2\xb2", "hapac2");
	assert_spelled("Omega2+", "omega2plus");
	assert_true(spelling_equal("FRITZ!Box", "fritz-box"));
	assert_false(spelling_equal("RT-N12+", "rt-n12"));
	assert_false(spelling_equal("", "---"));
}

static void hostile_text_does_no_harm(void **state)
{
	char text[4000];

	(void)state;
	memset(text, '+', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (size_t i = 0; i < sizeof(text) - 1; i += 3)
		text[i] = i % 2 ? '9' : 'v';
	assert_int_equal(place_of(text, "xiaomi/r3g"), 0);
	assert_int_equal(place_of("", "xiaomi/r3g"), 0);
	assert_int_equal(place_of("\xff\xc2", "xiaomi/r3g"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_on_the_box_finds_the_router),
		TEST(every_alias_is_unique_or_asked_back),
		TEST(one_phrase_is_enough),
		TEST(a_phrase_for_several_is_asked_back),
		TEST(another_version_is_no_answer),
		TEST(a_number_in_a_name_is_whole),
		TEST(a_number_is_not_taken_for_another),
		TEST(versions_are_spelled_alike),
		TEST(hostile_text_does_no_harm),
	};
	int failed;

	if (!own_knowledge(&knowledge))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	knowledge_done(&knowledge);
	return failed;
}
