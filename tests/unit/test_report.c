#include "cli/output/report.h"

#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

enum { SHOWN = 4096 };

static const uint64_t GB = 1000000000;

/* What a report writes to one of the standard streams, caught. */
struct caught {
	FILE *stream;
	int before;
	int from; /* where it can be read: the terminal's other side, or the file */
	char text[SHOWN];
};

static void redirect(struct caught *caught, FILE *stream, int to)
{
	fflush(stream);
	caught->stream = stream;
	caught->before = dup(fileno(stream));
	assert_int_not_equal(dup2(to, fileno(stream)), -1);
}

static void catch_terminal(struct caught *caught, unsigned short columns)
{
	const struct winsize window = { .ws_row = 24, .ws_col = columns };
	int terminal;

	assert_int_equal(openpty(&caught->from, &terminal, NULL, NULL, &window), 0);
	redirect(caught, stderr, terminal);
	close(terminal);
}

static void catch_file(struct caught *caught, FILE *stream)
{
	char path[] = "/tmp/report-XXXXXX";

	caught->from = mkstemp(path);
	assert_int_not_equal(caught->from, -1);
	unlink(path);
	redirect(caught, stream, caught->from);
}

/* Everything that came: a terminal that nobody writes to any more ends, as a file does. */
static void release(struct caught *caught)
{
	size_t used = 0;
	ssize_t n;

	fflush(caught->stream);
	lseek(caught->from, 0, SEEK_SET);
	dup2(caught->before, fileno(caught->stream));
	close(caught->before);
	while ((n = read(caught->from, caught->text + used, SHOWN - 1 - used)) > 0)
		used += (size_t)n;
	caught->text[used] = '\0';
	close(caught->from);
}

static void begin(struct report *report, bool json)
{
	const struct options options = { .json = json };

	setenv("TERM", "xterm", 1); /* a dumb one shows no bar */
	report_begin(report, NULL, &options);
}

/* As if the last update were long ago. */
static void tell(struct report *report, uint64_t done, uint64_t total)
{
	report->last_shown.tv_sec -= 1;
	progress_report(&report->ui.progress, "downloading", done, total);
}

/* The step began long ago: what is shown is the same for the three seconds that follow. */
static void let_time_pass(struct report *report)
{
	report->step_began.tv_sec -= 3899;
}

static void announce(struct report *report, uint64_t total)
{
	progress_report(&report->ui.progress, "downloading", 0, total);
	let_time_pass(report);
}

static void assert_says(const struct caught *caught, const char *words)
{
	if (!strstr(caught->text, words))
		assert_string_equal(caught->text, words);
}

static void a_terminal_shows_a_bar(void **state)
{
	struct caught caught;
	struct report report;

	(void)state;
	catch_terminal(&caught, 80);
	begin(&report, false);
	announce(&report, 100 * GB);
	tell(&report, 80 * GB, 100 * GB);
	tell(&report, 100 * GB, 100 * GB);
	release(&caught);
	assert_string_equal(caught.text,
	                    "\r\033[Kdownloading [################----] 80.0 GB of 100.0 GB, "
	                    "20.5 MB/s, 975 s left"
	                    "\r\033[Kdownloading [####################] 100.0 GB of 100.0 GB, "
	                    "25.6 MB/s");
}

static void a_narrow_terminal_shows_none_and_no_line_goes_on_in_the_next(void **state)
{
	struct caught caught;
	struct report report;

	(void)state;
	catch_terminal(&caught, 79);
	begin(&report, false);
	announce(&report, 100 * GB);
	tell(&report, 80 * GB, 100 * GB);
	release(&caught);
	assert_string_equal(caught.text,
	                    "\r\033[Kdownloading 80.0 GB of 100.0 GB, 20.5 MB/s, 975 s left");
	catch_terminal(&caught, 20);
	tell(&report, 90 * GB, 100 * GB);
	release(&caught);
	assert_string_equal(caught.text, "\r\033[Kdownloading 90.0 GB");
}

