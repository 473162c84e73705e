/* catalog/upgrade: vendor files of schema 1 become such of schema 2. */
#include "catalog/vendorfile/upgrade.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

struct told {
	struct json_problems problems;
	char text[1024];
};

static void note(struct json_problems *problems, const char *pointer, const char *problem)
{
	struct told *told = (struct told *)problems;
	size_t used = strlen(told->text);

	snprintf(told->text + used, sizeof(told->text) - used, "%s %s\n", pointer, problem);
}

static json_t *parse(const char *text)
{
	json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(document);
	return document;
}

/* The text of the upgraded document. To be freed. */
static char *upgraded(const char *text, struct told *told)
{
	json_t *old = parse(text);
	json_t *new = upgrade_document(old, told ? &told->problems : NULL);
	char *out = json_dumps(new, JSON_COMPACT);

	assert_non_null(out);
	json_decref(old);
	json_decref(new);
	return out;
}

static void assert_upgraded(const char *text, const char *expected)
{
	char *out = upgraded(text, NULL);

	assert_string_equal(out, expected);
	free(out);
}

/* A network of a model, its quotes written as ' for legibility, and what becomes of it. */
static void assert_network(const char *old, const char *new)
{
	AUTO_FREE char *from = mem_printf("{'models':[{'network':{%s}}]}", old);
	AUTO_FREE char *to = mem_printf("{'schema':2,'models':[{'network':{%s}}]}", new);

	for (char *s = from; *s; s++)
		*s = *s == '\'' ? '"' : *s;
	for (char *s = to; *s; s++)
		*s = *s == '\'' ? '"' : *s;
	assert_upgraded(from, to);
}

static void only_a_file_that_names_no_schema_is_old(void **state)
{
	json_t *old = parse("{\"vendor\": \"a\", \"models\": []}");
	json_t *new = parse("{\"schema\": 2, \"models\": []}");
	json_t *newer = parse("{\"schema\": 3, \"models\": []}");
	json_t *other = parse("{\"name\": \"no vendor file\"}");

	(void)state;
	assert_true(upgrade_is_needed(old));
	assert_false(upgrade_is_needed(new));
	assert_false(upgrade_is_needed(newer));
	assert_false(upgrade_is_needed(other));
	json_decref(old);
	json_decref(new);
	json_decref(newer);
	json_decref(other);
}

static void addresses_become_a_list(void **state)
{
	(void)state;
	assert_network("'pc_address':'192.168.0.66/24','device_address':'192.168.0.86'",
	               "'pc_addresses':[{'address':'192.168.0.66/24'}],"
	               "'device_addresses':[{'address':'192.168.0.86'}]");
	assert_network("'pc_address':'192.168.1.2-192.168.1.9'",
	               "'pc_addresses':[{'address':'192.168.1.2-192.168.1.9'}]");
	assert_network("'pc_address':'10.10.10.3/24 or 192.168.10.19/24, or 10.0.0.1'",
	               "'pc_addresses':[{'address':'10.10.10.3/24'},"
	               "{'address':'192.168.10.19/24'},{'address':'10.0.0.1'}]");
}

static void usual_sentences_become_a_kind_and_a_note(void **state)
{
	(void)state;
	assert_network("'pc_address':'by DHCP, from the boot loader'",
	               "'pc_addresses':[{'kind':'given-by-router','note':'from the boot loader'}]");
	assert_network("'pc_address':'by DHCP'", "'pc_addresses':[{'kind':'given-by-router'}]");
	assert_network("'pc_address':'none needed: ap51-flash answers as 192.168.100.8'",
	               "'pc_addresses':[{'kind':'none','note':'ap51-flash answers as "
	               "192.168.100.8'}]");
	assert_network("'pc_address':'any fixed address'", "'pc_addresses':[{'kind':'any'}]");
	assert_network("'device_address':'its own, learned from its first question (ARP)'",
	               "'device_addresses':[{'kind':'any','note':'learned from its first question "
	               "(ARP)'}]");
	assert_network("'device_address':'given to it by this computer'",
	               "'device_addresses':[{'kind':'given-by-us'}]");
	assert_network("'device_address':'192.168.31.1, or a lease from 192.168.31.2 to .99'",
	               "'device_addresses':[{'address':'192.168.31.1'},"
	               "{'kind':'given-by-us','note':'from 192.168.31.2 to .99'}]");
	assert_network("'device_address':'10.164.183.253, given to it by this computer'",
	               "'device_addresses':[{'kind':'given-by-us'}],"
	               "'lease':{'first':'10.164.183.253','last':'10.164.183.253'}");
}

