#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/unit/cmocka_report.h"

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(cmocka::make_report(::getenv("CMOCKA_MESSAGE_OUTPUT"), ::getenv("CMOCKA_XML_FILE")).release());
  return RUN_ALL_TESTS();
}