static void without_a_total_there_is_neither_an_end_nor_a_bar(void **state)
{
	struct caught caught;
	struct report report;

	(void)state;
	catch_terminal(&caught, 80);
	begin(&report, false);
	announce(&report, 0);
	tell(&report, 80 * GB, 0);
	release(&caught);
	assert_string_equal(caught.text, "\r\033[Kdownloading 80.0 GB, 20.5 MB/s");
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void there_are_at_most_ten_updates_a_second(void **state)
{
	struct caught caught;
	struct report report;
	double began;
	size_t updates = 0;

	(void)state;
	catch_terminal(&caught, 80);
	begin(&report, false);
	announce(&report, 0);
	began = seconds_now();
	for (uint64_t i = 0; i < 100; i++)
		progress_report(&report.ui.progress, "downloading", i, 0);
	began = seconds_now() - began;
	release(&caught);
	for (const char *c = caught.text; *c; c++)
		updates += *c == '\r';
	assert_true((double)updates <= 10 * began);
}

static void off_a_terminal_a_step_is_one_line_when_it_ends(void **state)
{
	struct caught caught;
	struct report report;

	(void)state;
	catch_file(&caught, stderr);
	begin(&report, false);
	announce(&report, 0);
	tell(&report, 40 * GB, 0);
	tell(&report, 80 * GB, 80 * GB);
	release(&caught);
	assert_string_equal(caught.text, "downloading 80.0 GB of 80.0 GB, 20.5 MB/s\n");
}

/* Nobody knows how long a look-up takes, or another program. */
static void wait_twice(struct report *report)
{
	progress_report(&report->ui.progress, "looking", 0, 0);
	for (int i = 0; i < 3; i++) {
		report->last_shown.tv_sec -= 1;
		progress_report(&report->ui.progress, "looking", 0, 0);
	}
}

static void off_a_terminal_a_wait_is_named_once(void **state)
{
	struct caught caught;
	struct report report;

	(void)state;
	catch_file(&caught, stderr);
	begin(&report, false);
	wait_twice(&report);
	announce(&report, 0);
	tell(&report, 80 * GB, 80 * GB);
	wait_twice(&report);
	release(&caught);
	assert_string_equal(caught.text, "looking ...\ndownloading 80.0 GB of 80.0 GB, 20.5 MB/s\n"
	                                 "looking ...\n");
	catch_file(&caught, stdout);
	begin(&report, true);
	wait_twice(&report);
	release(&caught);
	assert_string_equal(caught.text, "{\"event\":\"progress\",\"step\":\"looking\","
	                                 "\"done\":0,\"total\":null}\n");
}

/* Two files one after the other, or a server that begins anew. */
static void the_rate_is_that_of_what_came_in_this_step(void **state)
{
	struct caught caught;
	struct report report;

	(void)state;
	catch_file(&caught, stderr);
	begin(&report, false);
	announce(&report, 100 * GB);
	tell(&report, 100 * GB, 100 * GB);
	progress_report(&report.ui.progress, "downloading", 60 * GB, 100 * GB);
	let_time_pass(&report);
	tell(&report, 100 * GB, 100 * GB);
	tell(&report, 90 * GB, 200 * GB);
	announce(&report, 80 * GB);
	tell(&report, 80 * GB, 80 * GB);
	release(&caught);
	assert_string_equal(caught.text, "downloading 100.0 GB of 100.0 GB, 25.6 MB/s\n"
	                                 "downloading 100.0 GB of 100.0 GB, 10.2 MB/s\n"
	                                 "downloading 80.0 GB of 80.0 GB, 20.5 MB/s\n");
}

static void scripts_are_told_that_a_total_is_not_known(void **state)
{
	struct caught caught;
	struct report report;

	(void)state;
	catch_file(&caught, stdout);
	begin(&report, true);
	announce(&report, 0);
	tell(&report, 4 * GB, 0);
	tell(&report, 8 * GB, 8 * GB);
	release(&caught);
	assert_says(&caught, "\"step\":\"downloading\",\"done\":4000000000,\"total\":null}\n");
	assert_says(&caught,
	            "\"step\":\"downloading\",\"done\":8000000000,\"total\":8000000000}\n");
}

/* One of several sticks, off a terminal. */
static void what_a_part_tells_begins_with_its_device(void **state)
{
	struct caught caught;
	struct report whole;
	struct report part;

	(void)state;
	catch_file(&caught, stderr);
	begin(&whole, false);
	report_begin_part(&part, &whole, "/dev/sdb");
	announce(&part, 80 * GB);
	tell(&part, 80 * GB, 80 * GB);
	report_warning(&part, "it is warm");
	release(&caught);
	assert_string_equal(caught.text, "/dev/sdb: downloading 80.0 GB of 80.0 GB, 20.5 MB/s\n"
	                                 "mkrescue-usb: warning: /dev/sdb: it is warm\n");
	catch_file(&caught, stdout);
	begin(&whole, true);
	report_begin_part(&part, &whole, "/dev/sdb");
	announce(&part, 80 * GB);
	tell(&part, 80 * GB, 80 * GB);
	release(&caught);
	assert_says(&caught, "{\"event\":\"progress\",\"device\":\"/dev/sdb\",");
}

/* What a stick has to say takes the place of the line that sums up, and does not stand in it. */
static void a_part_ends_the_line_of_the_whole(void **state)
{
	struct caught caught;
	struct report whole;
	struct report part;

	(void)state;
	catch_terminal(&caught, 60);
	begin(&whole, false);
	report_begin_part(&part, &whole, "/dev/sdb");
	whole.remark = "3 of 8 sticks done, ";
	announce(&whole, 100 * GB);
	tell(&whole, 80 * GB, 100 * GB);
	report_warning(&part, "it is warm");
	release(&caught);
	assert_string_equal(caught.text,
	                    "\r\033[Kdownloading 3 of 8 sticks done, 80.0 GB of 100.0 GB, 20.5 M"
	                    "\r\033[Kmkrescue-usb: warning: /dev/sdb: it is warm\r\n");
}

TEST_MAIN(TEST(a_terminal_shows_a_bar),
          TEST(a_narrow_terminal_shows_none_and_no_line_goes_on_in_the_next),
          TEST(without_a_total_there_is_neither_an_end_nor_a_bar),
          TEST(there_are_at_most_ten_updates_a_second),
          TEST(off_a_terminal_a_step_is_one_line_when_it_ends),
          TEST(off_a_terminal_a_wait_is_named_once),
          TEST(the_rate_is_that_of_what_came_in_this_step),
          TEST(scripts_are_told_that_a_total_is_not_known),
          TEST(what_a_part_tells_begins_with_its_device), TEST(a_part_ends_the_line_of_the_whole))
