/* app/rescue/record: what a report about a rescue says. */
#include "app/rescue/record.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

static void hear(struct record *record, enum net_state state, uint64_t now)
{
	struct net_event event = { .kind = NET_STATE, .state = state, .address = 0xc0a80042 };

	strcpy(event.text, "secret.bin");
	record_hear(record, &event, now);
}

static char *report_of(struct record *record, enum net_end end, uint64_t now)
{
	static const struct recipe recipe = { .vendor = "acme", .model = "a1" };
	static const struct order order = { .recipe = &recipe };
	const struct rescue_plan plan = { .order = &order, .job = { .method = "tftp-serve" } };

	return record_take(record, &plan, end, now);
}

static void a_report_says_what_was_heard_when_and_how_it_ended(void **state)
{
	struct record record;
	char *report;

	(void)state;
	record_begin(&record, 5000);
	hear(&record, NET_QUIET, 5100);
	hear(&record, NET_SENDING, 9000);
	hear(&record, NET_SENDING, 9500); /* once is enough */
	hear(&record, NET_SENT, 12999);
	report = report_of(&record, NET_END_SENT, 65000);
	assert_int_equal(strncmp(report, "mkrescue-usb ", strlen("mkrescue-usb ")), 0);
	assert_string_equal(strchr(report, ','), ", acme/a1, tftp-serve\n"
	                                         "heard: 0 s quiet, 4 s sending, 7 s sent\n"
	                                         "after 60 s: sent whole, new system not seen\n");
	free(report);
	record_done(&record);
}

static void a_report_names_no_address_and_no_file(void **state)
{
	struct record record;
	char *report;

	(void)state;
	record_begin(&record, 0);
	hear(&record, NET_SPEAKS, 0);
	report = report_of(&record, NET_END_SILENT, 600000);
	assert_null(strstr(report, "192.168"));
	assert_null(strstr(report, "secret"));
	free(report);
	record_done(&record);
}

static void a_router_that_comes_and_goes_does_not_make_it_long(void **state)
{
	struct record record;
	char *report;

	(void)state;
	record_begin(&record, 0);
	for (uint64_t i = 0; i < 10000; i++)
		hear(&record, i % 2 ? NET_QUIET : NET_NO_CARRIER, i * 1000);
	report = report_of(&record, NET_END_SILENT, 600000);
	assert_true(strlen(report) < 2000);
	free(report);
	record_done(&record);
}

TEST_MAIN(TEST(a_report_says_what_was_heard_when_and_how_it_ended),
          TEST(a_report_names_no_address_and_no_file),
          TEST(a_router_that_comes_and_goes_does_not_make_it_long))