static void other_prose_is_kept_as_a_note(void **state)
{
	(void)state;
	assert_network("'pc_address':'whatever the label says'",
	               "'pc_addresses':[{'kind':'unknown','note':'whatever the label says'}]");
	assert_network("'device_address':'192.168.31.1 or what the label says'",
	               "'device_addresses':[{'address':'192.168.31.1'},"
	               "{'kind':'unknown','note':'what the label says'}]");
	assert_network("'pc_address':'this or that'",
	               "'pc_addresses':[{'kind':'unknown','note':'this or that'}]");
	assert_network("'pc_address':'by DHCPv6'",
	               "'pc_addresses':[{'kind':'unknown','note':'by DHCPv6'}]");
	assert_network("'pc_address':'192.168.0.0/24'",
	               "'pc_addresses':[{'kind':'unknown','note':'192.168.0.0/24'}]");
	assert_network("'pc_address':'192.168.1.9-192.168.1.2'",
	               "'pc_addresses':[{'kind':'unknown','note':'192.168.1.9-192.168.1.2'}]");
	assert_network("'device_address':'1.2.3, given to it by this computer'",
	               "'device_addresses':[{'kind':'unknown','note':'1.2.3, given to it by this "
	               "computer'}]");
	assert_network("'pc_address':'10.0.0.1, given to it by this computer'",
	               "'pc_addresses':[{'kind':'unknown','note':'10.0.0.1, given to it by this "
	               "computer'}]");
	assert_network("'pc_address':''", "'pc_addresses':[{'kind':'unknown'}]");
}

static void prose_that_is_kept_is_told_with_its_place(void **state)
{
	struct told told = { { note, 0 }, "" };
	char *out =
	        upgraded("{\"procedures\": [{}, {\"network\": {\"pc_address\": \"odd\"}}], "
	                 "\"models\": [{\"network\": {\"device_address\": \"1.2.3.4 or odd\"}}]}",
	                 &told);

	(void)state;
	assert_int_equal(told.problems.count, 2);
	assert_non_null(strstr(told.text, "/procedures/1/network/pc_address "));
	assert_non_null(strstr(told.text, "/models/0/network/device_address "));
	assert_non_null(strstr(told.text, "'odd'"));
	free(out);
}

static void nothing_else_changes_nor_moves(void **state)
{
	(void)state;
	assert_upgraded("{\"vendor\":\"v\",\"own\":[1,2.5,null,true],\"models\":[{\"z\":1,"
	                "\"network\":{\"port\":69,\"pc_address\":\"10.0.0.1\",\"odd\":{}},\"a\":"
	                "\"\\u00e9\"},7],\"procedures\":{},\"codes\":[]}",
	                "{\"schema\":2,\"vendor\":\"v\",\"own\":[1,2.5,null,true],\"models\":[{"
	                "\"z\":1,\"network\":{\"port\":69,\"pc_addresses\":[{\"address\":"
	                "\"10.0.0.1\"}],\"odd\":{}},\"a\":\"\xc3\xa9\"},7],\"procedures\":{},"
	                "\"codes\":[]}");
	assert_network("'pc_address':7", "'pc_address':7");
	assert_network("'pc_address':'10.0.0.1','pc_addresses':[]",
	               "'pc_address':'10.0.0.1','pc_addresses':[]");
}

static void fingers_and_conditions_get_the_form_of_today(void **state)
{
	(void)state;
	assert_upgraded(
	        "{\"models\":[{\"before\":[\"b\",7],\"steps\":[{\"do\":\"d\",\"power\":\"on\","
	        "\"button\":\"hold\"},{\"button\":\"unchanged\",\"power\":\"off\"},{\"do\":\"w\"},"
	        "\"odd\"]}]}",
	        "{\"schema\":2,\"models\":[{\"before\":[{\"text\":\"b\"},7],\"steps\":[{\"do\":"
	        "\"d\",\"power\":\"on\",\"act\":\"hold\"},{\"power\":\"off\",\"act\":\"power-out\"}"
	        ","
	        "{\"do\":\"w\"},\"odd\"]}]}");
	assert_upgraded("{\"models\":[{\"before\":1,\"steps\":{}}]}",
	                "{\"schema\":2,\"models\":[{\"before\":1,\"steps\":{}}]}");
}

TEST_MAIN(TEST(only_a_file_that_names_no_schema_is_old), TEST(addresses_become_a_list),
          TEST(usual_sentences_become_a_kind_and_a_note), TEST(other_prose_is_kept_as_a_note),
          TEST(prose_that_is_kept_is_told_with_its_place), TEST(nothing_else_changes_nor_moves),
          TEST(fingers_and_conditions_get_the_form_of_today))
