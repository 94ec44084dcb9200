/* The tests of report_sample.cc in CMocka. The lines of the failures are named there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void passes(void** state) { (void)state; }
static void fails(void** state) {
  (void)state;
  assert_int_equal(1, 2);
}
static void fails_silently(void** state) {
  (void)state;
  fail();
}
static void is_skipped(void** state) {
  (void)state;
  skip();
}
static void prints(void** state) {
  (void)state;
  puts("hello");
}

int main(void) {
  const struct CMUnitTest first[] = {cmocka_unit_test(passes), cmocka_unit_test(fails),
                                     cmocka_unit_test(fails_silently), cmocka_unit_test(is_skipped)};
  const struct CMUnitTest second[] = {cmocka_unit_test(prints)};
  const struct CMUnitTest third[] = {cmocka_unit_test(is_skipped), cmocka_unit_test(passes)};
  cmocka_run_group_tests_name("First", first, NULL, NULL);
  cmocka_run_group_tests_name("Second", second, NULL, NULL);
  cmocka_run_group_tests_name("Third", third, NULL, NULL);
  return 1;
}
